"""The life of a measure: each step is a new revision, based on the one before. What is possible stands in `LIFE`."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Response

from services.activities.api.measures import find_measure, ground_of
from services.activities.api.resource import change, changing, party
from services.activities.api.service import service
from services.activities.api.walk_answers import MEASURE_EXAMPLE, MeasureAnswer, with_overdue
from services.activities.api.walks import walk_named
from services.activities.domain import steps
from services.activities.domain.change import Change
from services.activities.domain.forms import Closing
from services.activities.domain.in_force import InForce
from services.activities.domain.measure import Operation, must_be_actor, step
from services.activities.domain.proposal import CarriedOut, MeasureCorrection, Transfer, Undertaking, Verification
from shared.events.measure import Measure
from shared.http.blueprint import Blueprint, Views

blp = Blueprint(
    "measure-steps",
    __name__,
    url_prefix="/activities/v1/measures/<measureId>",
    description="What becomes of a measure. Each step is a new revision. Vad som händer med en åtgärd.",
)

_Said = Callable[[Measure, InForce, datetime], Change[Measure]]


def _takes(form: type[Any], example: dict[str, Any], **shown: Any) -> Views:  # noqa: ANN401
    after = {**MEASURE_EXAMPLE, "revision": 2, **shown}
    return changing(blp, "activities:write", form, MeasureAnswer, said=example, shown=after)


@blp.route("/acceptance", methods=["POST"])
@_takes(Undertaking, {"dueOn": "2021-06-30"}, state="accepted")
def accept_measure(said: Undertaking, measureId: str) -> Response:  # noqa: N803  (the path's own name)
    """Accept a measure.

    The responsible party will carry it out; by another day, if it says so. Besluta att en åtgärd ska utföras.
    """
    return _take(measureId, "acceptance", lambda measure, _, now: steps.undertake(measure, "acceptance", said, now))


@blp.route("/start", methods=["POST"])
@_takes(Undertaking, {}, state="in_progress")
def start_measure(said: Undertaking, measureId: str) -> Response:  # noqa: N803
    """Start a measure.

    The responsible party has begun to carry out what it accepted. Påbörja en åtgärd.
    """
    return _take(measureId, "start", lambda measure, _, now: steps.undertake(measure, "start", said, now))


@blp.route("/completion", methods=["POST"])
@_takes(CarriedOut, {"completedOn": "2021-06-12"}, state="completed", completedOn="2021-06-12")
def complete_measure(said: CarriedOut, measureId: str) -> Response:  # noqa: N803
    """Complete a measure.

    The responsible party has carried it out; today, when no day is given. Slutför en åtgärd.
    """
    return _take(measureId, "completion", lambda measure, _, now: steps.complete(measure, said, now))


@blp.route("/verification", methods=["POST"])
@_takes(Verification, {"walk": "1b9d6bcd-bbfd-5b2d-9b5d-ab8dfbbd4bed"}, state="verified")
def verify_measure(said: Verification, measureId: str) -> Response:  # noqa: N803
    """Verify a measure.

    A later walk found that it is carried out: one that began after the walk that raised the measure, and not before the
    day on which it was completed. Any party of the municipality's agreements may say so, the responsible one too, since
    whoever was on the walk saw it. Bekräfta en åtgärd vid en senare vandring.
    """

    def decide(measure: Measure, in_force: InForce, now: datetime) -> Change[Measure]:
        return steps.verify(measure, walk_named(said.walk), walk_named(measure.walk), now)

    return _take(measureId, "verification", decide)


@blp.route("/reopening", methods=["POST"])
@_takes(Closing, {"reason": "Två lampor är fortfarande släckta."}, state="in_progress")
def reopen_measure(said: Closing, measureId: str) -> Response:  # noqa: N803
    """Reopen a measure.

    Completed or verified, but not carried out after all: it is in progress again, and any party of the municipality's
    agreements may say so. Declined: it is proposed again, by the responsible party or the one that proposed it. Given
    to somebody outside: the party that gave it away takes it back, and it is proposed again. The reason is public.
    Återuppta en åtgärd.
    """
    return _take(measureId, "reopening", lambda measure, _, now: steps.reopen(measure, said.reason, now))


@blp.route("/declination", methods=["POST"])
@_takes(Closing, {"reason": "Vägen är Trafikverkets."}, state="declined", reason="Vägen är Trafikverkets.")
def decline_measure(said: Closing, measureId: str) -> Response:  # noqa: N803
    """Decline a measure.

    The responsible party will not carry it out; the reason is public. Avslå en åtgärd.
    """
    return _take(
        measureId, "declination", lambda measure, _, now: step(measure, "declination", now, reason=said.reason)
    )


@blp.route("/transfer", methods=["POST"])
@_takes(Transfer, {"name": "Trafikverket", "reason": "Deras väg."}, state="transferred", transferredTo="Trafikverket")
def transfer_measure(said: Transfer, measureId: str) -> Response:  # noqa: N803
    """Transfer a measure.

    To another party of the agreement by its id as `party`, which is responsible from now on and may accept or decline;
    or to somebody else by `name`, which ends it here until it is taken back. The receiving party may hand it back in
    the same way. For a party that is in none of the agreements any more, the one that proposed the measure or the
    municipality does it. The reason is public. Överlämna en åtgärd.
    """
    return _take(measureId, "transfer", lambda measure, in_force, now: steps.transfer(measure, said, in_force, now))


@blp.route("/correction", methods=["POST"])
@_takes(MeasureCorrection, {"reason": "Fel datum.", "dueOn": "2021-08-31"}, dueOn="2021-08-31", reason="Fel datum.")
def correct_measure(said: MeasureCorrection, measureId: str) -> Response:  # noqa: N803
    """Correct a measure.

    The party that proposed it says what was wrong as it should be, and why; what is left out stays, null takes away.
    Another party is named as responsible only while the measure is proposed; of a measure that is at an end, its texts
    alone are corrected. The public reason for which it was declined, transferred or withdrawn stays, unless it is sent
    as it should read in `publicReason`, which the responsible party may do too. Rätta en åtgärd.
    """

    def decide(measure: Measure, in_force: InForce, now: datetime) -> Change[Measure]:
        walk = said.walk if isinstance(said.walk, str | None) else measure.walk
        observations = said.observations if isinstance(said.observations, tuple) else measure.observations
        return steps.correct(measure, said, party(), ground_of(walk, observations), in_force, now)

    return _take(measureId, "correction", decide)


@blp.route("/withdrawal", methods=["POST"])
@_takes(Closing, {"reason": "Föreslogs två gånger."}, state="withdrawn", reason="Föreslogs två gånger.")
def withdraw_measure(said: Closing, measureId: str) -> Response:  # noqa: N803
    """Withdraw a measure that was proposed by mistake.

    The party that proposed it does so, wherever the measure stands; the reason is public. Återta en åtgärd.
    """
    reason = said.reason
    return _take(measureId, "withdrawal", lambda measure, _, now: step(measure, "withdrawal", now, reason=reason))


def _take(measure_id: str, operation: Operation, said: _Said) -> Response:
    """Take a step of the measure's life, if it is the caller's to take."""

    def decide(measure: Measure, in_force: InForce, now: datetime) -> Change[Measure]:
        must_be_actor(measure, operation, party(), in_force)
        return said(measure, in_force, now)

    return change(service().store.measures, find_measure(measure_id), decide, with_overdue)

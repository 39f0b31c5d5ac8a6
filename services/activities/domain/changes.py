"""What may happen to an activity: each change gives its next revision, and the event that tells of it."""

from datetime import datetime
from typing import Any

import msgspec
from msgspec import UNSET

from services.activities.domain.change import Change
from services.activities.domain.checks import check, check_span
from services.activities.domain.forms import SaidSpan, said
from services.activities.domain.in_force import InForce
from services.activities.domain.internal import internal, usual_title
from services.activities.domain.matching import matched
from services.activities.domain.refusal import Conflict, Forbidden, Reason, refuse
from services.activities.domain.report import Completion, Correction, Report
from shared.events import catalogue
from shared.events.activity import Activity

LIVE = ("planned", "completed")


def begin(report: Report, activity_id: str, reporter: str, in_force: InForce, now: datetime) -> Change[Activity]:
    """A new activity: done when an actual time is given, else planned.

    Raises:
        Forbidden: the reporter is no party of an agreement there.
        Refused: see `checks`.
    """
    must_be_party(reporter, in_force)
    if report.actual is None and report.planned is None:
        refuse([Reason("planned", "is required when there is no `actual`, which says when it was done")])
    _check_spans(report)
    fields = internal(said(report), report.kind)
    fields.update(demonstration=report.demonstration or in_force.demonstration)
    activity = Activity(
        id=activity_id,
        revision=1,
        municipality_name=in_force.municipality.name,
        state="completed" if report.actual else "planned",
        reported_by=reporter,
        reported_at=now,
        **fields,
    )
    return Change(_checked(activity, in_force, now), _done_or_planned(activity))


def complete(activity: Activity, completion: Completion, in_force: InForce, now: datetime) -> Change[Activity]:
    """A planned activity was done.

    Raises:
        Conflict: it is not planned.
        Refused: see `checks`.
    """
    _must_be(activity, ("planned",), "completed")
    _check_spans(completion)
    done = _next(activity, now, state="completed", reason=None, **internal(said(completion), activity.kind))
    return Change(_checked(done, in_force, now), _done_or_planned(done))


def correct(activity: Activity, correction: Correction, in_force: InForce, now: datetime) -> Change[Activity]:
    """What was reported was not so, or a plan changed.

    Raises:
        Conflict: it is cancelled or withdrawn.
        Refused: see `checks`; or what is asked for is another change than a correction.
    """
    _must_be(activity, LIVE, "corrected")
    _check_spans(correction)
    fields = said(correction)
    if fields.pop("municipality", activity.municipality) != activity.municipality:
        refuse([Reason("municipality", "cannot be corrected: withdraw the activity and report it anew")])
    if "kind" in fields and "title" not in fields and activity.title == usual_title(activity.kind):
        fields["title"] = None
    kind = activity.kind if correction.kind is UNSET else correction.kind
    corrected = _next(activity, now, **internal(fields, kind))
    if (corrected.actual is None) != (activity.actual is None):
        refuse([Reason("actual", "a plan becomes done by its completion; what was not done is withdrawn")])
    if corrected.actual is None and corrected.planned is None:
        refuse([Reason("planned", "cannot be taken away from a plan: cancel it")])
    event = catalogue.ACTIVITY_CORRECTED if corrected.actual else catalogue.ACTIVITY_PLANNED
    return Change(_checked(corrected, in_force, now), event)


def cancel(activity: Activity, reason: str, now: datetime) -> Change[Activity]:
    """A planned activity will not take place.

    Raises:
        Conflict: it is not planned.
    """
    _must_be(activity, ("planned",), "cancelled")
    return _close(activity, "cancelled", reason, now)


def withdraw(activity: Activity, reason: str, now: datetime) -> Change[Activity]:
    """An activity was reported by mistake.

    Raises:
        Conflict: it is withdrawn already.
    """
    _must_be(activity, (*LIVE, "cancelled"), "withdrawn")
    return _close(activity, "withdrawn", reason, now)


def recount(activity: Activity, in_force: InForce) -> Change[Activity] | None:
    """The activity under the agreements now in force, or None when that changes nothing.

    Nothing is reported by it: the revision is known from when the one before it was reported, so that what was known
    on a day can be held against any version.
    """
    recounted = matched(activity, in_force)
    if activity.state not in LIVE or recounted == activity:
        return None
    return Change(_next(recounted, activity.reported_at), catalogue.ACTIVITY_RECOUNTED)


def must_be_party(reporter: str, in_force: InForce) -> None:
    """Only parties of a municipality's agreements report there.

    Raises:
        Forbidden: the reporter is none.
    """
    if reporter not in in_force.parties:
        code = in_force.municipality.code
        raise Forbidden(f"{reporter} is no party of an agreement of municipality {code}.")


def _checked(activity: Activity, in_force: InForce, now: datetime) -> Activity:
    refuse(check(activity, in_force, now))
    return matched(activity, in_force)


def _next(activity: Activity, now: datetime, **changes: Any) -> Activity:  # noqa: ANN401  (fields of an activity)
    revision = activity.revision + 1
    return msgspec.structs.replace(activity, revision=revision, reported_at=now, **changes)


def _close(activity: Activity, state: str, reason: str, now: datetime) -> Change[Activity]:
    event = catalogue.ACTIVITY_CANCELLED if state == "cancelled" else catalogue.ACTIVITY_WITHDRAWN
    return Change(_next(activity, now, state=state, reason=reason), event)


def _must_be(activity: Activity, states: tuple[str, ...], wanted: str) -> None:
    if activity.state not in states:
        raise Conflict(f"The activity is {activity.state}; only what is {' or '.join(states)} can be {wanted}.")


def _done_or_planned(activity: Activity) -> str:
    return catalogue.DONE_TYPES[activity.kind] if activity.actual else catalogue.ACTIVITY_PLANNED


def _check_spans(told: Report | Completion | Correction) -> None:
    spans = {name: getattr(told, name, None) for name in ("planned", "actual")}
    given = {name: span for name, span in spans.items() if isinstance(span, SaidSpan)}
    refuse([reason for name, span in given.items() for reason in check_span(span, name)])

"""Observations: the safe and unsafe places that were noted on walks, one or many at a time."""

from datetime import datetime
from functools import partial
from typing import Any, Final, get_args

from flask import Response
from marshmallow import fields, validate

from services.activities.api.bodies import body_of, json_body, refusals
from services.activities.api.resource import (
    Decision,
    MunicipalityFilter,
    change,
    changing,
    create_all,
    created,
    find,
    in_force_in,
    listed,
    must_have_reported,
    party,
    show,
)
from services.activities.api.service import service
from services.activities.api.walk_answers import (
    OBSERVATION_EXAMPLE,
    SAID_OBSERVATION_EXAMPLE,
    ObservationPageAnswer,
)
from services.activities.api.walks import find_walk
from services.activities.domain import observation as domain
from services.activities.domain.change import Change
from services.activities.domain.forms import Closing
from services.activities.domain.in_force import InForce
from services.activities.domain.observation import Feeling, ObservationCorrection, SaidObservation
from services.activities.domain.refusal import Reason, Refused, refuse
from services.activities.reading import read
from services.activities.store.records import Kept
from shared.events.activity import Activity
from shared.events.observation import Observation, ObservationCategory
from shared.http import idempotency, jsons
from shared.http.auth import needs
from shared.http.blueprint import Blueprint, Views
from shared.http.structs import schema_of

blp = Blueprint(
    "observations",
    __name__,
    url_prefix="/activities/v1",
    description="Observations: safe and unsafe places noted on walks. Iakttagelser: trygga och otrygga platser.",
)

_JSON: Final = "application/json"
_BODY: Final = body_of(
    {
        "oneOf": [
            schema_of(SaidObservation),
            {"type": "array", "minItems": 1, "maxItems": domain.MOST, "items": schema_of(SaidObservation)},
        ]
    },
    {_JSON: [SAID_OBSERVATION_EXAMPLE]},
)
_NOTED: Final = {"oneOf": [schema_of(Observation), {"type": "array", "items": schema_of(Observation)}]}
_PAGE: Final = {"items": [OBSERVATION_EXAMPLE], "page": 1, "limit": 20, "total": 1}


def _changes(form: type[Any], example: dict[str, Any]) -> Views:
    shown = {**OBSERVATION_EXAMPLE, "revision": 2}
    return changing(blp, "activities:write", form, Observation, said=example, shown=shown)


class ObservationFilter(MunicipalityFilter):
    """Which observations are listed."""

    walk = fields.String(metadata={"description": "Id of the walk.", "example": OBSERVATION_EXAMPLE["walk"]})
    feeling = fields.String(
        validate=validate.OneOf(get_args(Feeling)),
        metadata={"description": "How the place felt.", "example": "unsafe"},
    )
    category = fields.Enum(
        ObservationCategory,
        by_value=True,
        metadata={"description": "What makes the place feel so.", "example": "lighting"},
    )


@blp.route("/walks/<activityId>/observations", methods=["POST"])
@needs("activities:write")
@blp.alt_response(
    201,
    schema=_NOTED,
    description="The observations as noted, in the order in which they were sent; one that was sent alone, alone.",
    example=[OBSERVATION_EXAMPLE],
    success=True,
)
@refusals(400, 404, 409, 413, 415, 422, 503)
@blp.doc(parameters=[idempotency.PARAMETER], requestBody=_BODY)
def note_observations(activityId: str) -> Response:  # noqa: N803  (the path's own name)
    """Note observations on a walk.

    One, or a list of up to 200: all are noted, or none when anything is wrong with any. Any party of the
    municipality's agreements may note on a walk, before it, on it and after. Points are kept to three decimals, some
    hundred metres: a place is shown, never a door. Anteckna trygga och otrygga platser på en vandring.
    """
    body = json_body()
    walk = find_walk(activityId).record
    in_force = in_force_in(walk.municipality)
    told = _read_all(body) if isinstance(body, list) else [read(body, SaidObservation)]
    noting = [partial(_note, each, walk=walk, reporter=party(), in_force=in_force) for each in told]
    made = create_all(service().store.observations, f"walks/{walk.id}/observations", noting)
    if isinstance(body, list):
        return jsons.answer(list(made.values()), 201)
    ((observation_id, record),) = made.items()
    return created("observations", observation_id, record)


@blp.route("/walks/<activityId>/observations", methods=["GET"])
@needs("activities:read")
@blp.arguments(ObservationFilter(exclude=["municipality", "walk"]), location="query")
@blp.response(200, ObservationPageAnswer, description="A page of the walk's observations.", example=_PAGE)
@refusals(404, 422, 503)
def list_observations_of_walk(args: dict[str, Any], activityId: str) -> Any:  # noqa: ANN401, N803
    """List the observations of a walk.

    Those withdrawn too. Lista en vandrings iakttagelser.
    """
    walk = find_walk(activityId).record
    return _listed({**args, "municipality": walk.municipality, "walk": walk.id})


@blp.route("/observations", methods=["GET"])
@needs("activities:read")
@blp.arguments(ObservationFilter, location="query")
@blp.response(200, ObservationPageAnswer, description="A page of observations, walk by walk.", example=_PAGE)
@refusals(422, 503)
def list_observations(args: dict[str, Any]) -> Any:  # noqa: ANN401
    """List observations.

    Those withdrawn too, of the municipalities that the token reaches. Lista iakttagelser.
    """
    return _listed(args)


@blp.route("/observations/<observationId>", methods=["GET"])
@needs("activities:read")
@blp.response(200, Observation, description="The observation at its latest revision.", example=OBSERVATION_EXAMPLE)
@refusals(404, 503)
def get_observation(observationId: str) -> Response:  # noqa: N803
    """Read an observation.

    Its ETag is what a change is based on. Läs en iakttagelse.
    """
    return show(_find(observationId))


@blp.route("/observations/<observationId>/correction", methods=["POST"])
@_changes(ObservationCorrection, {"reason": "Fyra lampor, inte tre.", "text": "Fyra lampor är släckta."})
def correct_observation(said: ObservationCorrection, observationId: str) -> Response:  # noqa: N803
    """Correct what was noted.

    Send what was wrong as it should be, and why; what is left out stays. Rätta en iakttagelse.
    """
    return _change(observationId, lambda observation, _, now: domain.correct(observation, said, now))


@blp.route("/observations/<observationId>/withdrawal", methods=["POST"])
@_changes(Closing, {"reason": "Platsen antecknades två gånger."})
def withdraw_observation(said: Closing, observationId: str) -> Response:  # noqa: N803
    """Withdraw an observation that was noted by mistake.

    The reason is public. Dra tillbaka en iakttagelse.
    """
    return _change(observationId, lambda observation, _, now: domain.withdraw(observation, said.reason, now))


def _note(
    said: SaidObservation, observation_id: str, now: datetime, *, walk: Activity, reporter: str, in_force: InForce
) -> Change[Observation]:
    return domain.note(said, observation_id, walk, reporter, in_force, now)


def _read_all(body: list[Any]) -> list[SaidObservation]:
    """Every observation of the list.

    Raises:
        Refused: with what is wrong with each.
    """
    if not 0 < len(body) <= domain.MOST:
        refuse([Reason("body", f"must hold 1 to {domain.MOST} observations")])
    read_so_far: list[SaidObservation] = []
    reasons: list[Reason] = []
    for place, each in enumerate(body):
        try:
            read_so_far.append(read(each, SaidObservation))
        except Refused as refused:
            reasons += [Reason(f"[{place}].{reason.property}", reason.reason) for reason in refused.reasons]
    refuse(reasons, "None of the observations was noted.")
    return read_so_far


def _find(observation_id: str) -> Kept[Observation]:
    return find(service().store.observations, observation_id, "observation")


def _change(observation_id: str, decide: Decision[Observation]) -> Response:
    kept = _find(observation_id)
    must_have_reported(kept)
    return change(service().store.observations, kept, decide)


def _listed(args: dict[str, Any]) -> dict[str, Any]:
    query = {f"record.{name}": args[name] for name in ("walk", "feeling", "category") if name in args}
    return listed(service().store.observations, args, query)

"""Noting: observations come in here, one or many at a time, all or none."""

from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any, Final

from flask import Response

from services.activities.api.bodies import body_of, json_body, refusals
from services.activities.api.resource import create_all, created, in_force_in, party
from services.activities.api.service import service
from services.activities.api.walk_answers import OBSERVATION_EXAMPLE, SAID_OBSERVATION_EXAMPLE
from services.activities.api.walks import find_walk
from services.activities.domain.change import Change
from services.activities.domain.in_force import InForce
from services.activities.domain.observation import MOST, SaidObservation, note
from services.activities.domain.refusal import Reason, Refused, refuse
from services.activities.reading import read
from shared.events.activity import Activity
from shared.events.observation import Observation
from shared.http import idempotency, jsons
from shared.http.auth import needs
from shared.http.blueprint import Blueprint
from shared.http.structs import schema_of

blp = Blueprint(
    "noting",
    __name__,
    url_prefix="/activities/v1",
    description="Noting what was seen on walks. Att anteckna det som iakttas på vandringar.",
)

_JSON: Final = "application/json"
_BODY: Final = body_of(
    {
        "oneOf": [
            schema_of(SaidObservation),
            {"type": "array", "minItems": 1, "maxItems": MOST, "items": schema_of(SaidObservation)},
        ]
    },
    {_JSON: [SAID_OBSERVATION_EXAMPLE]},
)
_NOTED: Final = {"oneOf": [schema_of(Observation), {"type": "array", "items": schema_of(Observation)}]}


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


def _note(
    said: SaidObservation, observation_id: str, now: datetime, *, walk: Activity, reporter: str, in_force: InForce
) -> Change[Observation]:
    return note(said, observation_id, walk, reporter, in_force, now)


def _read_all(body: list[Any]) -> list[SaidObservation]:
    """Every observation of the list.

    Raises:
        Refused: with what is wrong with each.
    """
    if not 0 < len(body) <= MOST:
        refuse([Reason("body", f"must hold 1 to {MOST} observations")])
    read_so_far: list[SaidObservation] = []
    reasons: list[Reason] = []
    for place, each in enumerate(body):
        try:
            read_so_far.append(read(each, SaidObservation))
        except Refused as refused:
            reasons += [replace(reason, property=f"[{place}].{reason.property}") for reason in refused.reasons]
    refuse(reasons, "None of the observations was noted.")
    return read_so_far

"""Observations: the safe and unsafe places that were noted on walks: read, corrected and withdrawn."""

from typing import Any, Final, get_args

from flask import Response
from marshmallow import fields, validate

from services.activities.api.bodies import refusals
from services.activities.api.geojson import also_geojson, listed_as_asked
from services.activities.api.lists import RecordFilter, both, of_state, state_field
from services.activities.api.resource import Decision, change, changing, find, must_have_reported, show
from services.activities.api.seen import must_be_of_seen_walks, of_seen_walks, of_walks_shown
from services.activities.api.service import service
from services.activities.api.walk_answers import OBSERVATION_EXAMPLE, ObservationPageAnswer
from services.activities.api.walks import find_walk
from services.activities.domain import observation as domain
from services.activities.domain.forms import Closing
from services.activities.domain.observation import Feeling, ObservationCorrection
from services.activities.store.records import Kept
from shared.events.observation import Observation, ObservationCategory
from shared.http import etag
from shared.http.auth import needs
from shared.http.blueprint import Blueprint, Views
from shared.http.paging import example_of
from shared.store.mongo import Document

blp = Blueprint(
    "observations",
    __name__,
    url_prefix="/activities/v1",
    description="Observations: safe and unsafe places noted on walks. Iakttagelser: trygga och otrygga platser.",
)

_ASKED: Final = {name: f"record.{name}" for name in ("walk", "feeling", "category")} | {"party": "record.reportedBy"}
_PAGE: Final = example_of(OBSERVATION_EXAMPLE)


def _properties(observation: Document) -> Document:
    """What a map says of it."""
    said = {name: observation[name] for name in ("walk", "state", "feeling", "category", "text", "reportedBy")}
    return {"place": observation["place"]["name"], **said}


def _changes(form: type[Any], example: dict[str, Any]) -> Views:
    shown = {**OBSERVATION_EXAMPLE, "revision": 2}
    return changing(blp, "activities:write", form, Observation, said=example, shown=shown)


class ObservationFilter(RecordFilter):
    """Which observations are listed."""

    state = state_field("noted")
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


@blp.route("/walks/<activityId>/observations", methods=["GET"])
@needs("activities:read")
@blp.arguments(ObservationFilter(exclude=["municipality", "walk"]), location="query")
@blp.response(200, ObservationPageAnswer, description="A page of the walk's observations.", example=_PAGE)
@refusals(404, 422, 503)
@also_geojson(OBSERVATION_EXAMPLE, _properties)
def list_observations_of_walk(args: dict[str, Any], activityId: str) -> Any:  # noqa: ANN401, N803
    """List the observations of a walk.

    Those withdrawn when they are asked for, without what was said of them. As GeoJSON, those that have a point. Lista
    en vandrings iakttagelser.
    """
    walk = find_walk(activityId).record
    return _listed({**args, "municipality": walk.municipality, "walk": walk.id})


@blp.route("/observations", methods=["GET"])
@needs("activities:read")
@blp.arguments(ObservationFilter, location="query")
@blp.response(200, ObservationPageAnswer, description="A page of observations, walk by walk.", example=_PAGE)
@refusals(422, 503)
@also_geojson(OBSERVATION_EXAMPLE, _properties)
def list_observations(args: dict[str, Any]) -> Any:  # noqa: ANN401
    """List observations.

    Of the municipalities that the token reaches; those withdrawn when they are asked for, without what was said of
    them. As GeoJSON, those that have a point. Lista iakttagelser.
    """
    return _listed(args)


@blp.route("/observations/<observationId>", methods=["GET"])
@needs("activities:read")
@blp.response(
    200,
    Observation,
    description="The observation at its latest revision.",
    example=OBSERVATION_EXAMPLE,
    headers=etag.HEADERS,
)
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

    Its text and place are told no more, here or in its events; the reason is public. Dra tillbaka en iakttagelse.
    """
    return _change(observationId, lambda observation, _, now: domain.withdraw(observation, said.reason, now))


def _find(observation_id: str) -> Kept[Observation]:
    kept = find(service().store.observations, observation_id, "observation")
    return must_be_of_seen_walks(kept, "observation", kept.record.walk)


def _change(observation_id: str, decide: Decision[Observation]) -> Response:
    kept = _find(observation_id)
    must_have_reported(kept)
    return change(service().store.observations, kept, decide)


def _listed(args: dict[str, Any]) -> Any:  # noqa: ANN401
    query = {column: args[name] for name, column in _ASKED.items() if name in args} | of_state(args)
    observations = service().store.observations
    shown_since = of_walks_shown(observations, args.get("changed_since"))
    return listed_as_asked(observations, args, both(query, of_seen_walks()), _properties, shown_since)

"""Measures: what will be done about what was noted, by whom and by when."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, get_args

from flask import Response
from marshmallow import fields, validate

from services.activities.api.bodies import reads, refusals
from services.activities.api.lists import RecordFilter, both, listed
from services.activities.api.resource import CREATED, create, find, in_force_in, party
from services.activities.api.seen import must_be_of_seen_walks, of_seen_walks, of_walks_shown
from services.activities.api.service import service
from services.activities.api.walk_answers import (
    MEASURE_EXAMPLE,
    PROPOSAL_EXAMPLE,
    MeasureAnswer,
    MeasurePageAnswer,
    with_overdue,
)
from services.activities.api.walks import walk_named
from services.activities.domain.change import Change
from services.activities.domain.ground import Ground
from services.activities.domain.proposal import Proposal
from services.activities.domain.steps import propose
from services.activities.store.measures import query_of
from services.activities.store.records import Kept
from shared.clock import local_day
from shared.events.measure import Measure, MeasureState
from shared.http import etag, idempotency, jsons
from shared.http.auth import needs
from shared.http.blueprint import Blueprint
from shared.http.days import OUR_DAYS
from shared.http.paging import example_of
from shared.http.schema import Day

blp = Blueprint(
    "measures",
    __name__,
    url_prefix="/activities/v1",
    description="Measures: what will be done, by whom, by when. Åtgärder: vad som ska göras, av vem och när.",
)


class MeasureFilter(RecordFilter):
    """Which measures are listed."""

    state = fields.String(
        validate=validate.OneOf(get_args(MeasureState)),
        metadata={"description": "State of the measure.", "example": "proposed"},
    )
    responsible = fields.String(metadata={"description": "Party that answers for it.", "example": "nykvarn-kommun"})
    walk = fields.String(metadata={"description": "Walk that raised it.", "example": MEASURE_EXAMPLE["walk"]})
    promise = fields.String(metadata={"description": "Promise id.", "example": "nykvarn-2021-2022-trygghetsvandringar"})
    overdue = fields.Boolean(
        metadata={"description": "Whether it should have been done by now.", "example": True},
    )
    due_before = Day(validate=OUR_DAYS, metadata={"description": "Due before this day.", "example": "2021-07-01"})


@blp.route("/measures", methods=["POST"])
@needs("activities:write")
@reads(Proposal, example=PROPOSAL_EXAMPLE)
@blp.response(201, MeasureAnswer, description="The measure as proposed.", example=MEASURE_EXAMPLE, headers=CREATED)
@refusals(400, 413, 415, 422, 503)
@blp.doc(parameters=[idempotency.PARAMETER])
def propose_measure(said: Proposal) -> Response:
    """Propose a measure.

    To the party that would answer for it, which accepts, declines or transfers it. It may be raised by a `walk` and
    answer `observations` of that walk; `area` is the walk's place unless another is given, and later walks there begin
    with the measure while it is open. Points are kept to three decimals. Föreslå en åtgärd.
    """
    in_force = in_force_in(said.municipality)

    def decide(measure_id: str, now: datetime) -> Change[Measure]:
        return propose(said, measure_id, party(), ground_of(said.walk, said.observations), in_force, now)

    return create(service().store.measures, "measures", decide, with_overdue)


@blp.route("/measures", methods=["GET"])
@needs("activities:read")
@blp.arguments(MeasureFilter, location="query")
@blp.response(
    200,
    MeasurePageAnswer,
    description="A page of measures, the earliest due first.",
    example=example_of(MEASURE_EXAMPLE),
)
@refusals(422, 503)
def list_measures(args: dict[str, Any]) -> dict[str, Any]:
    """List measures.

    Those of the municipalities that the token reaches; `overdue` is as of now. Lista åtgärder.
    """
    now = service().now()
    measures = service().store.measures
    query = both(query_of(args, local_day(now)), of_seen_walks())
    page = listed(measures, args, query, of_walks_shown(measures, args.get("changed_since")))
    return {**page, "items": [with_overdue(each, now) for each in page["items"]]}


@blp.route("/measures/<measureId>", methods=["GET"])
@needs("activities:read")
@blp.response(
    200, MeasureAnswer, description="The measure at its latest revision.", example=MEASURE_EXAMPLE, headers=etag.HEADERS
)
@refusals(404, 503)
def get_measure(measureId: str) -> Response:  # noqa: N803  (the path's own name)
    """Read a measure.

    Its ETag is what a change is based on. It is sent anew each time: `overdue` changes with the day. Läs en åtgärd.
    """
    kept = find_measure(measureId)
    return etag.set_etag(jsons.answer(with_overdue(kept.outer, service().now())), kept.record.revision)


def find_measure(measure_id: str) -> Kept[Measure]:
    """The measure of that id, if the caller may know of it.

    Raises:
        Problem: 404.
    """
    kept = find(service().store.measures, measure_id, "measure")
    return must_be_of_seen_walks(kept, "measure", kept.record.walk, kept.record.verified_at)


def ground_of(walk: str | None, observations: Sequence[str]) -> Ground:
    """What a measure rests on, as far as the caller may know of it."""
    found = service().store.observations.get_each(observations)
    return Ground(walk_named(walk), {each: kept.record for each, kept in found.items()})

"""Measures: what will be done about what was seen, by whom, by when, and whether it is overdue."""

from collections.abc import Collection
from datetime import date
from typing import Any, get_args

import msgspec
from marshmallow import fields, validate

from services.reports.api import examples
from services.reports.api.lists import MunicipalityFilter, municipalities, not_hidden, present, store
from shared.clock import local_day
from shared.events.measure import Measure, MeasureState
from shared.http.auth import needs
from shared.http.blueprint import Blueprint
from shared.http.paging import Page, turn_of
from shared.store.mongo import Document

STATES = [state for state in get_args(MeasureState) if state != "withdrawn"]

blp = Blueprint(
    "measures",
    __name__,
    url_prefix="/reports/v1",
    description="Measures: what will be done, by whom and by when. Åtgärder: vad som ska göras, av vem och till när.",
)


class MeasureAnswer(Measure, frozen=True, kw_only=True):
    """A measure, and whether it should have been done by now."""

    overdue: bool


class ShownMeasurePage(Page, frozen=True, kw_only=True):
    """A page of measures."""

    items: list[MeasureAnswer]


class MeasureFilter(MunicipalityFilter):
    """Which measures are listed."""

    state = fields.String(
        validate=validate.OneOf(STATES, error="is none of: {choices}"),
        metadata={"description": "Only in this state.", "example": "accepted"},
    )
    overdue = fields.Boolean(
        metadata={"description": "Only those that should have been done by now, or only the others.", "example": True}
    )
    responsible = fields.String(metadata={"description": "Party that answers for it.", "example": "nykvarn-kommun"})
    walk = fields.UUID(
        metadata={
            "description": "Only those raised on this walk, an activity's id.",
            "example": examples.MEASURE["walk"],
        }
    )
    promise = fields.String(
        metadata={
            "description": "Only those that a promise, by its id, is followed up by.",
            "example": "nykvarn-2021-2022-trygghetsvandringar",
        }
    )


@blp.route("/measures", methods=["GET"])
@needs("reports:read")
@blp.arguments(MeasureFilter, location="query")
@blp.response(
    200, ShownMeasurePage, description="A page of measures, in order of id.", example=examples.page(examples.MEASURE)
)
def list_measures(args: dict[str, Any]) -> ShownMeasurePage:
    """List measures as they stand now.

    Only those of the municipalities that the token reaches, none that was withdrawn, and none raised on a walk
    that may not be shown yet. One whose walk was withdrawn stands: it is still to be done. There is no `changedSince`:
    what may be shown changes with the day and with its walk, although nothing is changed; whoever keeps a copy follows
    `/activities/v1/measures`. Lista åtgärder.
    """
    today = local_day(present())
    hidden = store().hidden(present())
    narrowed: Document = {"walk": not_hidden() | ({"$eq": str(args["walk"])} if "walk" in args else {})}
    if "responsible" in args:
        narrowed["responsible"] = args["responsible"]
    if "state" in args:
        narrowed["state"] = args["state"]
    if "promise" in args:
        narrowed["promises"] = args["promise"]
    if "overdue" in args:
        past = {"$lt": today.isoformat()}
        narrowed["dueBy"] = past if args["overdue"] else {"$not": past}
    turn = turn_of(args)
    found = store().measures.page(municipalities(args), narrowed, turn.wanted)
    return ShownMeasurePage(**turn.answer(found.each(lambda each: _answer(each, today, hidden))))


def _answer(measure: Measure, today: date, hidden: Collection[str]) -> MeasureAnswer:
    told = msgspec.structs.asdict(measure)
    if measure.verified_at in hidden:
        told["verified_at"] = None
    return MeasureAnswer(**told, overdue=measure.is_overdue(today))

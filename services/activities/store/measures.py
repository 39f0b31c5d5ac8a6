"""Measures as they are kept: in the order in which they are due, the earliest first."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from pymongo import ASCENDING
from pymongo.collection import Collection

from services.activities.store.records import Records
from shared.events.activity import Activity
from shared.events.measure import Measure
from shared.places import plain
from shared.store.mongo import Document
from shared.store.pages import Order
from shared.walks import area_of

_NEVER: Final = "9999-12-31"  # after every day on which something is due
_BY_DUE: Order = [("due", ASCENDING), ("_id", ASCENDING)]
_FILTERS: Final = {
    "party": "record.reportedBy",
    "state": "record.state",
    "responsible": "record.responsible",
    "walk": "record.walk",
    "promise": "record.promises",
}


class Measures(Records[Measure]):
    """The measures of all municipalities."""

    def __init__(self, collection: Collection[Document]) -> None:
        super().__init__(collection, Measure, _columns, _BY_DUE)

    def open_for(self, walk: Activity) -> list[Measure]:
        """The open measures of a walk's area, and of the walk that it follows; those of later walks too."""
        area = area_of(walk)
        either: list[Document] = [{"area": plain(area)}] if area else []
        either += [{"record.walk": walk.previous_walk}] if walk.previous_walk else []
        return self.find({"municipality": walk.municipality, "open": True, "$or": either}) if either else []


def query_of(args: Mapping[str, Any], today: date) -> Document:
    """The query that finds what a list asks for: party, state, responsible, walk, promise, due_before, overdue."""
    conditions: list[Document] = [{column: args[name]} for name, column in _FILTERS.items() if name in args]
    if "due_before" in args:
        conditions.append({"due": {"$lt": args["due_before"].isoformat()}})
    if "overdue" in args:
        late, early = {"$lt": today.isoformat()}, {"$gte": today.isoformat()}
        overdue = {"undone": True, "due": late}
        conditions.append(overdue if args["overdue"] else {"$or": [{"undone": False}, {"due": early}]})
    return {"$and": conditions} if conditions else {}


def _columns(measure: Measure) -> Document:
    return {
        "due": measure.due_on.isoformat() if measure.due_on else _NEVER,
        "area": plain(measure.area) if measure.area else None,
        "undone": measure.is_undone,
        "open": measure.is_open,
    }

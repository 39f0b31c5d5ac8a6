"""What speaks of a period, as it is kept: in the order of the periods, the latest first, and found by their days."""

from collections.abc import Mapping
from typing import Any, Final

from pymongo import ASCENDING, DESCENDING

from shared.store.mongo import Document
from shared.store.pages import Order

BY_PERIOD: Final[Order] = [("record.period.end", DESCENDING), ("_id", ASCENDING)]
_FILTERS: Final = {
    "promise": "record.promise",
    "party": "record.reportedBy",
    "bears_on": "record.promises",
    "focus_area": "record.focusAreas",
    "source_kind": "record.source.kind",
}


def no_columns(record: object) -> Document:
    """All that these are looked up by stands in the record itself."""
    return {}


def query_of(args: Mapping[str, Any]) -> Document:
    """The query that finds what a list asks for: the filters above, and from_ and to, which the period meets."""
    query: Document = {column: args[name] for name, column in _FILTERS.items() if name in args}
    if "from_" in args:
        query["record.period.end"] = {"$gte": args["from_"].isoformat()}
    if "to" in args:
        query["record.period.start"] = {"$lte": args["to"].isoformat()}
    return query

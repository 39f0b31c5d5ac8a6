"""Days as a list is narrowed by them: `from` and `to`, both inclusive, in Stockholm."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final

from marshmallow import validate

from shared.clock import start_of_day
from shared.http.schema import Day

OUR_DAYS: Final = validate.Range(date(1900, 1, 1), date(2199, 12, 31))


def first_day(meaning: str) -> Day:
    """The query's `from`, of what ``meaning`` says: `First day of the start.`."""
    metadata = {"description": f"First day of {meaning}, in Stockholm.", "example": "2021-01-01"}
    return Day(data_key="from", validate=OUR_DAYS, metadata=metadata)


def last_day(meaning: str) -> Day:
    """The query's `to`, inclusive; as `first_day`."""
    metadata = {"description": f"Last day of {meaning}, in Stockholm.", "example": "2021-06-30"}
    return Day(validate=OUR_DAYS, metadata=metadata)


def between(args: Mapping[str, Any]) -> dict[str, datetime]:
    """The condition on an instant that `from_` and `to` make; empty when neither is there."""
    condition: dict[str, datetime] = {}
    if "from_" in args:
        condition["$gte"] = start_of_day(args["from_"])
    if "to" in args:
        condition["$lt"] = start_of_day(args["to"] + timedelta(days=1))
    return condition

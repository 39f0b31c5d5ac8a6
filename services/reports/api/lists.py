"""What all lists share: narrowed to a municipality, and to those that the token reaches."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from flask import current_app
from marshmallow import fields, validate

from services.reports.store import ReportsStore
from shared.http.auth import caller
from shared.http.paging import PageArgs
from shared.store.mongo import Document


class MunicipalityFilter(PageArgs):
    """What every list can be narrowed by."""

    municipality = fields.String(
        validate=validate.Regexp(r"^[0-9]{4}\Z", error="must be four digits, as in 0140"),
        metadata={"description": "Municipality code.", "example": "0140"},
    )


def municipalities(args: dict[str, Any]) -> list[str]:
    """The codes to list: the one asked for, or all that the caller reaches.

    Raises:
        Problem: 403 when the caller does not reach the one asked for.
    """
    if "municipality" not in args:
        return sorted(caller().municipalities)
    caller().must_reach(args["municipality"])
    return [args["municipality"]]


def store() -> ReportsStore:
    """What the service keeps."""
    kept: ReportsStore = current_app.extensions["store"]
    return kept


def present() -> datetime:
    """The present instant, by the service's clock."""
    instant: datetime = current_app.extensions["clock"].now()
    return instant


def not_hidden(but: Iterable[str] = ()) -> Document:
    """What the walk of something listed must be: none that may not be shown yet, and none of some others."""
    return {"$nin": sorted({*store().hidden(present()), *but})}

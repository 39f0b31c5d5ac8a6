"""Asking: what may stand in the query of an address, how often anybody may ask, and what copies are held against."""

import hashlib
from datetime import datetime
from typing import Any, Final

from flask import Response, current_app, request
from marshmallow import fields, validate

from services.reports.open_data.reading import Asked
from services.reports.store import ReportsStore
from services.reports.store.changes import Changed
from shared.http.limits import limiter
from shared.http.parser import Parser
from shared.http.problem import Invalid, invalid
from shared.http.schema import Base, Instant
from shared.open_data import LICENCE

A_MINUTE: Final = 120  # requests of one subscriber's, to all addresses of open data together
_parser: Final = Parser()


class TableArgs(Base):
    """Query of a table."""

    municipality = fields.String(validate=validate.Regexp(r"^[0-9]{4}\Z", error="must be four digits, as in 0140"))


class CsvArgs(TableArgs):
    """Query of a table as comma-separated values."""

    separator = fields.String(
        load_default="comma", validate=validate.OneOf(["comma", "semicolon"], error="is none of: {choices}")
    )


class MomentArgs(TableArgs):
    """Query of the statuses."""

    as_of = Instant()
    known_at = Instant()


class CsvMomentArgs(CsvArgs, MomentArgs):
    """Query of the statuses as comma-separated values."""


@limiter.shared_limit(f"{A_MINUTE}/minute", scope="open-data")
def count() -> None:
    """Count the request toward what the caller may ask.

    Raises:
        RateLimitExceeded: it is too much.
    """


def query_of(schema: Base) -> dict[str, Any]:
    """The query of the request at hand.

    Raises:
        Problem: 422, naming each parameter that is wrong.
    """
    found: dict[str, Any] = _parser.parse(schema, request, location="query")
    return found


def asked_of(args: dict[str, Any], now: datetime) -> Asked:
    """What is asked for.

    Raises:
        Problem: 422 of a moment that has not been, or of the history of all municipalities at once.
    """
    asked = Asked(args.get("municipality"), args.get("as_of"), args.get("known_at"))
    wrong = [
        Invalid(name, "lies in the future; ask for a moment that has been")
        for name, moment in (("asOf", asked.as_of), ("knownAt", asked.known_at))
        if moment and moment > now
    ]
    if asked.known_at and not asked.as_of:
        wrong.append(Invalid("asOf", "must be given with knownAt"))
    if asked.as_of and not asked.municipality:
        wrong.append(Invalid("municipality", "must be given with asOf: history is told one municipality at a time"))
    if wrong:
        raise invalid(*wrong)
    return asked


def store() -> ReportsStore:
    """What the service keeps."""
    kept: ReportsStore = current_app.extensions["store"]
    return kept


def present() -> datetime:
    """The present instant, by the service's clock."""
    instant: datetime = current_app.extensions["clock"].now()
    return instant


def changed() -> Changed:
    """How the projection stands: to be asked before anything of it is read, so that no copy seems newer than it is."""
    return store().changes.latest()


def dated(response: Response, seen: Changed, form: str = "", *, seconds: int = 60) -> Response:
    """The response, with what a copy of it is held against; 304 to whoever has it already.

    Anything that changes in the projection makes all of it new: better too often than too seldom.

    Args:
        response: made of what was read from the projection.
        seen: how that stood before.
        form: which of the forms that stand at the address.
        seconds: how long a copy may be shown without asking.
    """
    named = f"{request.full_path}|{form}|{store().live.number}|{seen.times}|{seen.at.isoformat()}"
    response.set_etag(hashlib.sha256(named.encode()).hexdigest()[:32], weak=True)  # when it was made may stand in it
    response.last_modified = seen.at
    response.cache_control.public = True
    response.cache_control.max_age = seconds
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Link"] = f'<{LICENCE}>; rel="license"'
    response.make_conditional(request)
    return response

"""Reads of tips: each is written down before anything is shown, and a party sees those of its own."""

import uuid
from datetime import datetime
from typing import Any, Final, Literal

import structlog
from pymongo.errors import PyMongoError

from services.activities.api.bodies import refusals
from services.activities.api.lists import MunicipalityArgs, reached
from services.activities.api.resource import party
from services.activities.api.service import service
from shared.events.record import Record
from shared.http.auth import caller, needs
from shared.http.blueprint import Blueprint
from shared.http.paging import Page, example_of, turn_of
from shared.http.problem import unavailable
from shared.store.mongo import Document

log = structlog.get_logger(__name__)

blp = Blueprint(
    "tip-reads",
    __name__,
    url_prefix="/activities/v1",
    description="Who has read tips, and when. Vem som har läst tips, och när.",
)


class TipRead(Record, frozen=True):
    """That somebody read tips: a list of ``count`` tips without their text, or the one tip ``tip_id``."""

    id: str
    client: str
    party: str
    municipality: str
    what: Literal["list", "fetch"]
    at: datetime
    count: int | None = None
    tip_id: str | None = None


class TipReadPage(Page, frozen=True, kw_only=True):
    """A page of reads."""

    items: list[TipRead]


_EXAMPLE: Final[dict[str, Any]] = {
    "id": "6a4a3f0e-8b7c-4c1e-9a35-52f3c0a8d911",
    "client": "polisens-ledningssystem",
    "party": "polisen-sodertalje",
    "municipality": "0140",
    "what": "fetch",
    "at": "2021-04-16T07:12:00Z",
    "tipId": "0f8e6a52-3f4b-4a53-9d39-5e6c8c9a3c55",
}


@blp.route("/tip-reads", methods=["GET"])
@needs("tips:read")
@blp.arguments(MunicipalityArgs, location="query")
@blp.response(
    200,
    TipReadPage,
    description="A page of reads, the latest first.",
    example=example_of(_EXAMPLE),
)
@refusals(422, 503)
def list_tip_reads(args: dict[str, Any]) -> TipReadPage:
    """List who has read tips.

    Only the reads of the caller's own party, in the municipalities that the token reaches. Rows are only ever added,
    before what they tell of is shown, and are kept for two years; so there is nothing to follow by `changedSince`: the
    latest come first. Lista läsningar av tips.
    """
    query = {"party": party(), **reached(args)}
    turn = turn_of(args)
    return TipReadPage(**turn.answer(service().store.tip_reads.page(query, turn.wanted).each(_read_of)))


def write_down(what: Literal["list", "fetch"], municipality: str, **more: int | str) -> None:
    """Write down that the caller reads tips. Nothing may be shown before this returns.

    Args:
        what: a list, or one tip.
        municipality: whose tips.
        more: `count` of a list, `tipId` of a tip.

    Raises:
        Problem: 503 when it cannot be written.
    """
    row: Document = {
        "_id": str(uuid.uuid4()),
        "client": caller().client,
        "party": party(),
        "municipality": municipality,
        "what": what,
        "at": service().now(),
        **more,
    }
    try:
        service().store.tip_reads.add(row)
    except PyMongoError as error:
        log.error("a read of tips could not be written down", error=type(error).__name__)
        raise unavailable("That tips are read cannot be written down just now, so none are shown.") from error


def _read_of(row: Document) -> TipRead:
    return TipRead(
        id=row["_id"],
        client=row["client"],
        party=row["party"],
        municipality=row["municipality"],
        what=row["what"],
        at=row["at"],
        count=row.get("count"),
        tip_id=row.get("tipId"),
    )

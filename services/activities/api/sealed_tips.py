"""Sealed tips: for the police party that they were sealed for, and for nobody else. Each read is written down."""

from datetime import datetime
from typing import Any, Final

from marshmallow import fields, validate

from services.activities.api.bodies import refusals
from services.activities.api.resource import in_force_in, party
from services.activities.api.service import service
from services.activities.api.tip_reads import write_down
from services.activities.domain.forms import LONGEST_WORD, MUNICIPALITY, SLUG
from services.activities.sealing import key_id
from services.activities.store.tips import query_of
from shared.events.record import Record
from shared.http.auth import caller, needs
from shared.http.blueprint import Blueprint
from shared.http.days import between, first_day, last_day
from shared.http.paging import Page, PageArgs, example_of, turn_of
from shared.http.problem import Problem, forbidden, not_found
from shared.store.mongo import Document

blp = Blueprint(
    "sealed-tips",
    __name__,
    url_prefix="/activities/v1",
    description="Tips as the police fetch them, sealed. Tips som polisen hämtar dem, förseglade.",
)


class TipItem(Record, frozen=True):
    """What may be seen of a tip; ``key_id`` says which of the party's private keys opens it."""

    id: str
    municipality: str
    category: str
    received_at: datetime
    delete_after: datetime
    key_id: str
    area: str | None = None
    observed_at: datetime | None = None


class SealedTip(TipItem, frozen=True, kw_only=True):
    """A tip with its text: a compact JWE that the party's private key opens."""

    sealed: str


class TipPage(Page, frozen=True, kw_only=True):
    """A page of tips."""

    items: list[TipItem]


class TipFilter(PageArgs):
    """Which tips are listed."""

    municipality = fields.String(
        required=True,
        validate=validate.Regexp(MUNICIPALITY, error="must be four digits, as in 0140"),
        metadata={"description": "Municipality code.", "example": "0140"},
    )
    category = fields.String(
        validate=[validate.Regexp(SLUG), validate.Length(max=LONGEST_WORD)],
        metadata={"description": "What they are about.", "example": "narcotics"},
    )
    from_ = first_day("receiving it")
    to = last_day("receiving it")


_EXAMPLE: Final[dict[str, Any]] = {
    "id": "0f8e6a52-3f4b-4a53-9d39-5e6c8c9a3c55",
    "municipality": "0140",
    "category": "narcotics",
    "receivedAt": "2021-04-16T07:12:00Z",
    "deleteAfter": "2021-07-15T07:12:00Z",
    "keyId": "tips-2021",
    "area": "Nykvarns centrum",
    "observedAt": "2021-04-15T19:30:00Z",
}


@blp.route("/tips", methods=["GET"])
@needs("tips:read")
@blp.arguments(TipFilter, location="query")
@blp.response(
    200,
    TipPage,
    description="A page of tips without their text, the latest first.",
    example=example_of(_EXAMPLE),
)
@refusals(422, 503)
def list_tips(args: dict[str, Any]) -> TipPage:
    """List the tips of a municipality.

    Only for a police party of that municipality, and only tips that were sealed for it. Their text is fetched one at a
    time. That the list was read is written down before it is shown. There is no `changedSince`: a tip
    never changes and is deleted on its day, so `from` finds what is new. Lista en kommuns tips.
    """
    municipality = args["municipality"]
    if party() not in in_force_in(municipality).police:
        raise _not_yours()
    query = query_of(municipality, party(), category=args.get("category"), received=between(args))
    turn = turn_of(args)
    found = service().store.tips.page(query, turn.wanted)
    write_down("list", municipality, count=len(found.rows))
    return TipPage(**turn.answer(found.each(_item)))


@blp.route("/tips/<tipId>", methods=["GET"])
@needs("tips:read")
@blp.response(
    200,
    SealedTip,
    description="The tip, with its text as a compact JWE (RFC 7516).",
    example=_EXAMPLE
    | {"sealed": "eyJhbGciOiJFQ0RILUVTK0EyNTZLVyIsImVuYyI6IkEyNTZHQ00iLCJraWQiOiJ0aXBzLTIwMjEifQ.a.b.c.d"},
)
@refusals(404, 503)
def get_tip(tipId: str) -> SealedTip:  # noqa: N803  (the path's own name)
    """Fetch a sealed tip.

    Only for the police party that it was sealed for: the text opens with that party's private key, whose id is `keyId`.
    That it was fetched is written down before it is shown. Hämta ett förseglat tips.
    """
    _must_be_police()
    tip = service().store.tips.get(tipId)
    if tip is None or not caller().reaches(tip["municipality"]) or party() not in tip["sealed"]:
        remedy = "It may have been deleted, since tips are kept for 90 days, or was sealed for another party."
        raise not_found("There is no such tip.", remedy=remedy)
    write_down("fetch", tip["municipality"], tipId=tip["_id"])
    return SealedTip(**_seen(tip), sealed=tip["sealed"][party()])


def _must_be_police() -> None:
    """Whoever is police nowhere within reach does not even learn which tips there are.

    Raises:
        Problem: 403.
    """
    in_force = service().store.agreements.in_force(caller().municipalities)
    if not any(party() in each.police for each in in_force.values()):
        raise _not_yours()


def _not_yours() -> Problem:
    return forbidden("Tips are read only by the police party of the municipality that they were sealed for.")


def _item(tip: Document) -> TipItem:
    return TipItem(**_seen(tip))


def _seen(tip: Document) -> dict[str, Any]:
    return {
        "id": tip["_id"],
        "municipality": tip["municipality"],
        "category": tip["category"],
        "area": tip["area"],
        "observed_at": tip.get("observedAt"),
        "received_at": tip["receivedAt"],
        "delete_after": tip["deleteAfter"],
        "key_id": key_id(tip["sealed"][party()]),
    }

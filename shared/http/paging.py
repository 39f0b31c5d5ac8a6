"""Paging: `limit` and `page` from 1, and `next`, the way through a list that stays right while its rows change.

`next` is the address of the page that follows, and holds where this one ended: who follows it sees each row that was
there when they began, and is on the list still, once, whatever is added, taken away or moved meanwhile.

A list that is followed by `changedSince` comes in the order of the changes, up to when its first page was read: what
changes after that leaves the pages that are left, and comes at the next reading. A change that was being written just
then may yet find its place on them: its row comes twice, as it was and as it is.
"""

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Final
from urllib.parse import quote, urlencode

import msgspec
from flask import current_app, request
from marshmallow import ValidationError, fields, validate
from msgspec import Meta

from shared.clock import SystemClock
from shared.events.record import Record
from shared.http.problem import Invalid, invalid
from shared.http.schema import Base
from shared.store.pages import Place, Rows, Value, Wanted

LIMIT: Final = 20
MAX_LIMIT: Final = 100
MAX_PAGE: Final = 100_000
# What was written just now may not be seen yet: longer than any request lives, and than clocks differ.
MARGIN: Final = timedelta(seconds=60)

LONGEST_READING: Final = timedelta(hours=24)
# The second page of thirty activities, twenty a page, by the form of `Cursor`.
_EXAMPLE: Final = "lAIe1v9geUQAktb_YHhjANkkNWYwYzZjMGEtN2YwZS01YTVjLTljNTYtMGMxZDdjMWI3YTEx"
_OUR_TIME: Final = datetime(1900, 1, 1, tzinfo=UTC)


def followed(change: str, known_by: str, fixed: str) -> str:
    """What the documentation of a list says of its `changedSince`.

    Args:
        change: what puts a row on it, as in `Changed`.
        known_by: by which members a row that comes again is known.
        fixed: the parameters by which it may be narrowed, since what they ask for never changes.
    """
    return (
        f"{change} at or after this moment. The list then comes in the order in which that was done. Follow `next` to "
        "its end, then send `changedUntil` as this the next time: whoever goes on so has every row as it stands once "
        "they have read what was done last. What happens to a row while you read takes it from the pages that are "
        "left, although `total` counted it, and it comes at the next reading; what was being written as you began may "
        "come twice within one, as it was and as it is. `changedUntil` lies "
        f"{MARGIN.seconds} seconds back, for what is being written, so that some rows come again: {known_by}. Narrow "
        f"it by {fixed} at most, which never changes: a row that no longer is what another parameter asks for is not "
        "told of."
    )


Instant = Annotated[datetime, Meta(tz=True)]


class Cursor(msgspec.Struct, frozen=True, array_like=True):
    """Where a page begins: after which place, as the how-many-eth, and when the first of them was read.

    ``began`` is the machine's time; ``total`` is how many rows there were then.
    """

    page: Annotated[int, Meta(ge=2, lt=2**31)]
    total: Annotated[int, Meta(ge=0, lt=2**53)]
    began: Instant
    place: Annotated[tuple[Any, ...], Meta(min_length=1, max_length=4)]

    def __post_init__(self) -> None:
        """Nothing but values: what comes from an address becomes part of a question to the database."""
        if not all(isinstance(each, Value) for each in self.place) or self.began < _OUR_TIME:
            raise ValueError("a place holds texts and instants, and was read in our time")


class CursorField(fields.Field[Cursor]):
    """A cursor as it stands in an address."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Cursor:  # noqa: ANN401
        try:
            packed = base64.b64decode(value + "=" * (-len(value) % 4), altchars=b"-_", validate=True)
            return msgspec.msgpack.decode(packed, type=Cursor)
        except (msgspec.MsgspecError, binascii.Error, ValueError) as error:
            raise ValidationError("is no `next` of ours; take it as it stands there") from error


class NumberArgs(Base):
    """Query of a list that never changes: its pages are numbered."""

    limit = fields.Integer(
        load_default=LIMIT,
        validate=validate.Range(1, MAX_LIMIT),
        metadata={"description": f"Items on a page, at most {MAX_LIMIT}.", "example": LIMIT},
    )
    page = fields.Integer(
        load_default=1,
        validate=validate.Range(1, MAX_PAGE),
        metadata={"description": "Which page, from 1; as the list is at that moment.", "example": 1},
    )


class PageArgs(NumberArgs):
    """Query of a list. A list with filters extends this, since a query is read by one schema only."""

    after = CursorField(
        metadata={
            "description": (
                "Where the page begins, in place of `page`: as it stands in `next` of the page before. It holds for a "
                "day from when the first page was read."
            ),
            "type": "string",
            "example": _EXAMPLE,
        },
    )


class Page(Record, frozen=True):
    """What every page tells: its number, how many items a page holds and all pages have, and where it goes on.

    ``total`` is how many there were when the first page was read, whatever came and went since; ``next`` is null on the
    last page.
    """

    page: int
    limit: int
    total: int
    next: str | None = None


class ChangesPage(Page, frozen=True):
    """A page of what can be followed: with `changedSince`, ``changed_until`` is what to send as it the next time."""

    changed_until: datetime | None = None


def example_of(*items: Any) -> dict[str, Any]:  # noqa: ANN401  (examples of items)
    """The example of a page, for its documentation."""
    return {"items": list(items), "page": 1, "limit": LIMIT, "total": len(items), "next": None}


@dataclass(frozen=True, slots=True)
class Turn:
    """The turn of a page: what was asked for, and when the first of its pages was read."""

    args: Mapping[str, Any]
    wanted: Wanted

    def answer(self, rows: Rows[Any]) -> dict[str, Any]:
        """The page as it is answered; its rows are the items."""
        number = self.args["after"].page if "after" in self.args else self.args["page"]
        following = None
        if rows.last is not None:
            following = _address(after=_written(self._cursor(number + 1, rows.total, rows.last)))
        page = {"items": rows.rows, "page": number, "limit": self.wanted.limit, "total": rows.total}
        return {**page, "next": following}

    @property
    def changed_until(self) -> datetime:
        """From when on changes may have been left out, all pages of this reading together."""
        return self.wanted.began - MARGIN

    def _cursor(self, page: int, total: int, place: Place) -> Cursor:
        return Cursor(page, total, self.wanted.began, place)


def turn_of(args: Mapping[str, Any]) -> Turn:
    """The turn that a query asks for.

    Args:
        args: as loaded by `PageArgs`.

    Raises:
        Problem: 422 when the reading began too long ago.
    """
    cursor: Cursor | None = args.get("after")
    if cursor is None:
        return Turn(args, Wanted(args["limit"], SystemClock().now(), skip=skip_of(args)))
    if not -MARGIN <= SystemClock().now() - cursor.began < LONGEST_READING:
        raise invalid(Invalid("after", "is of a reading that is over; begin with the first page"))
    return Turn(args, Wanted(args["limit"], cursor.began, after=cursor.place, total=cursor.total))


def skip_of(args: Mapping[str, Any]) -> int:
    """How many items stand before the page asked for by its number."""
    return int((args["page"] - 1) * args["limit"])


def page_of(items: Sequence[Any], total: int, args: Mapping[str, Any]) -> dict[str, Any]:
    """A page of a list that never changes, as it is answered.

    Args:
        items: those of this page.
        total: how many there are on all pages.
        args: as loaded by `NumberArgs`.
    """
    page, limit = args["page"], args["limit"]
    following = _address(page=str(page + 1)) if page * limit < total else None
    return {"items": list(items), "page": page, "limit": limit, "total": total, "next": following}


def _written(cursor: Cursor) -> str:
    return base64.urlsafe_b64encode(msgspec.msgpack.encode(cursor)).decode().rstrip("=")


def _address(**replaced: str) -> str:
    """The address asked for, with another page."""
    kept = [(name, value) for name, value in request.args.items(multi=True) if name not in ("page", "after")]
    query = urlencode([*kept, *replaced.items()], safe=":")
    return f"{current_app.extensions['settings'].public_url}{quote(request.path)}?{query}"

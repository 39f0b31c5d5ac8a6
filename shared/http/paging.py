"""Paging: `limit` and `page` from 1, and the one form of a page."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from marshmallow import fields, validate

from shared.http.schema import Base

LIMIT: Final = 20
MAX_LIMIT: Final = 100
MAX_PAGE: Final = 100_000


class PageArgs(Base):
    """Query of a list. A list with filters extends this, since a query is read by one schema only."""

    limit = fields.Integer(
        load_default=LIMIT,
        validate=validate.Range(1, MAX_LIMIT),
        metadata={"description": f"Items on a page, at most {MAX_LIMIT}.", "example": LIMIT},
    )
    page = fields.Integer(
        load_default=1,
        validate=validate.Range(1, MAX_PAGE),
        metadata={"description": "Which page, from 1.", "example": 1},
    )


def skip_of(args: Mapping[str, Any]) -> int:
    """How many items stand before the page asked for."""
    return int((args["page"] - 1) * args["limit"])


def page_of(items: Sequence[Any], total: int, args: Mapping[str, Any]) -> dict[str, Any]:
    """A page as it is answered.

    Args:
        items: those of this page.
        total: how many there are on all pages.
        args: as loaded by `PageArgs`.
    """
    return {"items": list(items), "page": args["page"], "limit": args["limit"], "total": total}

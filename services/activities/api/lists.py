"""What all lists share: narrowed to a municipality and to those that the token reaches, page by page, and followed."""

from collections.abc import Sequence
from typing import Any, Final

from marshmallow import fields, validate

from services.activities.domain.change import R
from services.activities.domain.forms import MUNICIPALITY
from services.activities.store.records import Records
from shared.http.auth import caller
from shared.http.paging import PageArgs, followed, turn_of
from shared.http.schema import Instant
from shared.store.mongo import Document

FOLLOWED: Final = followed(
    "Changed, withdrawals too,", "know them by `id` and the highest `revision`", "`municipality`"
)


class MunicipalityArgs(PageArgs):
    """What every list can be narrowed by."""

    municipality = fields.String(
        validate=validate.Regexp(MUNICIPALITY, error="must be four digits, as in 0140"),
        metadata={"description": "Municipality code.", "example": "0140"},
    )


class MunicipalityFilter(MunicipalityArgs):
    """What every list of records that are never deleted can be narrowed by, so that it can be followed."""

    changed_since = Instant(metadata={"description": FOLLOWED, "example": "2021-04-16T00:00:00Z"})


class RecordFilter(MunicipalityFilter):
    """What every list of what parties report can be narrowed by."""

    party = fields.String(metadata={"description": "Party that reported it.", "example": "nykvarn-kommun"})


def reached(args: dict[str, Any]) -> Document:
    """The query that finds what is of the municipality asked for, or of all that the token reaches.

    Raises:
        Problem: 403 when the caller does not reach the one asked for.
    """
    if "municipality" in args:
        caller().must_reach(args["municipality"])
        return {"municipality": args["municipality"]}
    codes = sorted(caller().municipalities)
    return {"municipality": codes[0] if len(codes) == 1 else {"$in": codes}}


def state_field(live: str) -> fields.String:
    """The argument by which what is withdrawn is asked for, of records that are either that or ``live``."""
    return fields.String(
        validate=validate.OneOf([live, "withdrawn"]),
        metadata={
            "description": "State. What is withdrawn is listed when it is asked for, by this or by `changedSince`.",
            "example": "withdrawn",
        },
    )


def of_state(args: dict[str, Any]) -> Document:
    """The query that leaves out what is withdrawn, unless it is asked for."""
    if "state" in args:
        return {"record.state": args["state"]}
    return {} if "changed_since" in args else {"record.state": {"$ne": "withdrawn"}}


def listed(records: Records[R], args: dict[str, Any], query: Document, also: Sequence[str] = ()) -> dict[str, Any]:
    """A page of records of the municipalities that the caller reaches.

    Args:
        records: where they are kept.
        args: as loaded by a `MunicipalityArgs`.
        query: what else narrows it.
        also: ids of those that are told of as changed, although they changed before.
    """
    turn, since = turn_of(args), args.get("changed_since")
    rows = records.page(both(reached(args), query), turn.wanted, since=since, also=also)
    page = turn.answer(rows.each(_outer))
    return page if since is None else {**page, "changedUntil": turn.changed_until}


def both(one: Document, other: Document) -> Document:
    """The query that finds what both find; as one, where it can be, since a store looks it up by that."""
    return {"$and": [one, other]} if one.keys() & other.keys() else {**one, **other}


def _outer(row: Document) -> Document:
    outer: Document = row["record"]
    return outer

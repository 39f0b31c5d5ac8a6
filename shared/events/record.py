"""What all that travels has in common, and all that has revisions."""

from datetime import datetime

import msgspec


class Record(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """The common form of everything that travels between our own services."""


class Words(Record, frozen=True):
    """The same in English and in Swedish."""

    en: str
    sv: str


def event_id(record: str, revision: int) -> str:
    """The id of the event that tells of a revision, or of an agreement's version: derived, so that a repeat is one."""
    return f"{record}.{revision}"


class Revised(Record, frozen=True):
    """What a party reports, corrects and withdraws: the highest revision wins, whatever order they arrive in.

    ``reported_by`` is the party that first reported it, ``reported_at`` when this revision was; ``reason`` says why it
    was corrected, cancelled, declined or withdrawn, and is public.
    """

    id: str
    revision: int
    municipality: str
    municipality_name: str
    reported_by: str
    reported_at: datetime
    reason: str | None = None
    demonstration: bool = False

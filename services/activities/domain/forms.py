"""Forms: what callers may say of a name, a text, a number or a time; and what all that they say has in common."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta

from shared.events.record import Record

SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*\Z"
SLUG_IN_WORDS = "lower-case letters and digits, with single hyphens between them"
# No control characters, and none that reorder what follows them: such a text can be read as another.
LINE = r"^(?=.*\S)[^\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]*\Z"
LINES = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]*\Z"
# The same, and something of it can be seen.
FILLED = r"^(?=[\s\S]*\S)[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]*\Z"
MUNICIPALITY = r"^[0-9]{4}\Z"

LONGEST_ID, LONGEST_WORD, LONGEST_LINE, LONGEST_REASON, LONGEST_TEXT = 100, 60, 200, 1_000, 4_000
MOST_WORDS = 20
LARGEST_QUANTITY, LARGEST_RESULT = 1_000_000, 1_000_000_000

Slug = Annotated[str, Meta(pattern=SLUG, max_length=LONGEST_ID)]
Word = Annotated[str, Meta(pattern=LINE, max_length=LONGEST_WORD)]
Line = Annotated[str, Meta(pattern=LINE, max_length=LONGEST_LINE)]
Text = Annotated[str, Meta(pattern=LINES, max_length=LONGEST_TEXT)]
Why = Annotated[str, Meta(pattern=FILLED, min_length=3, max_length=LONGEST_REASON)]
Instant = Annotated[datetime, Meta(tz=True)]
Code = Annotated[str, Meta(pattern=MUNICIPALITY)]
Quantity = Annotated[float, Meta(gt=0, le=LARGEST_QUANTITY)]
Longitude = Annotated[float, Meta(ge=-180, le=180)]
Latitude = Annotated[float, Meta(ge=-90, le=90)]
Result = Annotated[float, Meta(ge=0, le=LARGEST_RESULT)]
ResultName = Annotated[str, Meta(pattern=SLUG, max_length=LONGEST_WORD)]
Slugs = Annotated[tuple[Slug, ...], Meta(max_length=MOST_WORDS)]
RecordId = Annotated[str, Meta(pattern=LINE, max_length=LONGEST_ID)]
Words = Annotated[tuple[Word, ...], Meta(max_length=MOST_WORDS)]
Results = Annotated[dict[ResultName, Result], Meta(max_length=MOST_WORDS)]


class Said(Record, frozen=True, forbid_unknown_fields=True):
    """The common form of what callers say: an unknown field is an error."""


class SaidSpan(Said, frozen=True):
    """From when to when, with an offset."""

    start: Instant
    end: Instant


class SaidPlace(Said, frozen=True):
    """Where: a public name, and a point as (longitude, latitude)."""

    name: Line
    point: tuple[Longitude, Latitude] | None = None


class SaidParticipant(Said, frozen=True):
    """An organisation that took part."""

    name: Line
    party: Slug | None = None


class SaidAttendance(Said, frozen=True):
    """Whether a member of the standing group, by its name in the agreement, was there."""

    member: Line
    present: bool


class SaidWalkStep(Said, frozen=True):
    """That this prepares a walk or follows it up; the walk by the id of its activity."""

    walk: RecordId
    step: Literal["preparation", "follow-up"]


class SaidSource(Said, frozen=True):
    """The reporting system and its own id for the activity."""

    system: Annotated[str, Meta(pattern=LINE, max_length=LONGEST_ID)]
    id: Line


class Closing(Said, frozen=True):
    """Why something is cancelled, declined or withdrawn."""

    reason: Why


def said(changes: msgspec.Struct) -> dict[str, object]:
    """The fields of a completion or correction that were given, by their names in code."""
    fields = {name: getattr(changes, name) for name in changes.__struct_fields__}
    return {name: value for name, value in fields.items() if value is not UNSET}

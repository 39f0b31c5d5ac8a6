"""What callers say of an activity: the bodies of requests and the data of reported events.

These classes decide what is accepted in form; what it must agree with is checked in `checks`.
"""

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from shared.events.activity import Kind
from shared.events.agreement import Record

SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*\Z"
# No control characters, and none that reorder what follows them: such a text can be read as another.
LINE = r"^(?=.*\S)[^\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]*\Z"
LINES = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]*\Z"
MUNICIPALITY = r"^[0-9]{4}\Z"

LONGEST_ID, LONGEST_WORD, LONGEST_LINE, LONGEST_REASON, LONGEST_TEXT = 100, 60, 200, 1_000, 4_000
MOST_PARTICIPANTS, MOST_WORDS = 50, 20
LARGEST_QUANTITY, LARGEST_RESULT = 1_000_000, 1_000_000_000

Slug = Annotated[str, Meta(pattern=SLUG, max_length=LONGEST_ID)]
Word = Annotated[str, Meta(pattern=LINE, max_length=LONGEST_WORD)]
Line = Annotated[str, Meta(pattern=LINE, max_length=LONGEST_LINE)]
Text = Annotated[str, Meta(pattern=LINES, max_length=LONGEST_TEXT)]
Why = Annotated[str, Meta(pattern=LINES, min_length=3, max_length=LONGEST_REASON)]
Instant = Annotated[datetime, Meta(tz=True)]
Code = Annotated[str, Meta(pattern=MUNICIPALITY)]
Quantity = Annotated[float, Meta(gt=0, le=LARGEST_QUANTITY)]
Longitude = Annotated[float, Meta(ge=-180, le=180)]
Latitude = Annotated[float, Meta(ge=-90, le=90)]
Result = Annotated[float, Meta(ge=0, le=LARGEST_RESULT)]
ResultName = Annotated[str, Meta(pattern=SLUG, max_length=LONGEST_WORD)]
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


class SaidSource(Said, frozen=True):
    """The reporting system and its own id for the activity."""

    system: Annotated[str, Meta(pattern=LINE, max_length=LONGEST_ID)]
    id: Line


Participants = Annotated[tuple[SaidParticipant, ...], Meta(max_length=MOST_PARTICIPANTS)]
Promises = Annotated[tuple[Slug, ...], Meta(max_length=MOST_WORDS)]


class Report(Said, frozen=True):
    """An activity, planned or done, as its reporter tells it."""

    municipality: Code
    kind: Kind
    title: Line | None = None
    planned: SaidSpan | None = None
    actual: SaidSpan | None = None
    place: SaidPlace | None = None
    group: Slug | None = None
    participants: Participants = ()
    audiences: Words = ()
    tags: Words = ()
    quantity: Quantity = 1
    results: Results = msgspec.field(default_factory=dict)
    outcome: Text = ""
    promises: Promises = ()
    source: SaidSource | None = None
    demonstration: bool = False


class Completion(Said, frozen=True):
    """That a planned activity was done, and what is known since. What is left out stays as planned."""

    actual: SaidSpan
    outcome: Text | UnsetType = UNSET
    participants: Participants | UnsetType = UNSET
    audiences: Words | UnsetType = UNSET
    quantity: Quantity | UnsetType = UNSET
    results: Results | UnsetType = UNSET


class Correction(Said, frozen=True):
    """What was reported wrongly, as it should be, and why. What is left out stays; null takes away."""

    reason: Why
    municipality: Code | UnsetType = UNSET
    kind: Kind | UnsetType = UNSET
    title: Line | UnsetType | None = UNSET
    planned: SaidSpan | UnsetType | None = UNSET
    actual: SaidSpan | UnsetType | None = UNSET
    place: SaidPlace | UnsetType | None = UNSET
    group: Slug | UnsetType | None = UNSET
    participants: Participants | UnsetType = UNSET
    audiences: Words | UnsetType = UNSET
    tags: Words | UnsetType = UNSET
    quantity: Quantity | UnsetType = UNSET
    results: Results | UnsetType = UNSET
    outcome: Text | UnsetType = UNSET
    promises: Promises | UnsetType = UNSET
    source: SaidSource | UnsetType | None = UNSET
    demonstration: bool | UnsetType = UNSET


class Closing(Said, frozen=True):
    """Why an activity is cancelled or withdrawn."""

    reason: Why


class TipReport(Said, frozen=True):
    """What a resident wants the police to know."""

    municipality: Code
    category: ResultName
    text: Annotated[str, Meta(pattern=r"\S", min_length=1, max_length=LONGEST_TEXT)]
    area: Annotated[str, Meta(pattern=LINE, max_length=LONGEST_ID)] | None = None


def said(changes: msgspec.Struct) -> dict[str, object]:
    """The fields of a completion or correction that were given, by their names in code."""
    fields = {name: getattr(changes, name) for name in changes.__struct_fields__}
    return {name: value for name, value in fields.items() if value is not UNSET}

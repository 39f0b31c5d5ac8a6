"""What callers say of an activity: the bodies of requests and the data of reported events.

These classes decide what is accepted in form; what it must agree with is checked in `checks`.
"""

from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from services.activities.domain.forms import (
    Code,
    Instant,
    Line,
    Quantity,
    RecordId,
    Results,
    Said,
    SaidAttendance,
    SaidParticipant,
    SaidPlace,
    SaidSource,
    SaidSpan,
    SaidWalkStep,
    Slug,
    Slugs,
    Text,
    Why,
    Words,
)
from shared.events.activity import Kind

MOST_PARTICIPANTS, MOST_MEMBERS = 50, 100
HIGHEST_REVISION = 2**53 - 1  # what every reader of JSON can tell from the next

SenderRevision = Annotated[int, Meta(ge=1, le=HIGHEST_REVISION)]
Attendances = Annotated[tuple[SaidAttendance, ...], Meta(max_length=MOST_MEMBERS)]
Participants = Annotated[tuple[SaidParticipant, ...], Meta(max_length=MOST_PARTICIPANTS)]


class Report(Said, frozen=True):
    """An activity, planned or done, as its reporter tells it."""

    municipality: Code
    kind: Kind
    title: Line | None = None
    planned: SaidSpan | None = None
    actual: SaidSpan | None = None
    place: SaidPlace | None = None
    group: Slug | None = None
    attendance: Attendances = ()
    participants: Participants = ()
    audiences: Words = ()
    tags: Words = ()
    quantity: Quantity = 1
    results: Results = msgspec.field(default_factory=dict)
    outcome: Text = ""
    promises: Slugs = ()
    publishable_from: Instant | None = None
    walk_step: SaidWalkStep | None = None
    previous_walk: RecordId | None = None
    source: SaidSource | None = None
    demonstration: bool = False


class Completion(Said, frozen=True):
    """That a planned activity was done, and what is known since. What is left out stays as planned."""

    actual: SaidSpan
    outcome: Text | UnsetType = UNSET
    place: SaidPlace | UnsetType | None = UNSET
    attendance: Attendances | UnsetType = UNSET
    participants: Participants | UnsetType = UNSET
    audiences: Words | UnsetType = UNSET
    tags: Words | UnsetType = UNSET
    quantity: Quantity | UnsetType = UNSET
    results: Results | UnsetType = UNSET
    publishable_from: Instant | UnsetType | None = UNSET


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
    attendance: Attendances | UnsetType = UNSET
    participants: Participants | UnsetType = UNSET
    audiences: Words | UnsetType = UNSET
    tags: Words | UnsetType = UNSET
    quantity: Quantity | UnsetType = UNSET
    results: Results | UnsetType = UNSET
    outcome: Text | UnsetType = UNSET
    promises: Slugs | UnsetType = UNSET
    publishable_from: Instant | UnsetType | None = UNSET
    walk_step: SaidWalkStep | UnsetType | None = UNSET
    previous_walk: RecordId | UnsetType | None = UNSET
    source: SaidSource | UnsetType | None = UNSET
    demonstration: bool | UnsetType = UNSET


class Rescheduling(Said, frozen=True):
    """When a planned activity will take place instead, and why it was moved."""

    planned: SaidSpan
    reason: Why


class SentReport(Report, frozen=True):
    """The sender's own record as an event tells of it: the whole of it, at one of the sender's revisions.

    ``cancelled`` and ``withdrawn`` say that it is, and why; ``reason`` why it is otherwise than before.
    """

    revision: SenderRevision | UnsetType = UNSET
    reason: Why | UnsetType | None = UNSET
    cancelled: Why | UnsetType | None = UNSET
    withdrawn: Why | UnsetType | None = UNSET

"""What callers say of a measure: the bodies of the requests that propose it and change it."""

from datetime import date
from typing import Annotated, Final

from msgspec import UNSET, Meta, UnsetType

from services.activities.domain.forms import Code, Line, Said, SaidPlace, Slug, Slugs, Text, Why
from shared.events.measure import Priority

MOST_OBSERVATIONS: Final = 200

Observations = Annotated[tuple[Slug, ...], Meta(max_length=MOST_OBSERVATIONS)]


class Proposal(Said, frozen=True):
    """What should be done, by whom and by when, and what it answers."""

    municipality: Code
    title: Line
    responsible: Slug
    description: Text = ""
    due_on: date | None = None
    priority: Priority = "normal"
    walk: Slug | None = None
    observations: Observations = ()
    area: Line | None = None
    place: SaidPlace | None = None
    promises: Slugs = ()
    demonstration: bool = False


class MeasureCorrection(Said, frozen=True):
    """What was said wrongly of a measure, as it should be, and why. What is left out stays; null takes away.

    ``public_reason`` is the one that a party gave for declining, transferring or withdrawing it, as it should read.
    """

    reason: Why
    public_reason: Why | UnsetType = UNSET
    title: Line | UnsetType = UNSET
    responsible: Slug | UnsetType = UNSET
    description: Text | UnsetType = UNSET
    due_on: date | UnsetType | None = UNSET
    priority: Priority | UnsetType = UNSET
    walk: Slug | UnsetType | None = UNSET
    observations: Observations | UnsetType = UNSET
    area: Line | UnsetType | None = UNSET
    place: SaidPlace | UnsetType | None = UNSET
    promises: Slugs | UnsetType = UNSET
    demonstration: bool | UnsetType = UNSET


class Undertaking(Said, frozen=True):
    """That the responsible party will carry it out, or has begun; and by when, if by another day than before."""

    due_on: date | UnsetType | None = UNSET


class CarriedOut(Said, frozen=True):
    """That it was carried out; on which day, in Stockholm, when not today."""

    completed_on: date | None = None


class Verification(Said, frozen=True):
    """At which later walk it was found carried out."""

    walk: Slug


class Transfer(Said, frozen=True):
    """To whom it is handed over: a party of the agreement by its id, or somebody else by name; and why."""

    reason: Why
    party: Slug | None = None
    name: Line | None = None

"""What callers say of the situation and of the dialogue: the bodies of the requests that tell of it and correct it.

Organisations, numbers and places; no persons.
"""

from typing import Annotated, Final

from msgspec import UNSET, Meta, UnsetType

from services.activities.domain.forms import (
    FILLED,
    LINES,
    LONGEST_TEXT,
    LONGEST_WORD,
    Code,
    Line,
    Said,
    Slugs,
    Text,
    Why,
)
from services.activities.domain.period import SaidPeriod
from shared.events.situation import DialogueKind, SituationKind

LARGEST_FIGURE: Final = 1_000_000_000_000
MOST_FIGURES: Final = 20
MOST_VOICES: Final = 1_000_000

Summary = Annotated[str, Meta(pattern=FILLED, min_length=3, max_length=LONGEST_TEXT)]
Unit = Annotated[str, Meta(pattern=LINES, max_length=LONGEST_WORD)]
Value = Annotated[float, Meta(ge=-LARGEST_FIGURE, le=LARGEST_FIGURE)]
Voices = Annotated[int, Meta(ge=1, le=MOST_VOICES)]


class SaidFigure(Said, frozen=True):
    """A number that an entry rests on."""

    name: Line
    value: Value
    unit: Unit = ""


class SaidSituationSource(Said, frozen=True):
    """Where an entry of the lägesbild comes from: the kind of source, and its name."""

    kind: SituationKind
    name: Line


class SaidDialogueOrigin(Said, frozen=True):
    """How residents were heard: the kind of source, and its name."""

    kind: DialogueKind
    name: Line


Figures = Annotated[tuple[SaidFigure, ...], Meta(max_length=MOST_FIGURES)]


class EntryReport(Said, frozen=True):
    """An entry of the lägesbild: what is so, when, by which source, and what it bears on."""

    municipality: Code
    source: SaidSituationSource
    period: SaidPeriod
    summary: Summary
    figures: Figures = ()
    focus_areas: Slugs = ()
    promises: Slugs = ()
    demonstration: bool = False


class EntryCorrection(Said, frozen=True):
    """What was wrong in an entry of the lägesbild, as it should be, and why. What is left out stays."""

    reason: Why
    source: SaidSituationSource | UnsetType = UNSET
    period: SaidPeriod | UnsetType = UNSET
    summary: Summary | UnsetType = UNSET
    figures: Figures | UnsetType = UNSET
    focus_areas: Slugs | UnsetType = UNSET
    promises: Slugs | UnsetType = UNSET
    demonstration: bool | UnsetType = UNSET


class InputReport(Said, frozen=True):
    """What residents said: of what, how many of them, when, by which source, and what it bears on."""

    municipality: Code
    source: SaidDialogueOrigin
    period: SaidPeriod
    topic: Line
    voices: Voices
    summary: Text = ""
    focus_areas: Slugs = ()
    promises: Slugs = ()
    demonstration: bool = False


class InputCorrection(Said, frozen=True):
    """What was wrong in what residents were said to have said, as it should be, and why. What is left out stays."""

    reason: Why
    source: SaidDialogueOrigin | UnsetType = UNSET
    period: SaidPeriod | UnsetType = UNSET
    topic: Line | UnsetType = UNSET
    voices: Voices | UnsetType = UNSET
    summary: Text | UnsetType = UNSET
    focus_areas: Slugs | UnsetType = UNSET
    promises: Slugs | UnsetType = UNSET
    demonstration: bool | UnsetType = UNSET

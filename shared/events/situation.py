"""The situation and the dialogue: what promises are grounded in, by source. Organisations and numbers, no persons."""

from typing import Literal

from shared.events.agreement import Period
from shared.events.record import Record, Revised

DialogueKind = Literal["survey", "mail", "phone", "social-media", "meeting", "other"]
SituationKind = Literal["survey", "police-statistics", "municipal-statistics", "walk", "media", "other"]


class SituationSource(Record, frozen=True):
    """Where an entry of the lägesbild comes from."""

    kind: SituationKind
    name: str


class DialogueOrigin(Record, frozen=True):
    """How residents were heard: the kind of source and its name."""

    kind: DialogueKind
    name: str


class Figure(Record, frozen=True):
    """A number that an entry rests on: "otrygga i centrum på kvällen", 38, "procent"."""

    name: str
    value: float
    unit: str = ""


class SituationEntry(Revised, frozen=True, kw_only=True):
    """Data of `situation.noted`, `.corrected` and `.withdrawn`: one entry of the lägesbild.

    ``period`` is what it speaks of; ``focus_areas`` and ``promises`` are the ids that it bears on.
    """

    state: Literal["noted", "withdrawn"]
    source: SituationSource
    period: Period
    summary: str
    figures: tuple[Figure, ...] = ()
    focus_areas: tuple[str, ...] = ()
    promises: tuple[str, ...] = ()


class DialogueInput(Revised, frozen=True, kw_only=True):
    """Data of `dialogue-input.received`, `.corrected` and `.withdrawn`: what residents said, counted and summarised.

    ``voices`` is how many said so (mails, calls, answers), in the ``period``.
    """

    state: Literal["received", "withdrawn"]
    source: DialogueOrigin
    period: Period
    topic: str
    voices: int
    summary: str = ""
    focus_areas: tuple[str, ...] = ()
    promises: tuple[str, ...] = ()

"""What the promises are grounded in as the page shows it: the lägesbild's entries, and residents' words, counted."""

from collections.abc import Iterable
from dataclasses import dataclass

from services.reports.web import words
from services.reports.web.language import say
from shared.events.situation import DialogueInput, DialogueKind, Figure, SituationEntry

# What one or several voices from each kind of source are called.
VOICES: dict[DialogueKind, tuple[str, str]] = {
    "survey": ("svar i enkäter", "svar i enkäter"),
    "meeting": ("röst på möten", "röster på möten"),
    "social-media": ("inlägg i sociala medier", "inlägg i sociala medier"),
    "mail": ("mejl", "mejl"),
    "phone": ("telefonsamtal", "telefonsamtal"),
    "other": ("röst på annat sätt", "röster på annat sätt"),
}


@dataclass(frozen=True, slots=True)
class SourceCount:
    """How many were heard by a kind of source, and how wide its bar is, in per cent of the widest."""

    voices: str
    name: str
    width: float


@dataclass(frozen=True, slots=True)
class HeardView:
    """What residents said: the counts by source, the most first; and topic by topic, the latest first."""

    total: str
    sources: tuple[SourceCount, ...]
    topics: tuple[DialogueInput, ...]


@dataclass(frozen=True, slots=True)
class SeenView:
    """An entry of the lägesbild, with its figures in words."""

    entry: SituationEntry
    figures: tuple[tuple[str, str], ...]


def heard_view(inputs: Iterable[DialogueInput]) -> HeardView | None:
    """What residents said; None when nothing is told of it."""
    heard = sorted(inputs, key=lambda one: (one.period.end, one.voices, one.id), reverse=True)
    if not heard:
        return None
    voices = {kind: sum(one.voices for one in heard if one.source.kind == kind) for kind in VOICES}
    most = max(max(voices.values()), 1)
    ordered = sorted((kind for kind in VOICES if voices[kind]), key=lambda kind: -voices[kind])
    return HeardView(
        total=words.number(sum(voices.values())),
        sources=tuple(_source(kind, voices[kind], most) for kind in ordered),
        topics=tuple(heard),
    )


def seen_views(entries: Iterable[SituationEntry]) -> tuple[SeenView, ...]:
    """The entries of the lägesbild, the latest first."""
    latest_first = sorted(entries, key=lambda entry: (entry.period.end, entry.id), reverse=True)
    return tuple(SeenView(entry, tuple(map(_figure, entry.figures))) for entry in latest_first)


def _source(kind: DialogueKind, voices: int, most: int) -> SourceCount:
    one, several = VOICES[kind]
    return SourceCount(words.number(voices), say(one if voices == 1 else several), round(100 * voices / most, 1))


def _figure(figure: Figure) -> tuple[str, str]:
    return words.upper_first(figure.name), f"{words.number(figure.value)} {figure.unit}".strip()

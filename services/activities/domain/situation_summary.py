"""What promises are grounded in, counted and summarised: by source, by focus area and by promise."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final, TypeVar, get_args

from shared.events.agreement import Agreement
from shared.events.record import Record
from shared.events.situation import DialogueInput, DialogueKind, DialogueOrigin, SituationEntry, SituationSource
from shared.places import plain

G = TypeVar("G", bound=SituationEntry | DialogueInput)

_KINDS: Final[tuple[DialogueKind, ...]] = get_args(DialogueKind)


class TopicCount(Record, frozen=True):
    """What residents spoke of: how many of them, told of in how many inputs."""

    topic: str
    voices: int
    inputs: int


class SourceCount(Record, frozen=True):
    """A source, and what came of it: entries of the lägesbild, inputs of the dialogue, and their voices."""

    kind: str
    name: str
    entries: int
    inputs: int
    voices: int


class DialogueCount(Record, frozen=True):
    """A way in which residents are heard, and how much was heard in it."""

    kind: DialogueKind
    inputs: int
    voices: int


class Grounds(Record, frozen=True):
    """A focus area or a promise, and what names it; topics with the most voices first."""

    id: str
    title: str
    entries: int
    inputs: int
    voices: int
    topics: tuple[TopicCount, ...] = ()


class SituationSummary(Record, frozen=True):
    """What the promises of a municipality, or of one of its agreements, are grounded in.

    Attributes:
        agreement: only what names a focus area or promise of it is counted; None: all that the municipality has.
        sources: the most voices first, then the most entries.
        dialogue: every way in which residents are heard, also those in which nobody was.
        focus_areas: of the agreements, in their order, also those that nothing names.
        promises: as the focus areas.
    """

    municipality: str
    municipality_name: str
    entries: int
    inputs: int
    voices: int
    dialogue: tuple[DialogueCount, ...]
    sources: tuple[SourceCount, ...]
    focus_areas: tuple[Grounds, ...]
    promises: tuple[Grounds, ...]
    agreement: str | None = None


def summarise(
    agreements: Sequence[Agreement],
    entries: Iterable[SituationEntry],
    inputs: Iterable[DialogueInput],
    *,
    only: bool = False,
) -> SituationSummary:
    """Count and summarise what was told and not withdrawn.

    Args:
        agreements: of one municipality, at least one.
        entries: of the lägesbild there.
        inputs: of the dialogue there.
        only: whether only what names a focus area or promise of these agreements is counted.
    """
    areas = [(area.id, area.title) for agreement in agreements for area in agreement.focus_areas]
    promises = [(promise.id, promise.title) for agreement in agreements for promise in agreement.promises]
    named = {each for each, _ in (*areas, *promises)} if only else None
    seen, heard = _counted(entries, named), _counted(inputs, named)
    return SituationSummary(
        municipality=agreements[-1].municipality.code,
        municipality_name=agreements[-1].municipality.name,
        agreement=agreements[-1].id if only else None,
        entries=len(seen),
        inputs=len(heard),
        voices=_voices(heard),
        dialogue=_dialogue(heard),
        sources=_sources(seen, heard),
        focus_areas=tuple(
            _grounds(
                area,
                title,
                [each for each in seen if area in each.focus_areas],
                [each for each in heard if area in each.focus_areas],
            )
            for area, title in dict(areas).items()
        ),
        promises=tuple(
            _grounds(
                promise,
                title,
                [each for each in seen if promise in each.promises],
                [each for each in heard if promise in each.promises],
            )
            for promise, title in promises
        ),
    )


def _counted(told: Iterable[G], named: set[str] | None) -> list[G]:
    """What is not withdrawn, and names one of these; None: whatever it names."""
    live = [each for each in told if each.state != "withdrawn"]
    return live if named is None else [each for each in live if named & {*each.focus_areas, *each.promises}]


def _grounds(subject: str, title: str, entries: Sequence[SituationEntry], inputs: Sequence[DialogueInput]) -> Grounds:
    return Grounds(
        id=subject,
        title=title,
        entries=len(entries),
        inputs=len(inputs),
        voices=_voices(inputs),
        topics=_topics(inputs),
    )


def _topics(inputs: Sequence[DialogueInput]) -> tuple[TopicCount, ...]:
    """A topic is one however its case and spaces are written; it is shown as it was written first."""
    grouped: dict[str, list[DialogueInput]] = {}
    for each in inputs:
        grouped.setdefault(plain(each.topic), []).append(each)
    counted = [TopicCount(topic=of[0].topic, voices=_voices(of), inputs=len(of)) for of in grouped.values()]
    return tuple(sorted(counted, key=lambda topic: (-topic.voices, plain(topic.topic))))


def _sources(entries: Sequence[SituationEntry], inputs: Sequence[DialogueInput]) -> tuple[SourceCount, ...]:
    """A survey, say, can be both a source of the lägesbild and one of the dialogue: it is one source."""
    names: dict[tuple[str, str], str] = {}
    seen: Counter[tuple[str, str]] = Counter()
    heard: Counter[tuple[str, str]] = Counter()
    voices: Counter[tuple[str, str]] = Counter()
    for entry in entries:
        key = _key(entry.source)
        names.setdefault(key, entry.source.name)
        seen[key] += 1
    for told in inputs:
        key = _key(told.source)
        names.setdefault(key, told.source.name)
        heard[key] += 1
        voices[key] += told.voices
    counted = [
        SourceCount(kind=key[0], name=name, entries=seen[key], inputs=heard[key], voices=voices[key])
        for key, name in names.items()
    ]
    return tuple(sorted(counted, key=lambda each: (-each.voices, -each.entries, each.kind, plain(each.name))))


def _key(source: SituationSource | DialogueOrigin) -> tuple[str, str]:
    return source.kind, plain(source.name)


def _dialogue(inputs: Sequence[DialogueInput]) -> tuple[DialogueCount, ...]:
    heard = {kind: [each for each in inputs if each.source.kind == kind] for kind in _KINDS}
    return tuple(DialogueCount(kind=kind, inputs=len(of), voices=_voices(of)) for kind, of in heard.items())


def _voices(inputs: Iterable[DialogueInput]) -> int:
    return sum(each.voices for each in inputs)

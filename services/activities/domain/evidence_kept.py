"""What evidence a draft keeps when somebody rewrites it: that of what is still there, wherever it stands by now."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import msgspec

from services.activities.domain.evidence import Decision, Evidence, Point, Reading
from services.activities.domain.unfinished import UnfinishedAgreement

_NAMES: Final = ("id", "text", "name", "title", "party")  # what tells the items of a list apart, the surest first
_LAST: Final = re.compile(r"(?:\.?[^.\[\]]+|\[\d+\])\Z")


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a value stood before stands now, and whether it is the same: wholly, and in what it says itself."""

    path: str
    same: bool
    own: bool


def keep(reading: Reading, before: UnfinishedAgreement, after: UnfinishedAgreement, by: str, now: datetime) -> Reading:
    """The reading of a draft that somebody rewrote.

    Evidence and findings follow their values. Of a value that is another now it stands who changed it; what was taken
    out of a list takes its evidence with it.
    """
    places = dict(_places(msgspec.to_builtins(before), msgspec.to_builtins(after), "", ""))
    changed = Decision("changed", by, now)
    return msgspec.structs.replace(
        reading,
        evidence=tuple(_kept(reading.evidence, places, changed)),
        findings=tuple(_kept(reading.findings, places, changed)),
    )


def _kept(points: tuple[Point, ...], places: dict[str, _Place], changed: Decision) -> Iterator[Point]:
    for point in points:
        place = _place_of(point.property, places)
        if place is not None:
            same = place.own if isinstance(point, Evidence) else place.same
            decision = point.decision if same else changed
            yield msgspec.structs.replace(point, property=place.path, decision=decision)


def _place_of(path: str, places: dict[str, _Place]) -> _Place | None:
    """Where a property is now; None when the item of a list that it was, or was part of, is gone."""
    if path in places:
        return places[path]
    last = _LAST.search(path)
    if last is None or not last.start() or last.group().startswith("["):
        return None
    outer = _place_of(path[: last.start()], places)
    return _Place(outer.path + last.group(), same=False, own=False) if outer else None


def _places(before: Any, after: Any, was: str, becomes: str) -> Iterator[tuple[str, _Place]]:  # noqa: ANN401
    yield was, _Place(becomes, before == after, _own(before) == _own(after))
    if isinstance(before, dict) and isinstance(after, dict):
        for name in before.keys() & after.keys():
            yield from _places(before[name], after[name], f"{was}.{name}".lstrip("."), f"{becomes}.{name}".lstrip("."))
    elif isinstance(before, (list, tuple)) and isinstance(after, (list, tuple)):
        for old, new in _pairs(before, after):
            yield from _places(before[old], after[new], f"{was}[{old}]", f"{becomes}[{new}]")


def _own(value: Any) -> Any:  # noqa: ANN401
    """What a thing says of itself, without what lies within it."""
    if isinstance(value, dict):
        return {name: each for name, each in value.items() if not isinstance(each, (dict, list, tuple))}
    return value


def _pairs(before: Sequence[Any], after: Sequence[Any]) -> Iterator[tuple[int, int]]:
    """Which item of a list is which of another: by what names it, else the new one in its place.

    A promise is what its id or its words say; another in its place is another promise.
    """
    left, free = dict(enumerate(before)), dict(enumerate(after))
    for name in _NAMES:
        known = {_named(each, name): place for place, each in reversed(free.items())}
        for old, each in list(left.items()):
            new = known.get(_named(each, name)) if _named(each, name) is not None else None
            if new in free:
                del left[old], free[new]
                yield old, new
    for old, each in left.items():
        if old in free and _named(each, "text") is None:
            yield old, old


def _named(item: Any, name: str) -> str | None:  # noqa: ANN401
    """What an item is known by; a plain text is known by itself."""
    if isinstance(item, dict):
        return str(item[name]) if item.get(name) else None
    return str(item)

"""The places of the walks as a map drawn here: their places to one another, with scale and north, and no outside tiles.

The points are coarse, some hundred metres: the map shows about where, and says so by a wide ring around each place.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from math import cos, hypot, radians
from typing import Final, Literal

from services.reports.web.language import say
from shared.events.activity import Activity
from shared.events.observation import OBSERVATION_CATEGORY_NAMES, Observation

WIDTH: Final = 800  # of the drawing, in its own units
_LEAST, _MOST = 420, 640  # its height
_MARGIN: Final = 90
_PIN: Final = 17  # the radius of a place's sign
_ROOM: Final = 44  # between the middles of two signs
_LETTER: Final = 8.6  # about how wide a letter of a name is
_LINE: Final = 20
_METRES_PER_DEGREE: Final = 111_320
_AT_LEAST: Final = 500.0  # metres across: a single place is not drawn as if it were all there is
_RING: Final = 100.0  # metres, about how coarse a point is
Box = tuple[float, float, float, float]  # left, top, right, bottom
_SCALES: Final = (50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on the map and in the list beside it.

    ``label`` says where its name stands beside its sign; None: there is no room, and its number has to do.
    """

    number: int
    name: str
    feeling: Literal["safe", "unsafe"]
    about: str
    x: float
    y: float
    label: tuple[float, float, str] | None = None


@dataclass(frozen=True, slots=True)
class Map:
    """The drawing: its height, how far the rings reach, the scale bar's length and name, the grid, and the places."""

    height: int
    ring: float
    scale: float
    scale_name: str
    columns: tuple[float, ...]
    rows: tuple[float, ...]
    spots: tuple[Spot, ...]


def place_map(observations: Iterable[Observation], walks: Iterable[Activity]) -> Map | None:
    """The map of what was noted on walks, each place as it was last found; None when no place has a point."""
    walked = {walk.id: walk.span.start for walk in walks}
    known = [one for one in observations if one.place.point and one.walk in walked]
    by_place: dict[str, list[Observation]] = {}
    for one in sorted(known, key=lambda one: (one.place.name, one.id)):
        by_place.setdefault(one.place.name, []).append(one)
    latest = [_latest(noted, walked) for noted in by_place.values()]
    return _drawn(latest) if latest else None


def _latest(noted: Sequence[Observation], walked: Mapping[str, datetime]) -> list[Observation]:
    """What was noted on the last of the walks that came by."""
    last = max(walked[one.walk] for one in noted)
    return [one for one in noted if walked[one.walk] == last]


def _drawn(places: Sequence[Sequence[Observation]]) -> Map:
    points = [_point(noted[0]) for noted in places]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    metres = max(east - west, (north - south) * 1.3, _AT_LEAST)
    unit = (WIDTH - 2 * _MARGIN) / metres
    height = round(min(max((north - south) * unit + 2 * _MARGIN, _LEAST), _MOST))
    middle = ((west + east) / 2, (south + north) / 2)
    spots = [
        _spot(noted, WIDTH / 2 + (x - middle[0]) * unit, height / 2 - (y - middle[1]) * unit)
        for noted, (x, y) in zip(places, points, strict=True)
    ]
    length = max((each for each in _SCALES if each * unit <= WIDTH / 4), default=_SCALES[0])
    step = length * unit
    return Map(
        height=height,
        ring=round(_RING * unit, 1),
        scale=round(step, 1),
        scale_name=f"{length // 1000} km" if length >= 1000 else f"{length} m",
        columns=_lines(step, WIDTH),
        rows=_lines(step, height),
        spots=_labelled(_apart(_numbered(spots))),
    )


def _point(observation: Observation) -> tuple[float, float]:
    """Metres east and north of where the degrees are nought, at the latitude of the place."""
    longitude, latitude = observation.place.point or (0.0, 0.0)
    return longitude * _METRES_PER_DEGREE * cos(radians(round(latitude, 1))), latitude * _METRES_PER_DEGREE


def _spot(noted: Sequence[Observation], x: float, y: float) -> Spot:
    unsafe = [one for one in noted if one.feeling == "unsafe"]
    about = dict.fromkeys(say(OBSERVATION_CATEGORY_NAMES[one.category]) for one in unsafe or noted)
    return Spot(0, noted[0].place.name, "unsafe" if unsafe else "safe", ", ".join(about), round(x, 1), round(y, 1))


def _numbered(spots: Iterable[Spot]) -> list[Spot]:
    """The unsafe first, each kind from north to south."""
    ordered = sorted(spots, key=lambda spot: (spot.feeling == "safe", spot.y, spot.x))
    return [replace(spot, number=number) for number, spot in enumerate(ordered, 1)]


def _apart(spots: list[Spot]) -> list[Spot]:
    """Signs that would lie on each other, moved apart until each is seen."""
    for _ in range(40):
        moved = [_pushed(spot, spots) for spot in spots]
        if moved == spots:
            break
        spots = moved
    return spots


def _pushed(spot: Spot, spots: Iterable[Spot]) -> Spot:
    x, y = spot.x, spot.y
    for other in spots:
        east, south = x - other.x, y - other.y
        away = hypot(east, south)
        if other.number == spot.number or away >= _ROOM:
            continue
        if not away:  # the very same point: the one with the lower number goes west
            east, away = (-1.0, 1.0) if spot.number < other.number else (1.0, 1.0)
        x, y = x + 4 * east / away, y + 4 * south / away
    return replace(spot, x=round(x, 1), y=round(y, 1))


def _labelled(spots: Sequence[Spot]) -> tuple[Spot, ...]:
    """Each name beside its sign, where it covers neither another sign nor another name."""
    taken = [_box(spot.x - _PIN, spot.y, 2 * _PIN, 2 * _PIN) for spot in spots]
    told = []
    for spot in spots:
        for x, anchor, box in _sides(spot):
            if _is_free(box, taken):
                taken.append(box)
                spot = replace(spot, label=(round(x, 1), spot.y + 6, anchor))
                break
        told.append(spot)
    return tuple(told)


def _sides(spot: Spot) -> Iterable[tuple[float, str, Box]]:
    """To the right of the sign, or to its left: where the name begins or ends, and what it covers."""
    width, away = len(spot.name) * _LETTER, _PIN + 9
    yield spot.x + away, "start", _box(spot.x + away, spot.y, width, _LINE)
    yield spot.x - away, "end", _box(spot.x - away - width, spot.y, width, _LINE)


def _box(left: float, middle: float, width: float, height: float) -> Box:
    return left, middle - height / 2, left + width, middle + height / 2


def _is_free(box: Box, taken: Iterable[Box]) -> bool:
    left, top, right, bottom = box
    within = left > 4 and right < WIDTH - 4
    return within and all(right < a or left > c or bottom < b or top > d for a, b, c, d in taken)


def _lines(step: float, length: float) -> tuple[float, ...]:
    return tuple(round(step * number, 1) for number in range(1, int(length / step) + 1))

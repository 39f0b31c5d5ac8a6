"""The map of places: where they lie to one another, how far it is, and names that cover nothing."""

from datetime import UTC, datetime
from itertools import combinations
from math import hypot

import pytest

from services.reports.web.map import WIDTH, place_map
from shared.events.activity import Activity, Kind, Place, Span
from shared.events.observation import Observation, ObservationCategory

AT = datetime(2022, 5, 5, 16, tzinfo=UTC)


def _walk(walk: str, start: datetime = AT) -> Activity:
    return Activity(
        id=walk,
        revision=1,
        municipality="0140",
        municipality_name="Nykvarn",
        reported_by="nykvarn-kommun",
        reported_at=start,
        kind=Kind.WALK,
        state="completed",
        title="Vandring",
        actual=Span(start=start, end=start),
    )


def _seen(name: str, point: tuple[float, float] | None, *, walk: str = "w", safe: bool = False) -> Observation:
    return Observation(
        id=f"{name}-{walk}",
        revision=1,
        municipality="0140",
        municipality_name="Nykvarn",
        reported_by="nykvarn-kommun",
        reported_at=AT,
        walk=walk,
        state="noted",
        feeling="safe" if safe else "unsafe",
        category=ObservationCategory.LIGHTING,
        place=Place(name=name, point=point),
    )


def test_north_is_up_east_is_right_and_distances_are_those_of_the_scale() -> None:
    noted = [_seen("Syd", (17.43, 59.17)), _seen("Nord", (17.43, 59.179)), _seen("Öst", (17.4476, 59.1745))]

    drawn = place_map(noted, [_walk("w")])

    assert drawn is not None
    at = {spot.name: spot for spot in drawn.spots}
    assert at["Nord"].y < at["Öst"].y < at["Syd"].y
    assert at["Öst"].x > at["Syd"].x == pytest.approx(at["Nord"].x)
    metres = {"100 m": 100, "200 m": 200, "500 m": 500}[drawn.scale_name]
    assert (at["Syd"].y - at["Nord"].y) / drawn.scale * metres == pytest.approx(1002, rel=0.01)
    assert (at["Öst"].x - at["Syd"].x) / drawn.scale * metres == pytest.approx(1004, rel=0.01)


def test_a_place_stands_as_it_was_found_last() -> None:
    later = datetime(2022, 10, 5, tzinfo=UTC)
    noted = [_seen("Tunneln", (17.43, 59.17)), _seen("Tunneln", (17.43, 59.17), walk="w2", safe=True)]

    drawn = place_map(noted, [_walk("w"), _walk("w2", later)])

    assert drawn is not None
    assert [(spot.number, spot.feeling) for spot in drawn.spots] == [(1, "safe")]


def test_signs_at_one_point_are_moved_apart_and_no_name_leaves_the_map() -> None:
    noted = [_seen(f"Platsen med det långa namnet {number}", (17.43, 59.17)) for number in range(6)]

    drawn = place_map(noted, [_walk("w")])

    assert drawn is not None
    assert min(hypot(a.x - b.x, a.y - b.y) for a, b in combinations(drawn.spots, 2)) > 25
    assert all(0 < spot.x < WIDTH and 0 < spot.y < drawn.height for spot in drawn.spots)


def test_without_points_there_is_no_map() -> None:
    assert place_map([_seen("Någonstans", None)], [_walk("w")]) is None
    assert place_map([_seen("Torget", (17.4, 59.1))], []) is None

"""A series is one thing to whoever hears of it: planned at once or called off at once, it is told once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from services.notifications.domain.endpoint import FOLLOWERS
from services.notifications.domain.follower import Follower
from services.notifications.domain.following import plan_following, plans_told
from services.notifications.domain.plan import plan
from shared.events.catalogue import ACTIVITY_PLANNED, ACTIVITY_RESCHEDULED
from shared.events.cloudevent import Event
from tests.unit.notifications.events import BOTH, NOW, WALKS, called_off, endpoint, endpoints, event, planned

HOUSE = endpoints(*map(endpoint, BOTH))
RESIDENT = Follower(replace(endpoint(BOTH[0]), party=FOLLOWERS), WALKS, since=NOW - timedelta(days=1))
SEVERAL = ((1, 2), (2, 2), (1, 3))  # occasions of a series, and their revisions
Told = Callable[[Event], set[str]]


def to_parties(told: Event) -> set[str]:
    return {each.id for each in plan(told, HOUSE, {}, NOW)}


def to_residents(told: Event) -> set[str]:
    return {each.id for each in plan_following(told, [RESIDENT], NOW)}


@pytest.mark.parametrize(("told_by", "recipients"), [(to_parties, 2), (to_residents, 1)], ids=["parties", "residents"])
@pytest.mark.parametrize("what", [planned, called_off])
def test_a_series_is_told_once_and_what_is_apart_from_it_by_itself(
    told_by: Told, recipients: int, what: Callable[..., Event]
) -> None:
    at_once = {each for place in range(30) for each in told_by(what(id=f"walk-{place}", series="series"))}
    apart = told_by(what(id="walk-1"))

    assert (len(at_once), len(apart)) == (recipients, recipients)
    assert at_once.isdisjoint(apart)


@pytest.mark.parametrize("told_by", [to_parties, to_residents], ids=["parties", "residents"])
def test_one_of_a_series_that_is_called_off_later_is_told_of(told_by: Told) -> None:
    common: dict[str, Any] = {"series": "series"}
    first = told_by(called_off(id="walk-1", **common))
    later = told_by(called_off(id="walk-2", reported_at=NOW + timedelta(hours=1), **common))

    assert first
    assert first.isdisjoint(later)


@pytest.mark.parametrize(
    ("how", "told"),
    [(ACTIVITY_RESCHEDULED, "activity-rescheduled"), (ACTIVITY_PLANNED, "activity-corrected")],
    ids=["moved", "corrected"],
)
def test_whoever_was_told_of_a_series_hears_of_any_of_it_that_is_moved_or_corrected(how: str, told: str) -> None:
    again = planned(id="walk-7", series="series", revision=2, reason="Storm")
    moved = event(how, again.data, "again")

    heard = [each for each in plan(moved, HOUSE, {}, NOW) if each.rule == told]

    assert [each.party for each in heard] == list(BOTH)
    first = planned(id="walk-7", series="series")
    assert [each.rule for each in plan(first, HOUSE, {}, NOW)] == ["activity-planned"] * 2


def test_each_later_correction_of_any_of_a_series_is_told() -> None:
    again = [planned(id=f"walk-{place}", series="series", revision=revision) for place, revision in SEVERAL]

    told = [each.id for one in again for each in plan(one, HOUSE, {}, NOW) if each.rule == "activity-corrected"]

    assert len(set(told)) == len(SEVERAL) * len(BOTH)


def test_a_walk_whose_plan_is_corrected_is_told_as_such_to_residents_who_knew_of_it_and_as_a_plan_to_others() -> None:
    first, again = planned(), planned(revision=2, title="Vid stationen", reason="Ny samlingsplats")
    (told,) = plan_following(first, [RESIDENT], NOW)

    def rules(known: dict[str, int]) -> list[str]:
        return [each.rule for each in plan_following(again, [RESIDENT], NOW, known) if each.id not in known]

    assert plans_told([first, again], [RESIDENT]) == [told.id]
    assert rules({told.id: 1}) == ["follow-walk-corrected"]
    assert rules({told.id: 2}) == []
    assert rules({}) == ["follow-walk-planned"]

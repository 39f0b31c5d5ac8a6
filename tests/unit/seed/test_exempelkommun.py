"""The invented municipality: at any date, every state of living promises can be seen in it."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta

import msgspec
import pytest

from services.reports.domain.fold import status_of
from services.reports.domain.tally import Revisions
from shared.clock import STOCKHOLM
from shared.events.activity import Activity
from shared.events.agreement import Agreement, AgreementVersion
from shared.events.status import State
from shared.ops.seed.exempelkommun import exempelkommun
from shared.ops.seed.scene import Scene

Told = Callable[[Scene, tuple[Agreement, ...]], Activity]

LIVING = {
    State.UPCOMING,
    State.NOT_STARTED,
    State.ON_TRACK,
    State.AT_RISK,
    State.BEHIND,
    State.STALLED,
    State.ONGOING,
    State.FULFILLED,
}
YEARS = (2027, 2028)  # the latter has 29 February
MOMENTS = (time(0, 0), time(12, 0), time(23, 59, 59))


def days_of(year: int) -> list[date]:
    return [date(year, 1, 1) + timedelta(days=n) for n in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)]


def by_promise(activities: Iterable[Activity]) -> dict[str, dict[str, Revisions]]:
    """What counts toward each promise; of all else each would be reckoned without need, on every day of a year."""
    found: dict[str, dict[str, Revisions]] = defaultdict(dict)
    for activity in activities:
        for count in activity.counts:
            found[count.promise][activity.id] = {activity.revision: activity}
    return found


def states_at(
    moment: datetime, agreements: tuple[Agreement, ...], counted: dict[str, dict[str, Revisions]]
) -> set[State]:
    states = set()
    for agreement in agreements:
        in_force_from = datetime.combine(agreement.period.start, time(0), tzinfo=UTC)
        version = AgreementVersion(version=1, in_force_from=in_force_from, agreement=agreement)
        for promise in agreement.promises:
            states.add(status_of(version, promise, counted[promise.id], moment, moment).state)
    return states


@pytest.mark.parametrize("year", YEARS)
def test_on_every_day_of_a_year_each_living_state_can_be_seen_all_day_long(year: int, told: Told) -> None:
    for today in days_of(year):
        agreements, story = exempelkommun(today)
        counted = by_promise(told(scene, agreements) for scene in story.scenes)
        for clock in MOMENTS:
            moment = datetime.combine(today, clock, tzinfo=STOCKHOLM).astimezone(UTC)
            unseen = LIVING - states_at(moment, agreements, counted)
            assert not unseen, f"{today} {clock}: {sorted(unseen)}"


def test_playing_it_on_a_later_day_changes_nothing_that_was_told_before() -> None:
    before: dict[str, Scene] = {}
    signed: dict[str, Agreement] = {}

    for year in YEARS:
        for today in days_of(year):
            agreements, story = exempelkommun(today)

            for agreement in agreements:
                assert signed.setdefault(agreement.id, agreement) == agreement
            for scene in story.scenes:
                last = before.get(scene.key, scene)
                # Only a plan may change, and only by being carried out.
                assert scene == msgspec.structs.replace(last, stage=scene.stage)
                assert last.stage in (scene.stage, "planned")
                before[scene.key] = scene


def test_what_is_told_as_done_has_been_done_and_everything_counts_toward_something(told: Told) -> None:
    for today in days_of(2027):
        agreements, story = exempelkommun(today)
        for scene in story.scenes:
            assert scene.day < today or scene.stage == "planned"
            assert told(scene, agreements).counts or scene.walk_step, scene.key


def test_the_year_s_agreement_is_running_and_the_next_year_s_has_yet_to_begin() -> None:
    for today in days_of(2027):
        agreements, _ = exempelkommun(today)

        by_id = {agreement.id: agreement for agreement in agreements}

        assert by_id["exempelkommun-2027"].period.start <= today <= by_id["exempelkommun-2027"].period.end
        assert by_id["exempelkommun-2028"].period.start > today
        assert all(agreement.demonstration for agreement in agreements)

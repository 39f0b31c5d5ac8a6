"""A year of a busy municipality, played in seconds: nobody is flooded, nothing is left out, and all can be said.

The numbers are told in docs/notifications.md.
"""

import random
import threading
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count as counting
from typing import Any

import msgspec

from services.notifications.channels.mail import Composer
from services.notifications.domain.delivery import NO_LONGER_SO
from services.notifications.domain.endpoint import Endpoint
from services.notifications.planner import Planner
from services.notifications.timekeeper import Timekeeper
from shared.clock import STOCKHOLM
from shared.events.activity import Kind, Span
from shared.events.catalogue import ACTIVITY_CANCELLED, MEASURE_COMPLETED
from shared.events.cloudevent import Event
from shared.events.status import State
from tests.unit.notifications.events import (
    AGREEMENT,
    BOTH,
    agreement,
    at,
    corrected,
    count,
    done,
    endpoint,
    event,
    measure,
    planned,
    status,
    tip,
)
from tests.unit.notifications.memory import Memory

MUNICIPALITY, POLICE = BOTH
NEW_YEAR = datetime(2022, 1, 1, 6, 0, tzinfo=STOCKHOLM)
PROMISES = [f"{AGREEMENT}-lofte-{number}" for number in range(1, 13)]
# What docs/notifications.md says: mails in a usual week, in the fullest, and in a usual week without digests.
NUMBERS = {MUNICIPALITY: (7, 12, 30), POLICE: (6, 8, 28)}
BY_THE_WEEK = (5, 8)  # with a weekly digest, the municipality


class Year:
    """What happens in such a municipality, day by day; the same each time."""

    def __init__(self) -> None:
        self._chance = random.Random(2022)  # noqa: S311
        self._numbers = counting()
        self._later: dict[date, list[Event]] = {}

    def day(self, today: date) -> list[Event]:
        """What is told on a day."""
        told = self._later.pop(today, [])
        if today.weekday() < 5:
            told += self._reported(today)
        if today.weekday() in (0, 2, 4, 5):
            told.append(tip(tip_id=self._name()))
        if today.day in (3, 12, 24):
            told += self._goes_badly(today)
        if today.day == 1 and today.month % 3 == 1:
            series = self._name()
            told += [self._planned(today + timedelta(days=7 * week), series=series) for week in range(1, 13)]
        return told

    def _reported(self, today: date) -> list[Event]:
        """Three deeds that are told of a day, two that are not, one that is planned; and what comes of them."""
        counts = (count(self._chance.choice(PROMISES), "Ett löfte"),)
        kinds = (Kind.WALK, Kind.MEETING, Kind.MEETING, Kind.PATROL, Kind.PATROL)
        deeds = [done(id=self._name(), kind=kind, counts=counts) for kind in kinds]
        if self._chance.random() < 0.2:
            self._on(today + timedelta(days=2), corrected(id=deeds[0].data.id, counts=counts))
        if self._chance.random() < 0.4:
            self._measure(today)
        plan = self._planned(today + timedelta(days=14))
        if self._chance.random() < 0.2:
            data = msgspec.structs.replace(plan.data, state="cancelled", revision=2, reason="Sjukdom")
            self._on(today + timedelta(days=5), event(ACTIVITY_CANCELLED, data))
        return [*deeds, plan]

    def _planned(self, on: date, **more: Any) -> Event:
        start = datetime(on.year, on.month, on.day, 18, tzinfo=UTC)
        span = Span(start=start, end=start + timedelta(hours=2))
        counts = (count(self._chance.choice(PROMISES), "Ett löfte"),)
        return planned(id=self._name(), planned=span, counts=counts, **more)

    def _measure(self, today: date) -> None:
        """One in three is late, and one in ten is never done."""
        new, due = self._name(), today + timedelta(days=30)
        self._on(today + timedelta(days=1), measure(id=new, due_on=due, reported_at=instant(today)))
        late = timedelta(days=-5 if self._chance.random() < 0.66 else 25)
        if self._chance.random() > 0.1:
            mended = measure("completed", MEASURE_COMPLETED, id=new, revision=2, due_on=due)
            self._on(due + late, mended)

    def _goes_badly(self, today: date) -> list[Event]:
        promise = self._chance.choice(PROMISES)
        mended = timedelta(days=self._chance.choice((5, 20, 60, 400)))
        bad, good = self._chance.choice((State.AT_RISK, State.BEHIND)), State.ON_TRACK
        self._on(today + mended, self._status(good, bad, promise, today + mended))
        return [self._status(bad, good, promise, today)]

    def _status(self, state: State, previous: State, promise: str, day: date) -> Event:
        return replace(status(state, previous, promise=promise, changed_at=instant(day)), id=self._name())

    def _on(self, day: date, told: Event) -> None:
        self._later.setdefault(day, []).append(told)

    def _name(self) -> str:
        return f"it-{next(self._numbers)}"


def instant(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 10, tzinfo=UTC)


class Hand:
    """A clock whose hand the test moves."""

    def __init__(self, now: datetime) -> None:
        self.at = now

    def now(self) -> datetime:
        return self.at


def played(*reached: Endpoint) -> Memory:
    """The year as these endpoints hear of it: events at half past eight, after the morning's digests."""
    memory, clock, year = Memory({(each.party, each.id): each for each in reached}), Hand(NEW_YEAR), Year()
    wakes = {"mail": threading.Event()}
    planner = Planner(memory.as_store(), clock, wakes, "https://activities.example", clock)
    timekeeper = Timekeeper(memory.as_store(), clock, wakes, clock)
    planner.handle([at(clock.now(), agreement())])
    for passed in range(365):
        for hour, minute in ((7, 0), (7, 30), (8, 30)):  # of what time tells, of digests, of what is reported
            clock.at = (NEW_YEAR + timedelta(days=passed)).replace(hour=hour, minute=minute)
            timekeeper.tick()
        planner.handle([at(clock.now(), each) for each in year.day(clock.now().date())])
    return memory


def test_a_year_of_a_busy_municipality_floods_nobody() -> None:
    # when
    municipality, police = endpoint(MUNICIPALITY), replace(endpoint(POLICE), language="en")
    memory = played(replace(municipality, rhythm="daily"), replace(police, rhythm="weekly"))
    at_once = played(municipality, police)

    # then a party's usual week and its fullest hold so few mails, and without digests they would hold so many
    for party, (usual, most, usual_at_once) in NUMBERS.items():
        assert (sorted(weekly(memory, party))[26], max(weekly(memory, party))) == (usual, most)
        assert sorted(weekly(at_once, party))[26] == usual_at_once

    # and what is urgent was told on its day, all else once, and what is not told yet waits for the next digest
    waiting = [each for each in memory.rows.values() if each.state == "pending" and each.gathered_from]
    assert all(each.gathered_from > NEW_YEAR + timedelta(days=364) for each in waiting)
    gathered = [each.id for each in memory.rows.values() if each.gathered_from and each.state != "suppressed"]
    assert {len(memory.digested.get(each, ())) for each in set(gathered) - {each.id for each in waiting}} == {1}
    suppressed = [each for each in memory.rows.values() if each.state == "suppressed"]
    assert {each.reason for each in suppressed} == {NO_LONGER_SO}


def test_every_mail_of_the_year_can_be_made() -> None:
    memory = played(replace(endpoint(MUNICIPALITY), rhythm="weekly"))
    composer = Composer("loftet@kommun.example", "https://loftet.example", "https://notices.example")

    made = [composer.compose(each, endpoint(MUNICIPALITY)) for each in memory.sent if each.endpoint]

    assert len(made) > 52
    assert (sorted(weekly(memory, MUNICIPALITY))[26], max(weekly(memory, MUNICIPALITY))) == BY_THE_WEEK
    assert all(mail["Subject"] and mail["Auto-Submitted"] for mail in made)


def weekly(memory: Memory, party: str) -> list[int]:
    """How many mails a party had in each week."""
    weeks = Counter((each.created_at - NEW_YEAR).days // 7 for each in memory.sent if each.party == party)
    return [weeks[week] for week in range(52)]

"""A rebuild: the projection made anew beside the live one, compared, and switched to without a gap.

1. A generation is begun. Facts are projected onto it in silence, as far as the projector's group has handled them.
2. It is held against what is live; what differs is named.
3. What is live is closed for a moment: the projectors wait, readers notice nothing. When all that they had handled is
   projected, the new generation is live, and once every reader has followed the projectors go on with it.
4. Whatever a slow projector committed afterwards is looked for and projected; then the old generation goes, once
   all that it had to tell is sent.

A rebuild that is killed leaves a generation that nobody reads; the next one takes it away and begins anew.
"""

import time
from collections.abc import Callable, Collection
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Protocol
from uuid import uuid4

from pymongo.errors import PyMongoError

from services.reports.projector import TOPICS, Projection
from services.reports.rebuilding.comparing import Comparison, Difference
from services.reports.rebuilding.leftovers import drop, drop_others, lacking, relayed
from services.reports.rebuilding.reading import Reader
from services.reports.store import READ_AGAIN, Generation, ReportsStore
from services.reports.store.pointer import LEASE, Building, Lost
from shared.clock import Clock, SystemClock
from shared.events.catalogue import AGREEMENTS
from shared.events.record import Record
from shared.kafka.errors import Recoverable, Rejected

CLOSED_SECONDS = 20.0  # at most so long do the projectors wait
STILL_SECONDS = 1.5  # without a commit: then all that was handled is committed
BEHIND_SECONDS = 8.0  # at most so long is waited for what is live already and not committed
HELD_SECONDS = READ_AGAIN + 1.0  # after the switch: then every reader has followed
LATELY = timedelta(seconds=30)  # whatever is not committed for so long never will be
LINGER_SECONDS = 5.0  # a reader may still look at the old generation, a projector may commit late
ROUNDS = 6  # in which what is under way comes to both generations
PAUSE = 0.3
PATIENCE = LEASE.total_seconds() + 1
_FACTS = [topic for topic in TOPICS if topic != AGREEMENTS]


class Outcome(Record, frozen=True):
    """What became of a rebuild.

    Attributes:
        generation: the number of what was made.
        replaced: the number of what was live.
        switched: whether it is live now.
        records, unreadable: how many were read, and how many of them nobody can read (they are dead letters).
        differences: what was not as it is made anew.
        cleaned: whether the old one is gone; else the next rebuild takes it away.
        seconds: how long it took.
    """

    generation: int
    replaced: int
    switched: bool
    records: int
    unreadable: int
    differences: tuple[Difference, ...]
    cleaned: bool
    seconds: float


class Told(Protocol):
    """Who is told how it goes."""

    def step(self, what: str, total: int = 0) -> None:
        """A step begins; of so many records, if that is known."""

    def advance(self, records: int) -> None:
        """So many more are done."""


class Rebuild:
    """One rebuild."""

    def __init__(self, store: ReportsStore, reader: Reader, clock: Clock, told: Told) -> None:
        self._store = store
        self._reader = reader
        self._clock = clock
        self._told = told
        self._records = 0
        self._beaten = 0.0

    def run(self, *, compare_only: bool = False, linger: float = LINGER_SECONDS, patience: float = PATIENCE) -> Outcome:
        """Make it anew, compare it, and unless told otherwise put it in the place of what is live.

        Args:
            compare_only: switch nothing.
            linger: seconds for which the old one stays after the switch.
            patience: seconds to wait for another rebuild, which may have been killed.

        Raises:
            Lost: another rebuild runs, or this one could not switch in time; what was live still is.
        """
        started = time.monotonic()
        building = self._begin(patience)
        live = self._store.live.number
        made = Generation(self._store.database, building.number)
        comparison = Comparison(self._store.database, live, building.number, partial(self._beat, building))
        try:
            with suppress(PyMongoError):  # what others left behind is in nobody's way, and is tried again next time
                drop_others(self._store.database, {live, building.number}, partial(self._beat, building))
            made.prepare()
            projection = Projection(made, self._clock, tells=False)
            self._project(building, projection)
            self._compare(building, projection, comparison)
            if not compare_only:
                self._switch(building, projection, comparison)
        except BaseException:
            self._give_up(building)
            raise
        settled = compare_only or self._settle(building, comparison, Projection(made, self._clock), linger)
        cleaned = settled and self._clean(building, building.number if compare_only else live)
        self._end(building)
        return Outcome(
            generation=building.number,
            replaced=live,
            switched=not compare_only,
            records=self._records,
            unreadable=self._reader.unreadable,
            differences=tuple(comparison.found),
            cleaned=cleaned,
            seconds=round(time.monotonic() - started, 1),
        )

    def _begin(self, patience: float) -> Building:
        """Begin a generation; one that was killed is waited for until its lease is over."""
        owner, deadline = uuid4().hex, time.monotonic() + patience
        self._told.step("looking whether another rebuild runs")
        while time.monotonic() < deadline:
            if building := self._store.pointer.begin(owner):
                return building
            time.sleep(PAUSE)
        raise Lost("another rebuild runs")

    def _project(self, building: Building, projection: Projection) -> None:
        """Facts first: then each promise is counted once, when its agreement comes."""
        for what, topics in (("facts", _FACTS), ("agreements", [AGREEMENTS])):
            self._told.step(f"projecting {what}", self._reader.left(topics))
            self._follow(building, projection, topics)
        self._told.step("projecting what came meanwhile")
        while self._follow(building, projection):
            pass
        projection.tick()

    def _follow(self, building: Building, projection: Projection, topics: Collection[str] = tuple(TOPICS)) -> int:
        """Project what the group has handled by now; how many records that were."""
        before = self._records
        for part in self._reader.read(topics):
            if part.events:
                projection.handle(part.events)
            self._records += part.records
            self._told.advance(part.records)
            self._beat(building)
        self._beat(building)
        return self._records - before

    def _compare(self, building: Building, projection: Projection, comparison: Comparison) -> None:
        self._told.step("comparing")
        comparison.compare()
        for _ in range(ROUNDS):
            if not comparison.found:
                break
            time.sleep(PAUSE)
            self._follow(building, projection)
            projection.tick()
            comparison.again()

    def _switch(self, building: Building, projection: Projection, comparison: Comparison) -> None:
        """Close what is live, take what is left of it, and switch."""
        self._told.step("switching")
        lately = SystemClock().now() - LATELY
        self._store.pointer.close(building, CLOSED_SECONDS)
        _until_still(lambda: self._follow(building, projection), lambda: comparison.is_behind(lately))
        projection.tick()
        comparison.again()
        self._store.pointer.switch(building, HELD_SECONDS)

    def _settle(self, building: Building, comparison: Comparison, projection: Projection, linger: float) -> bool:
        """See to what comes after the switch; whether it came to its end. What is live stays so, whatever happens."""
        with suppress(PyMongoError, Recoverable, Rejected):
            self._store.changes.note(self._clock.now())  # what was mended shows to those who keep copies
            self._linger(building, projection, max(linger, HELD_SECONDS))
            comparison.arrive()
            return True
        return False

    def _linger(self, building: Building, projection: Projection, seconds: float) -> None:
        """Project what was committed since and is not there, as any projector would; most likely nothing is."""
        self._told.step("waiting until nobody reads the old one")
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for part in self._reader.read(TOPICS):
                if missing := lacking(projection.generation, part.events):
                    projection.handle(missing)
            self._beat(building)
            time.sleep(PAUSE)

    def _clean(self, building: Building, number: int) -> bool:
        """Take away a generation that is not live, once what it had to tell is sent."""
        beat = partial(self._beat, building)
        with suppress(PyMongoError, Lost):
            if relayed(self._store.database, number, beat):
                drop(self._store.database, number, beat)
                return True
        return False

    def _give_up(self, building: Building) -> None:
        """Leave what is live as it is; what is left over is taken away by the next rebuild, if not now."""
        with suppress(PyMongoError, Lost):
            self._store.pointer.reopen(building)
            drop(self._store.database, building.number, partial(self._beat, building))
        self._end(building)

    def _end(self, building: Building) -> None:
        """Let others rebuild; if that cannot be said, they wait until the lease is over."""
        with suppress(PyMongoError, Lost):
            self._store.pointer.end(building)

    def _beat(self, building: Building) -> None:
        if time.monotonic() - self._beaten > LEASE.total_seconds() / 10:
            self._store.pointer.beat(building)
            self._beaten = time.monotonic()


def _until_still(follow: Callable[[], int], is_behind: Callable[[], bool]) -> None:
    """Follow until nothing has come for a while, and nothing is shown that is still to come; that, not for ever."""
    began = last = time.monotonic()
    while time.monotonic() - last < STILL_SECONDS or (time.monotonic() - began < BEHIND_SECONDS and is_behind()):
        if follow():
            last = time.monotonic()
        if last - began > CLOSED_SECONDS / 2:
            raise Lost("the projectors did not come to rest; nothing was switched")
        time.sleep(PAUSE / 2)

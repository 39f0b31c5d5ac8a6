"""The digest's window, whatever happens: nothing is left out and nothing told twice, over nights of 23 and 25 hours."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.notifications.domain.digest import digests_of
from services.notifications.domain.endpoint import Rhythm
from services.notifications.domain.plan import plan
from services.notifications.gatherer import Gatherer
from shared.clock import STOCKHOLM
from tests.unit.notifications.events import BOTH, at, count, done, endpoint
from tests.unit.notifications.memory import Memory

ONLY = (count(responsible=BOTH[:1]),)
NIGHTS = [datetime(2022, 3, 25, 18, tzinfo=STOCKHOLM), datetime(2022, 10, 28, 18, tzinfo=STOCKHOLM)]
STEPS = st.lists(
    st.one_of(
        st.just("news"),
        st.sampled_from([timedelta(minutes=7), timedelta(hours=5), timedelta(hours=24), timedelta(days=3)]),
        st.just("gather"),
        st.sampled_from(["dies before it marks", "dies before it moves on"]),
    ),
    max_size=25,
)


class Died(Exception):
    """The gatherer's process ended here."""


def dying(*_: object) -> None:
    raise Died


class Story:
    """An endpoint, its clock, and what comes in."""

    def __init__(self, now: datetime, rhythm: Rhythm) -> None:
        self.endpoint = replace(endpoint(BOTH[0]), rhythm=rhythm)
        self.memory = Memory({(BOTH[0], self.endpoint.id): self.endpoint})
        self.now = now
        self.news = 0

    def hear(self) -> None:
        self.news += 1
        heard = at(self.now, done(id=f"walk-{self.news}", counts=ONLY))
        store, planned = self.memory.as_store(), plan(heard, {BOTH[0]: [self.endpoint]}, {}, self.now)
        store.deliveries.add(planned, self.now)
        store.concerns.gather(digests_of(planned))

    def gather(self, room: str = "", call: str = "") -> None:
        """Gather what is due; a call that is named is where the process dies."""
        store: Any = self.memory.as_store()
        if call:
            setattr(getattr(store, room), call, dying)
        try:
            Gatherer(store).gather_due(self.now, self.now)
        except Died:
            assert call

    def told(self) -> Counter[str]:
        digests = [each for each in self.memory.sent if each.rule == "digest"]
        return Counter(item.delivery for each in digests for item in each.notice.gathered)


@pytest.mark.parametrize("rhythm", ["daily", "weekly"])
@pytest.mark.parametrize("begin", NIGHTS, ids=["the night of 23 hours", "the night of 25 hours"])
@given(steps=STEPS)
@settings(deadline=None, max_examples=60)
def test_each_thing_is_in_one_digest(begin: datetime, rhythm: Rhythm, steps: list[Any]) -> None:
    # given
    story = Story(begin, rhythm)
    doing: dict[str, Callable[[], None]] = {
        "news": story.hear,
        "gather": story.gather,
        "dies before it marks": lambda: story.gather("gathering", "mark"),
        "dies before it moves on": lambda: story.gather("concerns", "digested"),
    }

    # when
    for step in steps:
        if isinstance(step, timedelta):
            story.now += step
        else:
            doing[step]()
    for _ in range(3):
        story.now += timedelta(days=7)
        story.gather()

    # then
    planned = {row.id for row in story.memory.rows.values() if row.rule != "digest"}
    assert story.told() == Counter(planned)
    assert len(planned) == story.news

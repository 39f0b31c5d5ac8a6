"""Whatever was done to a projection, made anew from what the topics still hold it is the same."""

import random
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pytest

from deploy.local import Stack
from services.reports.projector import Projection, Projector
from services.reports.rebuilding.comparing import Comparison
from services.reports.store import Generation, ReportsStore
from shared.clock import Clock
from shared.store.mongo import Store
from tests.integration.any_life import BEGAN, Life
from tests.integration.projectors_house import projectors
from tests.integration.reports_house import event_of

STEPS = 30


class Hands:
    """A clock whose hands are moved."""

    def __init__(self) -> None:
        self.at = BEGAN

    def now(self) -> datetime:
        """The moment."""
        return self.at


def lived(life: Life, hands: Hands, at_work: Sequence[Projector]) -> None:
    """Each batch is handled by one of several projectors, in time; and again, now and then, by another."""
    for _ in range(STEPS):
        batch = [event_of(fact) for fact in life.then()]
        hands.at = life.now
        for _ in range(life.chance.choice([1, 1, 2])):
            life.chance.choice(at_work).handle(batch)
        if life.chance.random() < 0.5:
            life.chance.choice(at_work).tick()


def rebuilt(database: Store, told: Sequence[Any], clock: Clock) -> Generation:
    """Another generation, of what is told: as a rebuild makes it."""
    generation = Generation(database, 1)
    generation.prepare()
    projection = Projection(generation, clock, tells=False)
    for first in range(0, len(told), 50):
        projection.handle([event_of(fact) for fact in told[first : first + 50]])
    projection.tick()
    return generation


@pytest.mark.parametrize("seed", [2])
def test_after_any_life_what_is_made_anew_from_the_topics_is_what_is_live(stack: Stack, seed: int) -> None:
    life, hands = Life(random.Random(seed)), Hands()  # noqa: S311  (no secret)
    with projectors(stack, 2) as (_, found, _client):
        stores = [ReportsStore(each._store.database) for each in found]
        at_work = [Projector(store, hands) for store in stores]
        lived(life, hands, at_work)
        at_work[0].tick()

        rebuilt(stores[0].database, list(life.topics()), hands)

        comparison = Comparison(stores[0].database, 0, 1, lambda: None)
        comparison.compare()
        assert [f"{each.room}/{each.id}: {each.what}" for each in comparison.found] == []

"""Projectors while another generation of the projection becomes live: no batch is lost."""

from datetime import datetime

import pytest
from pymongo import MongoClient, monitoring

from deploy.local import Stack
from services.reports.projector import Projector
from services.reports.rebuilding.leftovers import drop
from services.reports.store import Generation, ReportsStore
from services.reports.store.generation import ROOMS
from shared.kafka.errors import Rejected
from shared.store.mongo import Document, Store
from tests.integration.projectors_house import NOW, projectors, walk
from tests.integration.reports_house import PUBLISHED, WALKS, event_of


class Switches:
    """A clock at whose first look another generation becomes live."""

    def __init__(self, store: ReportsStore) -> None:
        self._store = store
        self._looked = False

    def now(self) -> datetime:
        """The moment; in the midst of a batch."""
        if not self._looked:
            self._looked = True
            building = self._store.pointer.begin("a rebuild")
            assert building is not None
            Generation(self._store.database, building.number).prepare()
            self._store.pointer.close(building, 20)
            self._store.pointer.switch(building, 0)
        return NOW


def test_a_batch_during_which_another_generation_became_live_is_projected_onto_that_one_too(stack: Stack) -> None:
    with projectors(stack, 1) as (_, (projector,), _):
        store = projector._store
        projector.handle([event_of(PUBLISHED)])

        Projector(store, Switches(store)).handle([event_of(PUBLISHED), event_of(walk(1))])

        for number in (0, 1):
            held = Generation(store.database, number)
            assert set(held.facts.of(["walk-1"])) == {"walk-1"}
            assert held.boards.of([WALKS])[0].status.commitments[0].done == 1


class Closes(Switches):
    """A clock at whose first look another generation is about to become live."""

    def now(self) -> datetime:
        """The moment; in the midst of a batch."""
        if not self._looked:
            self._looked = True
            building = self._store.pointer.begin("a rebuild")
            assert building is not None
            self._store.pointer.close(building, 20)
        return NOW


def test_a_batch_during_which_what_is_live_closes_is_done_and_can_be_committed(stack: Stack) -> None:
    with projectors(stack, 1) as (_, (projector,), _):
        store = projector._store
        projector.handle([event_of(PUBLISHED)])

        Projector(store, Closes(store)).handle([event_of(walk(1))])

        assert set(store.facts.of(["walk-1"])) == {"walk-1"}


def test_while_another_generation_is_about_to_be_live_projectors_wait_and_no_longer_than_it_says(stack: Stack) -> None:
    with projectors(stack, 1) as (_, (projector,), _):
        pointer = projector._store.pointer
        building = pointer.begin("a rebuild")
        assert building is not None

        pointer.close(building, 20)
        with pytest.raises(Rejected):
            projector.handle([event_of(PUBLISHED)])
        assert projector.tick() == 0

        pointer.close(building, -1)  # its time is over: the rebuild was killed
        projector.handle([event_of(PUBLISHED)])
        with pytest.raises(Rejected, match="took too long"):
            pointer.switch(building, 0)
        assert projector._store.live.number == 0


class Drops(monitoring.CommandListener):
    """Notes how many documents a collection still holds when it is dropped."""

    def __init__(self, database: Store) -> None:
        self.held: dict[str, int] = {}
        self._database = database

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        if event.command_name == "drop":
            name = event.command["drop"]
            self.held[name] = self._database[name].count_documents({})

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        """It was noted."""

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        """It was noted."""


def test_a_generation_is_emptied_a_little_at_a_time_before_it_is_dropped(stack: Stack) -> None:
    with projectors(stack, 1) as (_, (projector,), client):
        projector.handle([event_of(PUBLISHED), *(event_of(walk(number)) for number in range(60))])
        drops = Drops(client[projector._store.database.name])
        with MongoClient[Document](stack.mongodb_uri, tz_aware=True, event_listeners=[drops]) as other:
            drop(other[projector._store.database.name], 0, lambda: None)

    assert drops.held == dict.fromkeys(ROOMS, 0)

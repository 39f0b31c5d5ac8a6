"""Projectors while another generation of the projection becomes live: no batch is lost."""

from datetime import datetime

import pytest

from deploy.local import Stack
from services.reports.projector import Projector
from services.reports.store import Generation, ReportsStore
from shared.kafka.errors import Rejected
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

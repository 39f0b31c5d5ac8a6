"""Whatever happens as a rebuilt projection becomes the live one, nobody sees less than before."""

import dataclasses
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from pymongo.errors import NetworkTimeout

from deploy.local import Stack
from services.reports.projector import TOPICS, WANTED, Projector
from services.reports.rebuilding.rebuild import Rebuild
from services.reports.store import ReportsStore
from services.reports.store.pointer import Lost
from shared.clock import SystemClock
from shared.kafka.consumer import Consumer
from shared.kafka.errors import Rejected
from tests.integration.brokers import running
from tests.integration.rebuild_house import SECONDS, Quiet, Works, at_work, works_on
from tests.waiting import eventually


@pytest.fixture
def works(stack: Stack) -> Iterator[Works]:
    with works_on(stack) as made:
        yield made


def test_a_rebuild_that_was_killed_leaves_what_is_live_and_can_be_begun_again(works: Works) -> None:
    works.send(works.agreement(), works.walk())
    with at_work(works):
        eventually(lambda: works.done() == 1, SECONDS)

    # when it is killed as it is about to switch
    told = json.dumps(dataclasses.asdict(works.settings))
    killed = subprocess.run([sys.executable, "-m", "tests.integration.dies_rebuilding", told, works.group], check=False)
    assert killed.returncode == 9
    assert works.done() == 1
    left = works.database.generation.find_one()["building"]

    # then another waits for its lease, takes away what it left and succeeds
    works.database.generation.update_one({}, {"$set": {"building.beat": left["beat"] - timedelta(seconds=13)}})
    outcome = works.rebuild()
    assert (outcome.switched, outcome.differences) == (True, ())
    assert works.done() == 1
    assert not [name for name in works.database.list_collection_names() if name.endswith(f"_g{outcome.generation - 1}")]


def test_a_switch_is_told_as_one_even_if_the_old_projection_cannot_be_taken_away_yet(
    works: Works, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given a database that is slow to take away
    def slow(*_: object) -> None:
        raise NetworkTimeout("timed out")

    works.send(works.agreement(), works.walk())
    with at_work(works):
        eventually(lambda: works.done() == 1, SECONDS)
        with monkeypatch.context() as patched:
            patched.setattr("services.reports.rebuilding.rebuild.drop", slow)
            outcome = works.rebuild()

        # then it is switched and said so, and the next one takes away what is left
        assert (outcome.switched, outcome.cleaned) == (True, False)
        assert works.rebuild().cleaned


def test_a_switch_stays_one_if_the_database_is_away_just_afterwards(
    works: Works, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise NetworkTimeout("timed out")

    monkeypatch.setattr(Rebuild, "_linger", away)
    works.send(works.agreement(), works.walk())
    with at_work(works):
        eventually(lambda: works.done() == 1, SECONDS)
        outcome = works.rebuild()

    assert (outcome.switched, outcome.cleaned) == (True, False)
    assert works.store.pointer.read() == outcome.generation


def test_what_is_shown_before_its_projector_has_committed_it_is_shown_after_the_switch(works: Works) -> None:
    # given a projector that is slow to commit, and a walk that comes as the switch begins
    projector, seen, stop = Projector(ReportsStore(works.database), SystemClock()), [], threading.Event()

    def slowly(events: Any) -> None:
        projector.handle(events)
        threading.Event().wait(3)

    class Late(Quiet):
        def step(self, what: str, total: int = 0) -> None:
            if what == "switching":
                works.send(works.walk())
                eventually(lambda: works.done() == 2, SECONDS)

    def reader() -> None:
        while not stop.wait(0.02):
            seen.append(works.done())

    works.send(works.agreement(), works.walk())
    worker = Consumer(works.settings, service="reports", group=works.group, topics=TOPICS, handle=slowly, wanted=WANTED)
    with running(worker.run):
        eventually(lambda: works.done() == 1, SECONDS)
        reading = threading.Thread(target=reader)
        reading.start()
        try:
            outcome = works.rebuild(Late(), patience=5)
        finally:
            stop.set()
            reading.join()

    # then whoever reads never sees less than before
    assert outcome.switched
    assert seen == sorted(seen)


def test_nobody_writes_to_what_has_just_become_live_until_every_reader_has_followed(works: Works) -> None:
    building = works.store.pointer.begin("one")
    assert building is not None
    works.store.pointer.close(building, 20)
    works.store.pointer.switch(building, 1.5)

    with pytest.raises(Rejected):
        works.store.to_write()
    eventually(lambda: _writable(works.store), SECONDS)


def _writable(store: ReportsStore) -> bool:
    with suppress(Rejected):
        return store.to_write().number == 1
    return False


def test_while_a_rebuild_runs_no_other_begins(works: Works) -> None:
    building = works.store.pointer.begin("the first")
    assert building is not None

    with pytest.raises(Lost, match="another rebuild runs"):
        works.rebuild(patience=1)

    works.store.pointer.end(building)
    assert works.store.pointer.begin("the third") is not None

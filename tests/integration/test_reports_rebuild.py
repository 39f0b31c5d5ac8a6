"""The projection is made anew from the topics beside the live one, compared, and switched to; nobody is told of it."""

import dataclasses
import itertools
import json
import os
import subprocess
import sys
import threading
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from kafka import KafkaProducer
from pymongo import MongoClient
from pymongo.errors import NetworkTimeout

from deploy.local import Stack
from services.reports.projector import TOPICS, WANTED, Projector
from services.reports.rebuilding.reading import Reader
from services.reports.rebuilding.rebuild import Outcome, Rebuild
from services.reports.store import ReportsStore
from services.reports.store.generation import ROOMS
from services.reports.store.pointer import Lost
from shared.clock import SystemClock
from shared.events.activity import Activity
from shared.events.agreement import AgreementPublished
from shared.events.catalogue import MEASURE_PROPOSED, STATUSES
from shared.events.cloudevent import Outgoing, outgoing, read_headers
from shared.events.examples import EXAMPLES
from shared.events.measure import Measure
from shared.events.record import Revised, event_id
from shared.kafka.consumer import Consumer
from shared.kafka.errors import Rejected
from shared.kafka.sending import record_of
from shared.store.relay import Relay
from tests.integration.brokers import everything_on, running, settings
from tests.integration.reports_house import PUBLISHED, WALKED, changed, event_type_of
from tests.waiting import eventually

SECONDS = 30


class Quiet:
    """Is told, and says nothing."""

    def __init__(self) -> None:
        self.steps: list[str] = []

    def step(self, what: str, total: int = 0) -> None:
        self.steps.append(what)

    def advance(self, records: int) -> None:
        pass


class Works:
    """Reports at work on a database and a group of its own, on topics that it shares with others."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.settings = settings(stack)
        self.group = f"test.{uuid.uuid4().hex[:12]}"
        self.client = MongoClient[dict[str, Any]](stack.mongodb_uri, tz_aware=True)
        self.database = self.client[self.settings.mongodb_database]
        self.store = ReportsStore(self.database)
        self.store.prepare()
        self.town = f"ort{uuid.uuid4().hex[:8]}"
        self.promise = f"{self.town}-vandringar"
        self.measure: Measure = changed(EXAMPLES[MEASURE_PROPOSED], id=str(uuid.uuid4()))
        self._producer = KafkaProducer(bootstrap_servers=stack.kafka_bootstrap)
        self._numbers = itertools.count(1)

    def worker(self) -> Consumer:
        """A projector as the worker runs it."""
        projector = Projector(ReportsStore(self.database), SystemClock())
        return Consumer(
            self.settings, service="reports", group=self.group, topics=TOPICS, handle=projector.handle, wanted=WANTED
        )

    def relay(self) -> Relay:
        return Relay(self.settings, self.database, "reports", ["promises"])

    def send(self, *facts: msgspec.Struct) -> None:
        """Put facts on their topics, as activities does."""
        for fact in facts:
            record = record_of(_outgoing(fact), "http://activities.example")
            self._producer.send(*record)
        self._producer.flush()

    def agreement(self, version: int = 1) -> AgreementPublished:
        """One promise of walks, of our own town; each version has another title."""
        (latest,) = PUBLISHED.versions
        promise = latest.agreement.promises[0]
        commitments = tuple(changed(each, id=f"{self.town}-{n}") for n, each in enumerate(promise.commitments))
        versions = []
        for number in range(1, version + 1):
            ours = changed(promise, id=self.promise, title=f"Vandringar {number}", commitments=commitments)
            agreement = changed(latest.agreement, id=self.town, promises=(ours,))
            in_force = latest.in_force_from + timedelta(days=number - 1)
            versions.append(changed(latest, version=number, agreement=agreement, in_force_from=in_force))
        return changed(PUBLISHED, agreement_id=self.town, versions=tuple(versions))

    def walk(self, **changes: Any) -> Activity:
        """A walk on a day of its own, which counts toward our promise."""
        start = WALKED.actual.start + timedelta(days=next(self._numbers))
        span = changed(WALKED.actual, start=start, end=start + timedelta(hours=1))
        count = changed(WALKED.counts[0], agreement=self.town, promise=self.promise, commitment=f"{self.town}-0")
        told = {"id": str(uuid.uuid4()), "actual": span, "counts": (count,), "reported_at": span.end}
        return changed(WALKED, **told | changes)

    def done(self) -> float:
        """How many walks the status rests on, as those who read it see it."""
        board = self.store.boards.without_days(self.promise)
        return board.status.commitments[0].done if board and board.status else -1

    def rebuild(self, told: Quiet | None = None, **how: Any) -> Outcome:
        reader = Reader(self.settings.broker, self.group, TOPICS, WANTED)
        try:
            return Rebuild(ReportsStore(self.database), reader, SystemClock(), told or Quiet()).run(linger=1, **how)
        finally:
            reader.close()

    def told(self) -> list[str]:
        """The ids of all status events of our promise, in order."""
        records = everything_on(self.stack, STATUSES)
        return [read_headers(each.headers)["ce_id"] for each in records if each.key == self.promise.encode()]

    def close(self) -> None:
        self._producer.close()
        self.client.drop_database(self.database.name)
        self.client.close()


@pytest.fixture
def works(stack: Stack) -> Iterator[Works]:
    made = Works(stack)
    try:
        yield made
    finally:
        made.close()


def _outgoing(fact: Any) -> Outgoing:
    if isinstance(fact, AgreementPublished):
        name, number = fact.agreement_id, fact.latest.version
    else:
        assert isinstance(fact, Revised)
        name, number = fact.id, fact.revision
    return outgoing(event_type_of(fact), event_id(name, number), fact, time=WALKED.reported_at, subject=name)


@contextmanager
def at_work(works: Works, workers: int = 1) -> Iterator[None]:
    with ExitStack() as parts:
        for _ in range(workers):
            parts.enter_context(running(works.worker().run))
        parts.enter_context(running(works.relay().run))
        yield


def test_the_rebuilt_projection_equals_the_live_one_and_takes_its_place_under_live_traffic(works: Works) -> None:
    works.send(works.agreement(), *(works.walk() for _ in range(40)))
    with at_work(works, workers=2):
        eventually(lambda: works.done() == 40, SECONDS)
        stop, sent, seen = threading.Event(), itertools.count(41), []

        def traffic() -> None:
            while not stop.wait(0.05):
                works.send(works.walk())
                next(sent)

        def reader() -> None:
            while not stop.wait(0.02):
                seen.append(works.done())

        threads = [threading.Thread(target=each) for each in (traffic, reader)]
        for thread in threads:
            thread.start()
        try:
            outcome = works.rebuild()
        finally:
            stop.set()
            for thread in threads:
                thread.join()

        # then nothing differs, nobody who read all the while ever saw less than before, and nothing is lost
        assert (outcome.switched, outcome.differences) == (True, ())
        assert seen == sorted(seen)
        total = next(sent) - 1
        assert total > 60, "there was no traffic"
        eventually(lambda: works.done() == total, SECONDS, f"{total} walks, not {works.done()}")

        # and what comes afterwards is told, once, as before
        before = works.told()
        assert len(before) == len(set(before))
        works.send(works.agreement(version=2), works.walk(state="withdrawn"))
        eventually(lambda: works.store.boards.without_days(works.promise).version == 2, SECONDS)
    assert outcome.cleaned
    assert {name for name in works.database.list_collection_names() if name.partition("_g")[0] in ROOMS} == {
        f"{room}_g{outcome.generation}" for room in ROOMS
    }


def test_nothing_is_told_of_a_rebuild_and_what_changes_after_it_is_told(works: Works) -> None:
    works.send(works.agreement(), works.walk())
    with at_work(works):
        eventually(lambda: works.told() and works.done() == 1, SECONDS)
        eventually(lambda: works.database.relays.find_one({"changedAt": {"$exists": True}}), SECONDS)
        before = works.told()

        works.rebuild()

        assert works.told() == before
        walk = works.walk()
        many = [changed(walk, id=str(uuid.uuid4()), actual=_later(walk, days=182 * n)) for n in range(1, 4)]
        works.send(*many)
        eventually(lambda: len(works.told()) == len(before) + 1, SECONDS)


def _later(walk: Activity, days: int) -> Any:
    assert walk.actual is not None
    by = timedelta(days=days)
    return changed(walk.actual, start=walk.actual.start + by, end=walk.actual.end + by)


def test_a_projection_from_before_is_mended_and_what_differed_is_named(works: Works) -> None:
    works.send(works.measure, works.agreement(), works.walk(), works.walk())
    with at_work(works):
        lost = works.measure.id
        eventually(lambda: works.done() == 2 and works.store.measures.revisions(lost), SECONDS)
        works.database.measures.delete_one({"_id": lost})
        works.database.facts.update_many({}, {"$unset": {"types": ""}})
        works.database.promises.update_one({"_id": works.promise}, {"$set": {"state": "behind"}, "$inc": {"seq": 1}})

        only_compared = works.rebuild(compare_only=True)
        assert (only_compared.switched, works.store.live.number) == (False, 0)
        mended = works.rebuild()

    named = {each.id: each.what for each in mended.differences if each.id in (lost, works.promise)}
    assert named[lost] == "only in what was made anew"
    assert named[works.promise].startswith("state: behind is ")
    assert {each.id for each in only_compared.differences} == {each.id for each in mended.differences}
    assert {each.what for each in mended.differences if each.room == "facts"} == {"types"}
    assert works.database[f"measures_g{mended.generation}"].find_one({"_id": lost}) is not None
    assert works.store.to_write().boards.without_days(works.promise).status.state != "behind"


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


def test_the_command_tells_its_outcome_as_json_and_what_it_lacks_in_one_line(works: Works) -> None:
    command = [sys.executable, "-m", "shared.ops.cli", "rebuild", "reports"]
    around = {name: value for name, value in os.environ.items() if not name.startswith("LOFTET_")}
    told = around | {
        "LOFTET_KAFKA_BOOTSTRAP": works.settings.kafka_bootstrap,
        "LOFTET_MONGODB_URI": works.settings.mongodb_uri,
        "LOFTET_MONGODB_DATABASE": works.settings.mongodb_database,
    }

    lacking = subprocess.run(command, env=around, capture_output=True, text=True, check=False)
    done = subprocess.run([*command, "--json"], env=told, capture_output=True, text=True, check=False)
    compared = subprocess.run([*command, "--compare-only"], env=told, capture_output=True, text=True, check=False)

    assert lacking.returncode == 2
    assert "Missing option '--bootstrap'" in lacking.stderr
    assert done.returncode == 0, done.stderr
    outcome = json.loads(done.stdout)
    assert (outcome["switched"], outcome["generation"], outcome["replaced"], outcome["differences"]) == (True, 1, 0, [])
    assert compared.returncode == 0, compared.stderr
    assert compared.stdout.endswith("The two are the same.\nNothing was switched.\n")
    assert "comparing\n" in compared.stderr

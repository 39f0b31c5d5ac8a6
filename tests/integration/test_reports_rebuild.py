"""The projection is made anew from the topics beside the live one, compared, and switched to; nobody is told of it."""

import itertools
import json
import os
import subprocess
import sys
import threading
import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from deploy.local import Stack
from services.reports.store.generation import ROOMS
from shared.events.activity import Activity
from tests.integration.rebuild_house import SECONDS, Works, at_work, works_on
from tests.integration.reports_house import changed
from tests.waiting import eventually


@pytest.fixture
def works(stack: Stack) -> Iterator[Works]:
    with works_on(stack) as made:
        yield made


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

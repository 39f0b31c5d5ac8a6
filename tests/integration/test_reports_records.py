"""What is only shown: every revision kept, the highest on top, however they come."""

import itertools
import uuid
from collections.abc import Iterator
from datetime import timedelta

import msgspec
import pytest
from pymongo import MongoClient

from deploy.local import Stack
from services.reports.store import ReportsStore
from shared.events.catalogue import MEASURE_PROPOSED, OBSERVATION_NOTED
from shared.events.examples import EXAMPLES
from shared.events.measure import Measure

FIRST: Measure = EXAMPLES[MEASURE_PROPOSED]
HERE = FIRST.municipality


@pytest.fixture
def store(stack: Stack) -> Iterator[ReportsStore]:
    with MongoClient(stack.mongodb_uri, tz_aware=True) as client:
        made = ReportsStore(client[f"reports_{uuid.uuid4().hex[:12]}"])
        made.prepare()
        yield made
        client.drop_database(made.database.name)


def later(revision: int, **changes: object) -> Measure:
    at = FIRST.reported_at + timedelta(days=revision - 1)
    return msgspec.structs.replace(FIRST, revision=revision, reported_at=at, **changes)


def keep(store: ReportsStore, *measures: Measure) -> None:
    store.keep_shown([(measure, msgspec.json.encode(measure)) for measure in measures])


def test_the_highest_revision_wins_in_whatever_order_and_however_often_they_come(store: ReportsStore) -> None:
    # given a measure's life of eleven revisions
    life = [later(number, state="accepted", title=f"{number}") for number in range(1, 12)]

    # when each pair comes in either order, in one batch or in several, and again
    for first, second in itertools.permutations([life[0], life[1], life[8], life[9], life[10]], 2):
        keep(store, first)
        keep(store, second, first)
        highest = max(first, second, key=lambda one: one.revision)
        known = store.measures.revisions(FIRST.id)

        # then the highest is what stands, and all are kept
        assert store.measures.of(HERE) == [highest]
        assert known == {first.revision: first, second.revision: second}
        store.database.measures.delete_many({})


def test_what_is_withdrawn_is_shown_no_more_but_was_known_until_then(store: ReportsStore) -> None:
    # given a measure that was withdrawn after a week, before its first revision came
    keep(store, later(8, state="withdrawn"), later(3, state="accepted"))
    keep(store, FIRST)

    # then it stands no more, and at each moment stood as then known
    assert store.measures.of(HERE) == []
    assert store.measures.of(HERE, FIRST.reported_at - timedelta(seconds=1)) == []
    assert store.measures.of(HERE, FIRST.reported_at) == [FIRST]
    assert [one.state for one in store.measures.of(HERE, FIRST.reported_at + timedelta(days=6))] == ["accepted"]
    assert store.measures.of(HERE, FIRST.reported_at + timedelta(days=7)) == []


def test_each_form_has_a_room_of_its_own_and_each_municipality_sees_what_is_its_own(store: ReportsStore) -> None:
    # given a measure and an observation here, and a measure elsewhere
    seen = EXAMPLES[OBSERVATION_NOTED]
    keep(store, FIRST, later(1, id="elsewhere", municipality="9999"))
    store.keep_shown([(seen, msgspec.json.encode(seen))])

    # then each is found where it belongs
    assert store.measures.of(HERE) == [FIRST]
    assert [one.id for one in store.measures.of("9999")] == ["elsewhere"]
    assert store.observations.of(HERE) == [seen]
    assert store.situation.of(HERE) == store.assessments.of(HERE) == store.dialogue.of(HERE) == []

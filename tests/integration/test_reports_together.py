"""Any number of projectors at once give what one alone gives, and a batch costs one pass, however much it holds."""

import random
import threading
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from deploy.local import Stack
from services.reports.projector import Projector
from services.reports.rebuilding.comparing import Comparison
from services.reports.store import Generation, ReportsStore
from services.reports.store.generation import BOARDS
from shared.events.agreement import AgreementPublished
from shared.events.cloudevent import Event
from shared.kafka.errors import Rejected
from tests.integration.projectors_house import NOW, Noon, projectors, renamed, walk
from tests.integration.reports_house import NYKVARN, PUBLISHED, WALKS, changed, event_of

PATIENCE = 50  # times that a batch is carried over, as the consumer carries it over without end


def amended(version: int) -> AgreementPublished:
    """Nykvarn's agreement at a version; each asks for one walk more."""
    (latest,) = PUBLISHED.versions
    promise = latest.agreement.promises[0]
    versions = []
    for number in range(1, version + 1):
        asks = tuple(changed(each, target=changed(each.target, at_least=number)) for each in promise.commitments)
        agreement = changed(latest.agreement, promises=(changed(promise, commitments=asks),))
        since = latest.in_force_from + timedelta(days=90 * (number - 1))
        versions.append(changed(latest, version=number, in_force_from=since, agreement=agreement))
    return changed(PUBLISHED, versions=tuple(versions))


def everything(chance: random.Random) -> list[Event]:
    """Versions of the agreement and revisions of walks, some of them told twice, in any order."""
    told: list[Any] = [amended(version) for version in (1, 2, 3)]
    for number in range(25):
        moved = walk(number + 60)
        lives = [
            walk(number),
            walk(number, revision=2, actual=moved.actual, reported_at=NOW - timedelta(days=2)),
            walk(number, revision=3, state="withdrawn", reported_at=NOW - timedelta(days=1)),
        ]
        told += lives[: chance.randint(1, 3)]
    told += chance.sample(told, 15)
    chance.shuffle(told)
    return [event_of(each) for each in told]


def handle(projector: Projector, batch: list[Event]) -> None:
    """As a consumer does: what is rejected is carried over."""
    for _ in range(PATIENCE):
        try:
            projector.handle(batch)
        except Rejected:
            continue
        return
    raise AssertionError("a batch was rejected without end")


def together(at_once: Sequence[Projector], batches: list[list[Event]], chance: random.Random) -> None:
    """Every batch handled by one of the projectors, all of them working at the same time."""
    shares: list[list[list[Event]]] = [[] for _ in at_once]
    for batch in batches:
        chance.choice(shares).append(batch)
    failed: list[BaseException] = []

    def work(projector: Projector, share: list[list[Event]]) -> None:
        try:
            for batch in share:
                handle(projector, batch)
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=work, args=each) for each in zip(at_once, shares, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed


@pytest.mark.parametrize("seed", [1, 2])
def test_several_projectors_at_once_give_what_one_alone_gives(stack: Stack, seed: int) -> None:
    # given what is told, in batches of any size
    chance = random.Random(seed)  # noqa: S311  (no secret)
    told = everything(chance)
    batches = []
    while told:
        size = chance.randint(1, 12)
        batches.append(told[:size])
        told = told[size:]

    # when three projectors share it, and one alone projects it in another order beside them
    with projectors(stack, 3) as (_, at_once, client):
        together(at_once, batches, chance)
        database = at_once[0]._store.database
        alone = Generation(database, 1)
        alone.prepare()
        database.generation.insert_one({"_id": "reports", "live": 1, "last": 1})
        for batch in sorted(batches, key=lambda _: chance.random()):
            handle(Projector(ReportsStore(database), Noon()), batch)

        # then both hold the same, in every document
        comparison = Comparison(database, 0, 1, lambda: None)
        comparison.compare()
        assert comparison.found == []
        board = alone.boards.of([WALKS])[0]
        assert (board.version, board.status is not None) == (3, True)
        assert client[database.name][BOARDS].find_one({"_id": WALKS})["version"] == 3


def test_a_batch_costs_one_pass_however_much_it_holds_and_idle_agreements_nothing(stack: Stack) -> None:
    with projectors(stack, 1) as (commands, (projector,), _):
        others = [changed(PUBLISHED, agreement_id=f"idle-{number}") for number in range(30)]
        idle = [renamed(each) for each in others]
        projector.handle([event_of(each) for each in (PUBLISHED, *idle)])
        projector.handle([event_of(walk(0))])

        # when one new fact comes, and when three hundred do
        one = commands.of(lambda: projector.handle([event_of(walk(1000))]))
        many = commands.of(lambda: projector.handle([event_of(walk(number * 3)) for number in range(1, 301)]))

        # then they cost the same: the pointer before and after, the facts, the scoreboard, and that something changed
        assert many == one
        told = {"find generation": 2, "insert facts": 1, f"update {BOARDS}": 1, "update changes": 1}
        assert one == Counter(told)

        # and on days that held something already those days are read, fifty at a time
        again = commands.of(lambda: projector.handle([event_of(walk(number * 3 + 1)) for number in range(1, 301)]))
        assert again - many == Counter({"find facts": 6})

        # and a tick at which nothing is due asks the same of one agreement as of thirty-one
        nothing_due = {"find generation": 1, "delete tips": 1, "find held": 1, f"find {BOARDS}": 1}
        assert commands.of(projector.tick) == Counter(nothing_due)


def test_a_fact_that_touches_one_promise_leaves_the_others_as_they_were_written(stack: Stack) -> None:
    with projectors(stack, 1) as (_, (projector,), client):
        idle = renamed(changed(PUBLISHED, agreement_id="idle"))
        projector.handle([event_of(PUBLISHED), event_of(idle)])
        boards = client[projector._store.database.name][BOARDS]
        before = {each["_id"]: each["seq"] for each in boards.find()}

        projector.handle([event_of(walk(1))])
        projector.tick()

        after = {each["_id"]: each["seq"] for each in boards.find()}
        assert {name for name in after if after[name] != before[name]} == {WALKS}
        assert NYKVARN in {each["agreement"] for each in boards.find()}
        assert msgspec.json.decode(boards.find_one({"_id": WALKS})["status"])["state"] != "upcoming"


def test_a_promise_that_comes_back_is_not_written_by_who_remembers_it_from_before_it_went(stack: Stack) -> None:
    (latest,) = PUBLISHED.versions
    without = changed(latest, version=2, agreement=changed(latest.agreement, promises=()))
    versions = [latest, without, changed(latest, version=3)]
    with projectors(stack, 2) as (_, (one, other), _client):
        for number in (1, 2, 3):
            one.handle([event_of(changed(PUBLISHED, versions=tuple(versions[:number])))])
            if number == 1:
                other.handle([event_of(walk(0))])  # it remembers the scoreboard from now on
        one.handle([event_of(walk(100))])

        other.handle([event_of(walk(200))])

        (board,) = ReportsStore(one._store.database).boards.of([WALKS])
        assert board.version == 3
        assert sum(tally.activities for days in board.days.values() for tally in days.values()) == 3

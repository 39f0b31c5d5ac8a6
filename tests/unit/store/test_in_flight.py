"""What is owed to Kafka stays owed, and grows older, however often the relay begins again."""

from types import SimpleNamespace
from typing import Any

import pytest
from kafka.errors import KafkaConnectionError, KafkaTimeoutError

from shared.store import in_flight
from shared.store.in_flight import InFlight, Told
from tests.integration.brokers import tip


class Broker:
    """One that answers, and acknowledges only when it is told to; with a clock that goes when it is told to."""

    def __init__(self) -> None:
        self.takes, self.is_there, self.now = False, True, 1000.0

    def producer(self, _broker: Any) -> "Broker":
        if not self.is_there:
            raise KafkaConnectionError
        return self

    def send(self, *_record: Any) -> Any:
        return SimpleNamespace(is_done=True, get=self._outcome)

    def _outcome(self, timeout: float) -> None:
        if not self.takes:
            raise KafkaTimeoutError


@pytest.fixture
def broker(monkeypatch: pytest.MonkeyPatch) -> Broker:
    made = Broker()
    monkeypatch.setattr(in_flight, "make_producer", made.producer)
    monkeypatch.setattr(in_flight, "let_go", lambda producer: None)
    monkeypatch.setattr(in_flight, "time", SimpleNamespace(monotonic=lambda: made.now))
    return made


@pytest.fixture
def owing() -> InFlight:
    settings: Any = SimpleNamespace(broker=None, activities_url="http://127.0.0.1")
    return InFlight(settings, "owing")


def attempt(owing: InFlight, *names: str) -> None:
    owing.begin()
    for name in names:
        owing.send(None, Told(name, [tip(name).to_document()], None))


def test_what_is_sent_again_is_as_old_as_its_first_attempt(broker: Broker, owing: InFlight) -> None:
    # given a change that was refused at each of three attempts of thirty seconds
    for _ in range(3):
        attempt(owing, "tips/a")
        broker.now += 30
        with pytest.raises(KafkaTimeoutError):
            owing.settle(wait=False)
        owing.end()

    # then it is ninety seconds old, also while it is met again
    assert owing.age() == 90
    owing.begin()
    owing.nothing_more()
    assert (owing.owes, owing.age()) == (True, 90)

    # and when it is taken, nothing is owed
    attempt(owing, "tips/a")
    broker.takes = True
    owing.settle(wait=False)
    assert (owing.owes, owing.age()) == (False, 0)


def test_behind_one_that_is_taken_the_next_is_as_old_as_it_was(broker: Broker, owing: InFlight) -> None:
    # given two that were refused, the second ten seconds younger
    attempt(owing, "tips/a")
    broker.now += 10
    owing.send(None, Told("tips/b", [tip("b").to_document()], None))
    owing.end()

    # when the first is taken, before the second is met again
    attempt(owing, "tips/a")
    broker.takes, broker.now = True, broker.now + 20
    owing.settle(wait=False)

    # then
    assert owing.age() == 20


def test_what_is_not_met_again_is_not_owed_for_ever(broker: Broker, owing: InFlight) -> None:
    # given a change that was refused, whose document is gone since
    attempt(owing, "tips/a")
    owing.end()

    # when the relay has looked for a while and nothing came
    owing.begin()
    broker.now += 6
    owing.nothing_more()

    # then
    assert not owing.owes


def test_while_no_producer_can_be_made_what_may_wait_grows_older(broker: Broker, owing: InFlight) -> None:
    # given a broker that lets nobody in, at each of three attempts of thirty seconds
    broker.is_there = False
    for _ in range(3):
        with pytest.raises(KafkaConnectionError):
            owing.begin()
        broker.now += 30

    # then what may wait is ninety seconds old, though nothing could be tried
    assert (owing.owes, owing.age()) == (False, 90)

    # and when it lets us in, nothing is owed
    broker.is_there = True
    owing.begin()
    assert owing.age() == 0

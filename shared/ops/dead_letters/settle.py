"""Sending dead letters again, and putting them away: each is acknowledged by the broker before it counts as done."""

from collections.abc import Callable, Sequence
from typing import Final

from kafka import KafkaProducer

from shared.kafka.broker import Broker
from shared.kafka.clients import let_go, make_producer
from shared.kafka.sending import ACK_SECONDS
from shared.ops.dead_letters.letters import Letter

_AT_ONCE: Final = 200  # letters in flight together


def why_not(letter: Letter) -> str | None:
    """Why a letter cannot be sent again; None: it can."""
    if letter.settled is not None:
        return f"was {letter.settled.how} on {letter.settled.at:%Y-%m-%d}"
    if letter.value is None:
        return "was kept without its value: its sender must send it anew"
    return None


def redrive(broker: Broker, letters: Sequence[Letter], tell: Callable[[int], None]) -> None:
    """Send letters again as they came, each to the topic it came from, and note that it was done.

    The note follows the broker's acknowledgement, so that whatever interrupts this, the worst is a letter sent twice,
    which has its effect once.

    Args:
        broker: where.
        letters: those of which `why_not` says nothing.
        tell: called with how many more are done.

    Raises:
        KafkaError: the broker did not take one; those told of are done.
    """
    producer = make_producer(broker)
    try:
        for some in _chunks(letters):
            _send(producer, [letter.again() for letter in some])
            _send(producer, [letter.settling("redriven", None) for letter in some])
            tell(len(some))
    finally:
        let_go(producer)


def discard(broker: Broker, letters: Sequence[Letter], why: str, tell: Callable[[int], None]) -> None:
    """Note that letters are not to be sent again, and why. They stay on their topic as long as it keeps them.

    Args:
        broker: where.
        letters: those that are not settled.
        why: it stands beside them.
        tell: called with how many more are done.

    Raises:
        KafkaError: the broker did not take the note.
    """
    producer = make_producer(broker)
    try:
        for some in _chunks(letters):
            _send(producer, [letter.settling("discarded", why) for letter in some])
            tell(len(some))
    finally:
        let_go(producer)


def _chunks(letters: Sequence[Letter]) -> list[Sequence[Letter]]:
    return [letters[place : place + _AT_ONCE] for place in range(0, len(letters), _AT_ONCE)]


def _send(producer: KafkaProducer, records: Sequence[tuple[object, ...]]) -> None:
    for future in [producer.send(*record) for record in records]:
        future.get(timeout=ACK_SECONDS)

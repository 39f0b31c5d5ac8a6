"""Sending dead letters again, and putting them away: each is acknowledged by the broker before it counts as done."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Final

from kafka.errors import KafkaError, MessageSizeTooLargeError

from shared.kafka.broker import Broker
from shared.kafka.clients import let_go, make_producer
from shared.kafka.sending import ACK_SECONDS, OutgoingRecord
from shared.ops.dead_letters.letters import Letter

_AT_ONCE: Final = 200  # letters in flight together


def why_not(letter: Letter, topics: Collection[str], largest: Mapping[str, int]) -> str | None:
    """Why a letter cannot be sent again; None: nothing that can be foreseen speaks against it.

    Args:
        letter: it.
        topics: those that there are.
        largest: how many bytes a record of a topic may have, as far as that is known.
    """
    if letter.settled is not None:
        return f"was {letter.settled.how} on {letter.settled.at:%Y-%m-%d}"
    if letter.value is None:
        return "was kept without its value: its sender must send it anew"
    if letter.topic not in topics:
        return f"there is no topic {letter.topic}, or none that this user may see"
    if letter.topic in largest and letter.again().content() > largest[letter.topic]:
        return _not_taken(letter, "it is too large")
    return None


def redrive(broker: Broker, letters: Sequence[Letter], tell: Callable[[int], None]) -> dict[str, str]:
    """Send letters again as they came, each to the topic it came from, and note that it was done.

    The note follows the broker's acknowledgement, so that whatever interrupts this, the worst is a letter sent twice,
    which has its effect once. One that the broker does not take holds up no other.

    Args:
        broker: where.
        letters: those of which `why_not` says nothing.
        tell: called with how many more are done.

    Returns:
        Why the broker never takes a letter, by the letter's name.

    Raises:
        KafkaError: the broker is away; those told of are done.
    """
    refused: dict[str, str] = {}
    for some in _chunks(letters):
        for unsent in _send_again(broker, some):  # behind a record that was refused, a producer refuses all
            for letter, error in _send_again(broker, [unsent]).items():
                if error.retriable:
                    raise error
                refused[letter.id] = _not_taken(letter, _words(error))
        tell(len(some))
    return refused


def _send_again(broker: Broker, letters: Sequence[Letter]) -> dict[Letter, KafkaError]:
    """Send, and note what was taken; returns what was not, and why."""
    errors = _send(broker, [letter.again() for letter in letters])
    taken = [letter for letter, error in zip(letters, errors, strict=True) if error is None]
    _note(broker, [letter.settling("redriven", None) for letter in taken])
    return {letter: error for letter, error in zip(letters, errors, strict=True) if error is not None}


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
    for some in _chunks(letters):
        _note(broker, [letter.settling("discarded", why) for letter in some])
        tell(len(some))


def _chunks(letters: Sequence[Letter]) -> list[Sequence[Letter]]:
    return [letters[place : place + _AT_ONCE] for place in range(0, len(letters), _AT_ONCE)]


def _note(broker: Broker, records: Sequence[OutgoingRecord]) -> None:
    for error in _send(broker, records):
        if error is not None:
            raise error


def _send(broker: Broker, records: Sequence[OutgoingRecord]) -> list[KafkaError | None]:
    """What became of each record, in order, by a producer of their own; None: the broker has it."""
    if not records:
        return []
    producer = make_producer(broker)
    try:
        futures = [producer.send(*record) for record in records]
        return [_outcome(future) for future in futures]
    finally:
        let_go(producer)


def _outcome(future: Any) -> KafkaError | None:  # noqa: ANN401  (untyped library)
    try:
        future.get(timeout=ACK_SECONDS)
    except KafkaError as error:
        return error
    return None


def _not_taken(letter: Letter, why: str) -> str:
    return f"{letter.topic} does not take it: {why}"


def _words(error: KafkaError) -> str:
    return "it is too large" if isinstance(error, MessageSizeTooLargeError) else type(error).__name__

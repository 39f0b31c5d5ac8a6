"""Letters whose place is taken: of a topic that keeps the latest record of each key, and no earlier one.

Sent again, an earlier record would be the latest: whoever reads the topic from its beginning would never hear of the
later one, though those who have read it know better.
"""

from collections.abc import Iterable
from typing import Any, Final

from kafka import KafkaConsumer

from shared.clock import EPOCH, of_epoch
from shared.events.catalogue import AGREEMENTS
from shared.ops.dead_letters.letters import Letter, records_of

COMPACTED: Final = frozenset({AGREEMENTS})


def overtaken(reader: KafkaConsumer, letters: Iterable[Letter], topics: Iterable[str]) -> dict[str, str]:
    """Why letters may not be sent again, by their names: a later record of the same key is on the topic.

    Args:
        reader: what reads.
        letters: those that are to be sent.
        topics: those that there are.

    Raises:
        Unfinished: a topic could not be read to its end.
    """
    asked = [letter for letter in letters if letter.topic in COMPACTED.intersection(topics)]
    keys = {(letter.topic, letter.key) for letter in asked}
    latest = {
        (record.topic, record.key): record
        for topic in {letter.topic for letter in asked}
        for record in records_of(reader, topic)
        if (record.topic, record.key) in keys
    }
    return {
        letter.id: f"{letter.topic} has a later record of {_shown(letter.key)}, whose place it would take: discard it"
        for letter in asked
        if _is_later(latest.get((letter.topic, letter.key)), letter)
    }


def _is_later(record: Any, letter: Letter) -> bool:  # noqa: ANN401  (untyped library)
    if record is None or record.value == letter.value:
        return False
    if letter.offset is not None:
        return bool(record.offset > letter.offset)
    return (of_epoch(record.timestamp) or EPOCH) > letter.at


def _shown(key: bytes | None) -> str:
    return (key or b"").decode(errors="replace")

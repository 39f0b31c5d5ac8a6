"""How far partitions go."""

from collections.abc import Sequence

from kafka import KafkaConsumer, TopicPartition
from kafka.errors import LeaderNotAvailableError

Offsets = dict[TopicPartition, int]


def bounds(reader: KafkaConsumer, partitions: Sequence[TopicPartition]) -> tuple[Offsets, Offsets]:
    """The offset of the first record of each partition, and the one that its next record will have.

    Raises:
        LeaderNotAvailableError: nobody says how far one of them goes; the client itself ends with a `KeyError` then.
    """
    try:
        return reader.beginning_offsets(partitions), reader.end_offsets(partitions)
    except KeyError as error:
        raise LeaderNotAvailableError(f"nobody says how far {error.args[0]} goes") from error

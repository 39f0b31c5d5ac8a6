"""How far partitions go, also when nobody says it."""

from types import SimpleNamespace
from typing import Any, cast

import pytest
from kafka import TopicPartition
from kafka.errors import KafkaError

from shared.kafka.offsets import bounds

HERE = TopicPartition("loftet.tips", 4)


def silent(_partitions: Any) -> Any:
    """As the client does for a partition of which no leader tells."""
    raise KeyError(HERE)


def test_a_partition_of_which_nobody_tells_is_an_error_of_the_brokers() -> None:
    reader = SimpleNamespace(beginning_offsets=lambda partitions: dict.fromkeys(partitions, 0), end_offsets=silent)

    with pytest.raises(KafkaError, match="nobody says how far"):
        bounds(cast(Any, reader), [HERE])

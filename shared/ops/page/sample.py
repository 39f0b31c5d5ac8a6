"""What the page knows of one moment. Counts are totals since a process or a topic began; rates come of two samples."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from shared.ops.groups import Lag


@dataclass(frozen=True, slots=True, kw_only=True)
class Relay:
    """One relay: events sent and skipped, when the latest change on Kafka was made, and how old the next one is."""

    sent: float = 0
    skipped: float = 0
    position: datetime | None = None
    age: float = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What a process says of itself in its metrics.

    Attributes:
        service: whose requests it answers, or None: it has answered none.
        started: when it began.
        well: each thing that it rests on, and whether that is well.
        requests, failed: answered requests, and those of them that ended in 5xx.
        answered: of each bucket of seconds, how many requests were answered within it.
        relays: by name.
        deliveries: attempts to deliver, by channel and outcome.
        waiting: deliveries that were tried in vain and wait, by channel.
    """

    service: str | None = None
    started: datetime | None = None
    well: Mapping[str, bool] = field(default_factory=dict)
    requests: float = 0
    failed: float = 0
    answered: Mapping[float, float] = field(default_factory=dict)
    relays: Mapping[str, Relay] = field(default_factory=dict)
    deliveries: Mapping[tuple[str, str], float] = field(default_factory=dict)
    waiting: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """A process that was asked: its figures, or why there are none."""

    name: str
    figures: Figures | None = None
    wrong: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kafka:
    """What the broker says.

    Attributes:
        held: how many records each declared topic holds.
        ends: how many it has ever been given: the sum of its partitions' ends.
        missing: declared topics that are not there.
        lags: who has read how far.
    """

    held: Mapping[str, int]
    ends: Mapping[str, int]
    missing: tuple[str, ...]
    lags: tuple[Lag, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One look at everything.

    Attributes:
        at: when.
        processes: in the order of the configuration.
        kafka: what the broker says, or None: it says nothing.
        away: why it says nothing.
    """

    at: datetime
    processes: tuple[Process, ...]
    kafka: Kafka | None
    away: str | None = None

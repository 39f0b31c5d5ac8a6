"""The rows of the operator's page: what stands in each of its lists and tables."""

from dataclasses import dataclass

from shared.ops.groups import Lag
from shared.ops.page.plots import Plot
from shared.ops.page.sample import Process, Relay


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicRow:
    """A topic: how many records it holds, how many came each minute of late, and in the hour."""

    name: str
    there: bool
    held: int
    each_minute: float
    in_hour: float
    plot: Plot


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A partition that a group reads."""

    lag: Lag
    plot: Plot


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRow:
    """A topic that a group reads, partition by partition."""

    topic: str
    records: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A group of readers. ``top``: how many records the top of each of its plots stands for."""

    name: str
    service: str
    records: int
    read: bool
    top: float
    rows: tuple[GroupRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RelayRow:
    """A relay of a process, and how many events it sent. ``answers``: whether it is as of now; else as it last told."""

    name: str
    process: str
    answers: bool
    relay: Relay
    sent: float
    plot: Plot


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessRow:
    """A process: how it is, and what it answered in the last minute."""

    process: Process
    unwell: tuple[str, ...]
    each_minute: float


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeRow:
    """Deliveries with one outcome: in the hour, and since their worker began; None: it does not answer."""

    outcome: str
    in_hour: float
    since_start: float | None
    plot: Plot

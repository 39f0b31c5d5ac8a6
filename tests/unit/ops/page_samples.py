"""Samples of a moment for tests of the operator's page: all well, but for what a test changes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from shared.ops.groups import Lag
from shared.ops.page.sample import Figures, Kafka, Process, Relay, Sample

NOW = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)
EVERY = 10
GROUP = "loftet.reports.projector"
TOPIC = "loftet.activities"


def lag(**changes: Any) -> Lag:
    usual: dict[str, Any] = {
        "group": GROUP,
        "topic": TOPIC,
        "partition": 0,
        "committed": 100,
        "end": 100,
        "records": 0,
        "member": "/127.0.0.1",
    }
    return Lag(**usual | changes)


def figures(**changes: Any) -> Figures:
    well = {"kafka": True, "mongodb": True}
    return Figures(well=well, relays={"reports": Relay(sent=5, position=NOW)}, **changes)


def kafka(*lags: Lag, **changes: Any) -> Kafka:
    usual: dict[str, Any] = {"held": {TOPIC: 100}, "ends": {TOPIC: 100}, "missing": ()}
    return Kafka(lags=lags or (lag(),), **usual | changes)


def sample(number: int = 0, **changes: Any) -> Sample:
    """The so many-th look."""
    usual: dict[str, Any] = {
        "processes": (Process(name="reports-worker", figures=figures()),),
        "kafka": kafka(),
    }
    return Sample(at=NOW + timedelta(seconds=EVERY * number), **usual | changes)


def worker(told: Figures) -> tuple[Process, ...]:
    return (Process(name="reports-worker", figures=told),)


def looks(count: int, **changes: Any) -> list[Sample]:
    """So many looks that saw the same."""
    return [replace(sample(**changes), at=NOW + timedelta(seconds=EVERY * number)) for number in range(count)]

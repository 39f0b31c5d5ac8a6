"""What samples say of processes, deliveries and groups of readers, as findings and the page ask it."""

from collections.abc import Callable, Sequence
from typing import Final

from shared.ops.groups import Lag
from shared.ops.page.history import grown, since
from shared.ops.page.sample import Figures, Kafka, Process, Sample

STILL_SECONDS: Final = 60.0  # nothing read for so long, though records wait: ConsumerStuck


def by_outcome(samples: Sequence[Sample]) -> dict[str, dict[str, float]]:
    """How many attempts to deliver there were over the samples, by channel and outcome."""
    found: dict[str, dict[str, float]] = {}
    for (_, channel, outcome), count in grown(samples, deliveries_of).items():
        of = found.setdefault(channel, {})
        of[outcome] = of.get(outcome, 0) + count
    return found


def deliveries_of(sample: Sample) -> dict[tuple[str, str, str], float]:
    """Attempts to deliver by process, channel and outcome, since the process began."""
    return {
        (process.name, *key): count
        for process, figures in answering(sample)
        for key, count in figures.deliveries.items()
    }


def answering(sample: Sample) -> list[tuple[Process, Figures]]:
    """The processes that answered, with what they said."""
    return [(each, each.figures) for each in sample.processes if each.figures]


def requests_of(sample: Sample, pick: Callable[[Figures], float]) -> dict[str, float]:
    """A count of requests by process, of those that answer any."""
    return {process.name: pick(figures) for process, figures in answering(sample) if figures.service}


def by_group(kafka: Kafka) -> dict[str, list[Lag]]:
    """Lag by group of readers."""
    found: dict[str, list[Lag]] = {}
    for each in kafka.lags:
        found.setdefault(each.group, []).append(each)
    return found


def is_unread(samples: Sequence[Sample], group: str) -> bool:
    """Whether nobody read for a group at the last two looks: those who join it share its partitions anew."""
    looks = [each.kafka for each in samples[-2:]]
    return all(look and all(lag.member is None for lag in look.lags if lag.group == group) for look in looks)


def still(samples: Sequence[Sample], group: str) -> list[Lag]:
    """The partitions of a group on which some have waited for a minute and none was read, whatever others do."""
    lately = [each.kafka for each in since(samples, STILL_SECONDS + 30) if each.kafka]
    first, last = lately[0], lately[-1]
    seen = (samples[-1].at - next(each.at for each in samples if each.kafka is first)).total_seconds()
    if seen < STILL_SECONDS:
        return []
    waited = {
        (each.topic, each.partition, each.committed) for each in first.lags if each.group == group and each.records
    }
    return [
        each
        for each in last.lags
        if each.group == group and each.records and (each.topic, each.partition, each.committed) in waited
    ]

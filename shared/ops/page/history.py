"""The last hour, sample by sample, and what can be said of it: how much counts have grown, and how values went."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Final, TypeVar

from shared.ops.page.sample import Sample

KEPT_SECONDS: Final = 3600.0

_K = TypeVar("_K", bound=Hashable)

Counts = Callable[[Sample], Mapping[_K, float]]


def since(samples: Sequence[Sample], seconds: float) -> Sequence[Sample]:
    """The samples of the last so many seconds."""
    return [each for each in samples if (samples[-1].at - each.at).total_seconds() <= seconds]


def grown(samples: Sequence[Sample], counts: Counts[_K]) -> dict[_K, float]:
    """How much each count has grown over the samples."""
    total: dict[_K, float] = {}
    for step in steps(samples, counts):
        for key, value in step.items():
            total[key] = total.get(key, 0) + value
    return total


def steps(samples: Sequence[Sample], counts: Counts[_K]) -> list[dict[_K, float]]:
    """How much each count grew from each sample to the next.

    A count that is less than before began anew with its process, and has grown to what it is. One that was not there
    before has not grown: nobody knows since when it is what it is.
    """
    found = []
    before: Mapping[_K, float] = {}
    for sample in samples:
        now = counts(sample)
        found.append({key: _growth(before[key], value) for key, value in now.items() if key in before})
        before = {**before, **now}
    return found[1:]


def seconds_of(samples: Sequence[Sample]) -> float:
    """How long a time the samples cover; never nothing."""
    return max(1.0, (samples[-1].at - samples[0].at).total_seconds()) if samples else 1.0


def _growth(before: float, now: float) -> float:
    return now - before if now >= before else now

"""The page as the template shows it: rows of words and numbers, each with the plot of its hour."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from shared.events.catalogue import DEAD_LETTER_SERVICES
from shared.ops.groups import Lag
from shared.ops.page.findings import Finding, findings
from shared.ops.page.history import grown, seconds_of, since, steps
from shared.ops.page.latest import Known
from shared.ops.page.plots import plot
from shared.ops.page.rows import Cell, Group, GroupRow, OutcomeRow, ProcessRow, RelayRow, TopicRow
from shared.ops.page.sample import Figures, Sample
from shared.ops.page.seen import by_outcome, deliveries_of

OUTCOMES: Final = ("delivered", "retried", "failed", "suppressed")
_A_MINUTE: Final = 60.0
_NARROWEST: Final = 10.0  # minutes that a plot covers when less has been seen
_LEAST_TOP: Final = 10  # of plots of lag: a record or two shall not look like a mountain


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """All that the page shows.

    Attributes:
        at: when it was seen.
        span: the time that it has been looked for, in which things are counted: `the hour` at most.
        width: the time that each plot covers.
    """

    at: datetime
    span: str
    width: str
    findings: tuple[Finding, ...]
    processes: tuple[ProcessRow, ...]
    groups: tuple[Group, ...]
    topics: tuple[TopicRow, ...]
    relays: tuple[RelayRow, ...]
    outcomes: tuple[OutcomeRow, ...]
    known: Known
    kafka: bool

    @property
    def urgent(self) -> int:
        """How many things somebody would be woken for."""
        return sum(each.urgent for each in self.findings)


def view(samples: Sequence[Sample], known: Known, seconds: int) -> View:
    """What the page shows.

    Args:
        samples: oldest first, at least one.
        known: what has come of late.
        seconds: from one sample to the next.
    """
    minutes = seconds_of(samples) / 60
    slots = max(len(samples), int(_NARROWEST * 60 / seconds))
    return View(
        at=samples[-1].at,
        span=_told(minutes),
        width=_told(max(minutes, _NARROWEST)).removeprefix("the "),
        findings=tuple(findings(samples, known)),
        processes=tuple(_processes(samples)),
        groups=tuple(_groups(samples, slots)),
        topics=tuple(_topics(samples, slots)),
        relays=tuple(_relays(samples, slots)),
        outcomes=tuple(_outcomes(samples, slots)),
        known=known,
        kafka=samples[-1].kafka is not None,
    )


def _processes(samples: Sequence[Sample]) -> Iterable[ProcessRow]:
    lately = since(samples, _A_MINUTE)
    asked = grown(lately, lambda sample: {name: figures.requests for name, figures in _figures(sample)})
    for process in samples[-1].processes:
        well = process.figures.well if process.figures else {}
        yield ProcessRow(
            process=process,
            unwell=tuple(check for check, is_well in well.items() if not is_well),
            each_minute=asked.get(process.name, 0) * 60 / seconds_of(lately),
        )


def _groups(samples: Sequence[Sample], slots: int) -> Iterable[Group]:
    """By service, as data flows. Each plot of a group has the same top, so that they can be held against each other."""
    kafka = samples[-1].kafka
    went = _lags_by_partition(samples)
    groups: dict[str, list[Lag]] = {}
    for each in kafka.lags if kafka else ():
        groups.setdefault(each.group, []).append(each)
    for name in sorted(groups, key=lambda each: (_place(each), each)):
        lags = groups[name]
        most = max(max(went[name, each.topic, each.partition]) for each in lags)
        top = max(most, _LEAST_TOP)
        topics = list(dict.fromkeys(each.topic for each in lags))
        yield Group(
            name=name,
            service=name.split(".")[1],
            records=sum(each.records for each in lags),
            read=any(each.member for each in lags),
            top=top,
            rows=tuple(_row(name, topic, lags, went, slots, top) for topic in topics),
        )


def _row(
    group: str,
    topic: str,
    lags: Sequence[Lag],
    went: dict[tuple[str, str, int], list[int]],
    slots: int,
    top: float,
) -> GroupRow:
    own = [each for each in lags if each.topic == topic]
    cells = tuple(Cell(lag=each, plot=plot(went[group, topic, each.partition], slots, top)) for each in own)
    return GroupRow(topic=topic, records=sum(each.records for each in own), cells=cells)


def _lags_by_partition(samples: Sequence[Sample]) -> dict[tuple[str, str, int], list[int]]:
    found: dict[tuple[str, str, int], list[int]] = {}
    for sample in samples:
        for each in sample.kafka.lags if sample.kafka else ():
            found.setdefault((each.group, each.topic, each.partition), []).append(each.records)
    return found


def _topics(samples: Sequence[Sample], slots: int) -> Iterable[TopicRow]:
    kafka = samples[-1].kafka
    if kafka is None:
        return
    lately = since(samples, _A_MINUTE)
    of_late, in_hour, each_step = grown(lately, _ends), grown(samples, _ends), steps(samples, _ends)
    for name, held in kafka.held.items():
        yield TopicRow(
            name=name,
            there=name not in kafka.missing,
            held=held,
            each_minute=of_late.get(name, 0) * 60 / seconds_of(lately),
            in_hour=in_hour.get(name, 0),
            plot=plot([step.get(name, 0) for step in each_step], slots),
        )


def _relays(samples: Sequence[Sample], slots: int) -> Iterable[RelayRow]:
    in_hour, each_step = grown(samples, _sent), steps(samples, _sent)
    last: dict[str, Figures] = dict(each for sample in samples for each in _figures(sample))
    for process in samples[-1].processes:
        for name, relay in last[process.name].relays.items() if process.name in last else ():
            key = (process.name, name)
            yield RelayRow(
                name=name,
                process=process.name,
                answers=process.figures is not None,
                relay=relay,
                sent=in_hour.get(key, 0),
                plot=plot([step.get(key, 0) for step in each_step], slots),
            )


def _outcomes(samples: Sequence[Sample], slots: int) -> Iterable[OutcomeRow]:
    in_hour, each_step = by_outcome(samples), steps(samples, deliveries_of)
    now = deliveries_of(samples[-1])
    for outcome in OUTCOMES:
        went = [sum(count for (*_, each), count in step.items() if each == outcome) for step in each_step]
        yield OutcomeRow(
            outcome=outcome,
            in_hour=sum(of.get(outcome, 0) for of in in_hour.values()),
            since_start=sum(count for (*_, each), count in now.items() if each == outcome) if now else None,
            plot=plot(went, slots),
        )


def _ends(sample: Sample) -> dict[str, float]:
    return dict(sample.kafka.ends) if sample.kafka else {}


def _sent(sample: Sample) -> dict[tuple[str, str], float]:
    return {(name, relay): each.sent for name, figures in _figures(sample) for relay, each in figures.relays.items()}


def _figures(sample: Sample) -> list[tuple[str, Figures]]:
    return [(each.name, each.figures) for each in sample.processes if each.figures]


def _told(minutes: float) -> str:
    return "the hour" if minutes > 59 else "the minute" if minutes < 1.5 else f"{minutes:.0f} minutes"


def _place(group: str) -> int:
    service = group.split(".")[1]
    return DEAD_LETTER_SERVICES.index(service) if service in DEAD_LETTER_SERVICES else len(DEAD_LETTER_SERVICES)

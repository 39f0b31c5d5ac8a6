"""What is wrong, as the alerts of deploy/prometheus would have it, of what the page has seen: the worst first.

An alert waits for minutes before it wakes somebody. Whoever looks at the page is awake, so it tells at once; only that
nothing moves takes a minute to be seen.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from shared.events.catalogue import DEAD_LETTER_SERVICES
from shared.ops.counted import counted
from shared.ops.page.history import grown, since
from shared.ops.page.latest import Known
from shared.ops.page.sample import Sample
from shared.ops.page.seen import answering, by_group, by_outcome, is_unread, requests_of, still

MANY_WAIT: Final = 1_000  # as LagGrows
MANY_STARTS: Final = 3  # as ProcessRestarts: three restarts are four starts
OLD_SECONDS: Final = 60.0  # as RelayBehind
FAILED_SHARE: Final = 0.01  # as ServerErrors
SLOW_SECONDS: Final = 1.0  # as SlowAnswers
SLOW_SHARE: Final = 0.01
_LATELY: Final = 300.0
_DOCTOR: Final = "loftet doctor notifications"
_QUARTER: Final = 900.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong.

    Attributes:
        alert: the alert that is about this, and its page in docs/runbook; None: there is none.
        urgent: whether somebody is woken for it.
        what: what is wrong, in a sentence.
        do: what to do first.
        command: what to run, if there is a command for it.
    """

    alert: str | None
    urgent: bool
    what: str
    do: str
    command: str | None = None


def findings(samples: Sequence[Sample], known: Known) -> list[Finding]:
    """All that is wrong; nothing when all is well.

    Args:
        samples: oldest first, at least one.
        known: what has come of late.
    """
    found = [finding for rule in _RULES for finding in rule(samples)] + list(_dead_letters(known))
    return sorted(found, key=lambda each: not each.urgent)


def _kafka_away(samples: Sequence[Sample]) -> Iterator[Finding]:
    if away := samples[-1].away:
        do = "Start the broker again, or mend what the line says; all that rests on it goes on by itself then."
        what = away if away.endswith("?") else f"{away}."
        yield Finding(alert="NotWell", urgent=True, what=what, do=do, command="loftet doctor reports")


def _process_down(samples: Sequence[Sample]) -> Iterator[Finding]:
    for process in samples[-1].processes:
        if process.wrong:
            yield Finding(
                alert="ProcessDown",
                urgent=True,
                what=f"{process.name}: {process.wrong}.",
                do="Read its log, end it if it hangs, and start it again: it goes on where it was; nothing is lost.",
            )


def _restarts(samples: Sequence[Sample]) -> Iterator[Finding]:
    begun: dict[str, set[datetime]] = {}
    for sample in since(samples, _QUARTER):
        for process, figures in answering(sample):
            if figures.started:
                begun.setdefault(process.name, set()).add(figures.started)
    for name, starts in begun.items():
        if len(starts) > MANY_STARTS:
            what = f"{name} has ended and begun again {counted(len(starts) - 1, 'time')} within a quarter of an hour."
            do = "Read how its log ended. TooManyDeadLetters asks for code that reads what came."
            yield Finding(alert="ProcessRestarts", urgent=True, what=what, do=do)


def _not_well(samples: Sequence[Sample]) -> Iterator[Finding]:
    """One finding for all that miss the same: what is behind it is mended once."""
    missed: dict[str, list[str]] = {}
    for process, figures in answering(samples[-1]):
        for check in _roots([check for check, well in figures.well.items() if not well]):
            missed.setdefault(check, []).append(process.name)
    for check, names in missed.items():
        one = len(names) == 1
        what = f"{_and(names)} {'misses what it rests' if one else 'miss what they rest'} on: {check}."
        until = "it answers 503, waits, or will soon" if one else "they answer 503, wait, or will soon"
        service = names[0].partition(" ")[0].partition("-")[0]
        command = f"loftet doctor {service}" if service in DEAD_LETTER_SERVICES else None
        yield Finding(
            alert="NotWell",
            urgent=True,
            what=what,
            do=f"Bring it back; /health/ready says more. Until then {until}.",
            command=command,
        )


def _missing_topics(samples: Sequence[Sample]) -> Iterator[Finding]:
    kafka = samples[-1].kafka
    if kafka and kafka.missing:
        what = f"The broker has no topic {', '.join(kafka.missing)}."
        yield Finding(
            alert="NotWell", urgent=True, what=what, do="Create what is missing.", command="loftet topics create"
        )


def _stuck(samples: Sequence[Sample]) -> Iterator[Finding]:
    """A group that nobody reads for, or one that has read none of a partition for a minute though some wait."""
    kafka = samples[-1].kafka
    for group, lags in by_group(kafka).items() if kafka else ():
        waiting = sum(each.records for each in lags)
        service = group.split(".")[1]
        command = f"loftet lag --service {service}"
        if is_unread(samples, group):
            what = f"Nobody reads for {group}: {_records(waiting)}."
            do = f"Start {service}-worker, or read why it ended in its log."
            yield Finding(alert="ConsumerStuck", urgent=True, what=what, do=do, command=command)
        elif stuck := still(samples, group):
            topics = ", ".join(sorted({each.topic for each in stuck}))
            waiting = sum(each.records for each in stuck)
            what = f"{group} has read nothing of {topics} for a minute: {_records(waiting)}."
            do = f"The log of {service}-worker says what it waits for. Says it nothing, it hangs: end it, and start it."
            yield Finding(alert="ConsumerStuck", urgent=True, what=what, do=do, command=command)


def _behind(samples: Sequence[Sample]) -> Iterator[Finding]:
    kafka = samples[-1].kafka
    waiting: dict[tuple[str, str], int] = {}
    for each in kafka.lags if kafka else ():
        waiting[each.group, each.topic] = waiting.get((each.group, each.topic), 0) + each.records
    for (group, topic), records in waiting.items():
        if records > MANY_WAIT:
            service = group.split(".")[1]
            do = f"If it goes down, wait. If it grows, start another {service}-worker: they share the partitions."
            what = f"{group} is {counted(records, 'record')} behind on {topic}."
            command = f"loftet lag --service {service} --watch 2"
            yield Finding(alert="LagGrows", urgent=True, what=what, do=do, command=command)


def _relays(samples: Sequence[Sample]) -> Iterator[Finding]:
    for process, figures in answering(samples[-1]):
        for name, relay in figures.relays.items():
            if relay.age > OLD_SECONDS:
                what = f"What {name} has stored is not on Kafka after {relay.age:.0f} seconds."
                do = f"Is the broker well? The log of {process.name} says what the relay waits for."
                yield Finding(alert="RelayBehind", urgent=True, what=what, do=do, command="loftet topics list")
            if relay.skipped:
                what = f"The relay {name} has skipped {counted(round(relay.skipped), 'event')} that can never be sent."
                line = "an event that can never be sent is skipped"
                do = f"Readers do not have them: find `{line}` in the log of {process.name}."
                yield Finding(alert="RelaySkipped", urgent=True, what=what, do=do)


def _errors(samples: Sequence[Sample]) -> Iterator[Finding]:
    asked = grown(since(samples, _LATELY), lambda each: requests_of(each, lambda figures: figures.requests))
    failed = grown(since(samples, _LATELY), lambda each: requests_of(each, lambda figures: figures.failed))
    for name, count in failed.items():
        if count > FAILED_SHARE * asked.get(name, 0):
            what = f"{name} answered {count:.0f} of its last {asked[name]:.0f} requests with 5xx."
            do = "Its log names each with its trace; what it rests on may be away."
            yield Finding(alert="ServerErrors", urgent=True, what=what, do=do)


def _slow(samples: Sequence[Sample]) -> Iterator[Finding]:
    asked = grown(since(samples, _QUARTER), lambda each: requests_of(each, lambda figures: figures.requests))
    quick = grown(
        since(samples, _QUARTER),
        lambda each: requests_of(each, lambda figures: figures.answered.get(SLOW_SECONDS, figures.requests)),
    )
    for name, count in asked.items():
        slow = count - quick.get(name, count)
        if slow > SLOW_SHARE * count:
            what = f"{name} took more than a second for {slow:.0f} of its last {count:.0f} answers."
            do = "Is the machine or the database busy? More processes help only if it is the first."
            yield Finding(alert="SlowAnswers", urgent=False, what=what, do=do)


def _deliveries(samples: Sequence[Sample]) -> Iterator[Finding]:
    """Of what is sent over each channel, apart: what arrives over one says nothing of another."""
    for channel, count in by_outcome(since(samples, _QUARTER)).items():
        wrong, arrived = count.get("failed", 0) + count.get("retried", 0), count.get("delivered", 0)
        if wrong > arrived:
            what = f"More deliveries by {channel} fail than arrive: {wrong:.0f} against {arrived:.0f} in 15 minutes."
            do = "Is the other side there? What failed for good, and why, stands below."
            yield Finding(alert="DeliveriesFail", urgent=False, what=what, do=do, command=_DOCTOR)


def _waiting(samples: Sequence[Sample]) -> Iterator[Finding]:
    """What waits for a mail relay that is away: its attempts are up to a day apart."""
    waits: dict[str, float] = {}
    for _, figures in answering(samples[-1]):
        waits = {**waits, **{channel: max(count, waits.get(channel, 0)) for channel, count in figures.waiting.items()}}
    arrived = by_outcome(since(samples, 2 * _QUARTER))
    for channel, count in waits.items():
        if channel != "webhook" and count and not arrived.get(channel, {}).get("delivered"):
            told = counted(round(count), "delivery", "deliveries")
            what = f"{told} by {channel} tried in vain, to be tried again; none has arrived lately."
            do = "Is the relay there, and does it take the login? Attempts grow apart, up to a day."
            yield Finding(alert="DeliveriesWait", urgent=False, what=what, do=do, command=_DOCTOR)


def _dead_letters(known: Known) -> Iterator[Finding]:
    services = sorted({letter.service for letter in known.letters})
    for service in services:
        waiting = [letter for letter in known.letters if letter.service == service]
        topics = ", ".join(sorted({letter.topic for letter in waiting}))
        one = len(waiting) == 1
        what = f"{service} set {len(waiting)} record{'' if one else 's'} of {topics} aside"
        yield Finding(
            alert="DeadLetters",
            urgent=False,
            what=f"{what}; {'it waits' if one else 'they wait'} for somebody.",
            do="Their reasons stand below. Send again what can be read now, and put the rest away with a reason.",
            command=f"loftet dead-letters list --service {service}",
        )


_RULES: Final[tuple[Callable[[Sequence[Sample]], Iterator[Finding]], ...]] = (
    _kafka_away,
    _process_down,
    _restarts,
    _not_well,
    _missing_topics,
    _stuck,
    _behind,
    _relays,
    _errors,
    _slow,
    _deliveries,
    _waiting,
)


def last_look(samples: Sequence[Sample], now: datetime | None = None) -> float:
    """How many seconds ago the latest sample was taken."""
    return ((now or datetime.now(UTC)) - samples[-1].at).total_seconds()


def _roots(unwell: Sequence[str]) -> Sequence[str]:
    """What else is unwell, when what all rests on is away, is so for that."""
    return [check for check in unwell if check in ("kafka", "mongodb")] or unwell


def _and(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _records(count: int) -> str:
    return "no record waits" if count == 0 else counted(count, "record waits", "records wait")

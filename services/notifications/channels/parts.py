"""The parts of a letter: facts in rows, and lists of what is missing."""

from collections.abc import Iterator
from typing import NamedTuple

from services.notifications.channels.language import Language
from services.notifications.domain.notice import (
    ActivityFacts,
    AgreementFacts,
    CommitmentLine,
    MeasureFacts,
    Notice,
    PauseFacts,
    StatusFacts,
    TipFacts,
    WindowLine,
)


class Fact(NamedTuple):
    """A name and what is so."""

    name: str
    value: str


class Item(NamedTuple):
    """A line of a list: its text, more of it, and where it leads; either may be empty."""

    text: str
    more: str = ""
    link: str = ""


class Part(NamedTuple):
    """A list under a title."""

    title: str
    lines: tuple[Item, ...]


def facts(notice: Notice, language: Language) -> Iterator[Fact]:
    """The rows of what a notice tells."""
    for name, value in _rows(notice, language):
        if value:
            yield Fact(language.name(name), value)


def lacking(status: StatusFacts, language: Language) -> Iterator[Part]:
    """The commitments, where there are several, and what is missing of them."""
    several = len(status.commitments) > 1
    if several:
        lines = (
            f"{language.own(each.title)}: {language.state(each.state)}. {language.own(each.explanation)}"
            for each in status.commitments
        )
        yield Part(language.name("commitments"), tuple(map(Item, lines)))
    missing = [(each, window) for each in status.commitments for window in each.lacking]
    yield Part(language.name("lacking"), tuple(Item(_window(*each, several, language)) for each in missing))


def _rows(notice: Notice, language: Language) -> Iterator[tuple[str, str]]:
    if notice.pause is not None:
        yield from _of_pause(notice.pause, language)
    if notice.activity is not None:
        yield from _of_activity(notice.activity, language)
    if notice.status is not None:
        yield from _of_status(notice.status, language)
    if notice.tip is not None:
        yield from _of_tip(notice.tip, language)
    if notice.measure is not None:
        yield from _of_measure(notice.measure, language)
    if notice.agreement is not None:
        yield from _of_agreement(notice.agreement, language)
    if notice.endpoint is not None and notice.endpoint.reason:
        yield "reason", language.reason(notice.endpoint.reason)


def _of_pause(pause: PauseFacts, language: Language) -> Iterator[tuple[str, str]]:
    yield "paused_until", language.day(pause.until)
    yield "reason", language.own(pause.reason)
    yield "told_by", pause.party or ""


def _of_activity(activity: ActivityFacts, language: Language) -> Iterator[tuple[str, str]]:
    yield "reason", language.own(activity.reason)
    yield "what", language.own(activity.title)
    yield "when", language.span(activity.span)
    yield "where", language.own(activity.place)
    yield "took_part", language.own(", ".join(activity.participants)) if activity.state == "completed" else ""
    yield "quantity", language.number(activity.quantity) if activity.quantity != 1 else ""
    yield "outcome", language.own(activity.outcome)


def _of_status(status: StatusFacts, language: Language) -> Iterator[tuple[str, str]]:
    yield "now", language.state(status.state) + (f" ({language.name('late')})" if status.late else "")
    yield "before", language.state(status.previous) if status.previous else ""
    yield "because", language.own(status.explanation)
    yield "next", language.day(status.next_due) if status.next_due else ""


def _of_tip(tip: TipFacts, language: Language) -> Iterator[tuple[str, str]]:
    yield "about", language.category(tip.category)
    yield "area", language.own(tip.area)
    yield "received", language.moment(tip.received_at)
    yield "number", tip.id


def _of_measure(measure: MeasureFacts, language: Language) -> Iterator[tuple[str, str]]:
    yield "reason", language.own(measure.reason)
    yield "what", language.own(measure.title)
    yield "description", language.own(measure.description)
    yield "area", language.own(measure.area)
    yield "responsible", language.own(measure.responsible)
    yield "due", language.day(measure.due_on) if measure.due_on else ""


def _of_agreement(agreement: AgreementFacts, language: Language) -> Iterator[tuple[str, str]]:
    yield "reason", language.own(agreement.reason)
    yield "period", f"{language.day(agreement.period.start)} – {language.day(agreement.period.end)}"


def _window(commitment: CommitmentLine, window: WindowLine, several: bool, language: Language) -> str:
    of = f"{commitment.title}, " if several else ""
    left = ", ".join(language.audience(each) for each in window.missing)
    reach = f", {language.name('left')}: {left}" if left else ""
    when = language.name("by" if window.state == "open" else "passed")
    return f"{language.own(f'{of}{window.label}: {window.summary}')}{reach} ({when} {language.day(window.end)})"

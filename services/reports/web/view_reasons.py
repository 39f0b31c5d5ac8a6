"""Why a promise stands as it does: what was counted and what was not, what would change it, and how it has changed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from services.reports.domain.explained import Considered, ExplainedCommitment, ToldActivity
from services.reports.domain.history import StateChange
from services.reports.web.language import say, spoken
from services.reports.web.page import Told
from services.reports.web.words import window_in_words
from shared.clock import local_day
from shared.events.record import Words
from shared.events.status import State, WindowState

MOST_NAMED = 8  # so many activities of a window are named; the rest are counted
MOST_PASSED = 40  # so many, the latest, of those that do not count are told with their reason


@dataclass(frozen=True, slots=True)
class Passed:
    """An activity that was considered and does not count, and why; ``said`` is what its party said of it."""

    day: date
    title: str
    reason: str
    said: str | None


@dataclass(frozen=True, slots=True)
class WindowReason:
    """A window in words, the first of the activities counted in it, and how many more there are."""

    state: WindowState
    words: str
    counted: tuple[ToldActivity, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Reasons:
    """A commitment: the rule that decided, its windows that have begun, and what was considered without counting.

    ``passed`` are the latest of those, ``passed_total`` how many there are.
    """

    title: str
    rule: str
    windows: tuple[WindowReason, ...]
    passed: tuple[Passed, ...]
    passed_total: int


@dataclass(frozen=True, slots=True)
class Change:
    """A change of state on a day, and what caused it; None: an amendment took the promise away."""

    day: date
    state: State | None
    cause: str


@dataclass(frozen=True, slots=True)
class ToldView:
    """Why a promise stands as it does, what would change that, and its changes so far, the latest first."""

    reasons: tuple[Reasons, ...]
    prospects: tuple[str, ...]
    changes: tuple[Change, ...]


def told_view(told: Told, titles: Mapping[str, str]) -> ToldView:
    """What is told of a promise; ``titles`` are those of the activities that can be named, by id."""
    return ToldView(
        reasons=tuple(_reasons(commitment) for commitment in told.explanation.commitments),
        prospects=tuple(_words(prospect.words) for prospect in told.explanation.prospects),
        changes=tuple(_change(change, titles) for change in reversed(told.history)),
    )


def _reasons(commitment: ExplainedCommitment) -> Reasons:
    begun = [one for one in commitment.windows if one.window.state != "upcoming" or one.considered.counted]
    everywhere = [*(one.considered for one in commitment.windows), commitment.considered]
    return Reasons(
        title=commitment.title,
        rule=_words(commitment.rule.words),
        windows=tuple(
            WindowReason(one.window.state, window_in_words(one.window), *_named(one.considered)) for one in begun
        ),
        passed=_passed(everywhere)[-MOST_PASSED:],
        passed_total=sum(each.not_counted_total for each in everywhere),
    )


def _named(considered: Considered) -> tuple[tuple[ToldActivity, ...], int]:
    named = considered.counted[:MOST_NAMED]
    return named, considered.counted_total - len(named)


def _passed(considered: Iterable[Considered]) -> tuple[Passed, ...]:
    found = [one for each in considered for one in each.not_counted]
    ordered = sorted(found, key=lambda one: one.start)
    return tuple(Passed(one.day, one.title, _words(one.words) if one.words else "", one.said) for one in ordered)


def _change(change: StateChange, titles: Mapping[str, str]) -> Change:
    return Change(local_day(change.at), change.state, _cause(change, titles))


def _cause(change: StateChange, titles: Mapping[str, str]) -> str:
    cause = change.cause
    if cause.kind == "clock" and cause.activity is None:
        return say("Tiden gick.")
    if cause.activity is None:
        return say("Löftena publicerades eller ändrades.")
    title = titles.get(cause.activity)
    if cause.kind == "clock":  # what was held back
        return say("”{title}” blev offentlig.", title=title) if title else say("En aktivitet blev offentlig.")
    return say("”{title}” rapporterades.", title=title) if title else say("En aktivitet rapporterades.")


def _words(words: Words) -> str:
    return words.en if spoken() == "en" else words.sv

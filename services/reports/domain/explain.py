"""Why a commitment is in its state, in Swedish sentences that a resident can read.

What is said follows from the state, the windows and the days alone, never from how long there is left: an
explanation holds for as long as its status does.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.reports.domain.judge import until
from services.reports.domain.words import Noun, day_in_words, joined, noun, number, one_of, per_span, spans_in_words
from shared.events.agreement import Commitment, Period, Target
from shared.events.status import WindowStatus
from shared.windows import WHOLE_PERIOD

MAX_TOLD_ONE_BY_ONE = 4
MAX_NAMED = 12


@dataclass(frozen=True, slots=True)
class Story:
    """What there is to tell of a commitment beside its windows.

    Attributes:
        in_effect: the days on which the agreement holds.
        closed_on: the last day of an agreement that was ended early, once it has passed.
        curtailed: the windows that were cut short by that, unmet.
        since: when an amendment added it.
    """

    activities: int
    last_day: date | None
    in_effect: Period
    closed_on: date | None = None
    curtailed: Sequence[WindowStatus] = ()
    since: date | None = None


def explain(
    commitment: Commitment, rule: str, windows: Sequence[WindowStatus], story: Story, *, unplanned: bool
) -> str:
    """Why the rule applied; `unplanned`: the open window is closing and nothing is planned in it."""
    if rule == "period-not-begun":
        return f"Perioden börjar {story.in_effect.start}."
    target = commitment.target
    if target is None:
        return " ".join(["Åtagandet anger inget mått.", *_without_measure(rule, story)])
    windows = [until(window, story.in_effect.end) if window.state == "open" else window for window in windows]
    curtailed = {window.start for window in story.curtailed}
    asking = [window for window in windows if window.state != "asks_nothing" or window.start in curtailed]
    idle = [_idle(window) for window in windows if window.state == "asks_nothing" and window.start not in curtailed]
    if not asking:
        return " ".join([*idle, *_without_measure(rule, story)])
    counted = noun(commitment)
    told = (
        _average(asking[0], target, counted) if target.is_average else _told(asking, target, counted, story.closed_on)
    )
    danger = ["Högst en fjärdedel av tiden är kvar och inget är planerat."] if unplanned else []
    ended = [_ended(story.closed_on, story.curtailed)] if story.closed_on and rule.startswith("closed-early") else []
    return " ".join([*told, *danger, *ended, *idle])


def _without_measure(rule: str, story: Story) -> list[str]:
    amount = f"{story.activities} {'aktivitet' if story.activities == 1 else 'aktiviteter'}"
    if rule == "closed-early-no-measure" and story.closed_on:
        ended = f"Avtalet avslutades i förtid {day_in_words(story.closed_on)}"
        return [f"{amount} under perioden.", f"{ended}: parternas egen uppföljning får tala."]
    if rule == "no-measure-period-over":
        return [f"{amount} under perioden.", "Perioden är över: parternas egen uppföljning får tala."]
    if story.last_day is None:
        began = f"det skrevs in {story.since}" if story.since else f"perioden började {story.in_effect.start}"
        since = f"Inget är rapporterat sedan {began}."
        return [since] if rule == "no-measure-silent" else ["Inget är rapporterat än."]
    latest = f"{amount} hittills, den senaste {story.last_day}."
    return [latest, "Inget har hänt på 90 dagar."] if rule == "no-measure-silent" else [latest]


def _average(window: WindowStatus, target: Target, counted: Noun) -> list[str]:
    so_far = " hittills" if window.state == "open" else ""
    amount = f"{window.summary} {counted.of(window.required)}{so_far}{_missing(window)}{_late(window)}"
    return [f"{amount}. Snittet ska vara minst {number(target.at_least)} {per_span(target)}."]


def _told(asking: Sequence[WindowStatus], target: Target, counted: Noun, closed_on: date | None) -> list[str]:
    if len(asking) <= MAX_TOLD_ONE_BY_ONE:
        if closed_on:
            return [_one(window, counted) for window in asking if window.start <= closed_on]
        begun = [window for window in asking if window.state != "upcoming"]
        return [_one(window, counted) for window in begun] or [_ahead(asking[0], counted)]
    met = sum(1 for window in asking if window.state == "met")
    sentences = [f"{met} av {len(asking)} {spans_in_words(target)} klara."]
    if missed := [window.label for window in asking if window.state == "missed"]:
        sentences.append(f"Missat: {_named(missed)}.")
    if late := [window for window in asking if window.late]:
        sentences.append(_one(late[0], counted))
    sentences.extend(_one(window, counted) for window in asking if window.state == "open")
    return sentences


def _named(labels: Sequence[str]) -> str:
    if len(labels) <= MAX_NAMED:
        return joined(labels)
    rest = len(labels) - MAX_NAMED
    return f"{', '.join(labels[:MAX_NAMED])} och {rest} till"


def _one(window: WindowStatus, counted: Noun) -> str:
    """One window that has begun: "Ingen trygghetsvandring för hösten 2021: fönstret stängde 2021-12-31."."""
    amount = f"{window.summary} {counted.of(window.required)}"
    if window.state == "missed":
        if not window.done and counted.none:
            return f"{counted.none} {_when(window)}{_closing(window, 'stängde')}."
        return f"{amount} {_when(window)}{_missing(window)}{_closing(window, 'stängde')}."
    if window.state == "open":
        planned = f", {window.planned} {'planerad' if window.planned == 1 else 'planerade'}" if window.planned else ""
        return f"{amount} {_when(window)} hittills{planned}{_missing(window)}{_closing(window, 'stänger')}."
    if window.state == "asks_nothing":
        found = amount if window.done or not counted.none else counted.none
        return f"{found} {_when(window)}{_missing(window)}."
    return f"{amount} {_when(window)}{_late(window)}."


def _closing(window: WindowStatus, verb: str) -> str:
    """ ": fönstret stänger 2021-06-30", unless that day has just been named."""
    return "" if window.label.startswith("senast") else f": fönstret {verb} {window.end}"


def _ended(closed_on: date, curtailed: Sequence[WindowStatus]) -> str:
    """That the agreement was ended early, and which windows had not closed by then."""
    ended = f"Avtalet avslutades i förtid {day_in_words(closed_on)}"
    labels = [window.label for window in curtailed]
    if not labels:
        return f"{ended}."
    if curtailed[0].state != "asks_nothing":
        return f"{ended}: snittet räknas till dess."
    if labels[0].startswith("senast"):
        return f"{ended}, före {day_in_words(curtailed[0].end)}."
    return f"{ended}, innan {'perioden' if labels == [WHOLE_PERIOD] else _named(labels)} var slut."


def _ahead(window: WindowStatus, counted: Noun) -> str:
    return f"{window.summary} {counted.of(window.required)} {_when(window)}: fönstret öppnar {window.start}."


def _idle(window: WindowStatus) -> str:
    label = window.label[:1].upper() + window.label[1:]
    return f"{label} kräver inget: {window.note}."


def _when(window: WindowStatus) -> str:
    return window.label if window.label.startswith("senast") else f"för {window.label}"


def _missing(window: WindowStatus) -> str:
    if not window.missing:
        return ""
    named = joined([one_of(name) for name in window.missing])
    return f", {'men' if window.done >= window.required else 'och'} {named} saknas"


def _late(window: WindowStatus) -> str:
    return f", men först efter {window.end}" if window.late else ""

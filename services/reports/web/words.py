"""The page's words: how states, windows, days, numbers and names read, in the language that is spoken."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time

from babel.dates import format_date
from babel.numbers import format_decimal

from services.reports.domain.words import one_of
from services.reports.web.language import locale, say, say_many, spoken
from services.reports.web.phrasebook import clause, label
from services.reports.web.vocabulary import (
    EFFECT_NAMES,
    PHASES,
    STATE_MEANINGS,
    STATE_PLURALS,
    STATE_TONES,
    TOLD_ORDER,
    WINDOW_COUNTED,
    WINDOW_PLURALS,
    WINDOW_WORDS,
)
from shared.clock import STOCKHOLM
from shared.events.activity import KIND_NAMES, Activity, Span, result_names
from shared.events.agreement import Period
from shared.events.status import STATE_NAMES, Effect, State, WindowState, WindowStatus

__all__ = ["STATE_TONES", "TOLD_ORDER"]


def state(value: State) -> str:
    """ "enligt plan"."""
    return say(STATE_NAMES[value])


def state_meaning(value: State) -> str:
    """When a promise is in the state, in a sentence."""
    return say(STATE_MEANINGS[value])


def effect(value: Effect) -> str:
    """ "förbättrat läge"."""
    return say(EFFECT_NAMES[value])


def phase(value: str) -> str:
    """ "pågår"."""
    return say(PHASES[value])


def window_state(value: WindowState) -> str:
    """ "klart"."""
    return say(WINDOW_WORDS[value])


def windows_counted(value: WindowState, count: int) -> str:
    """ "11 klara"."""
    return f"{count} {say((WINDOW_COUNTED if count == 1 else WINDOW_PLURALS)[value])}"


def day(value: date | datetime) -> str:
    """A calendar day in Stockholm: "15 april 2021"."""
    if isinstance(value, datetime):
        value = value.astimezone(STOCKHOLM).date()
    return format_date(value, "d MMMM y", locale=locale())


def period(value: Period) -> str:
    """The period by its years when it is whole years, else by its days."""
    start, end = value.start, value.end
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31):
        return f"{start.year}" if start.year == end.year else f"{start.year}–{end.year}"
    return f"{day(start)} – {day(end)}"


def span_of_days(value: Period) -> str:
    """The days that something speaks of: a day, a year, or from one to another."""
    return day(value.start) if value.start == value.end else period(value)


def number(value: float) -> str:
    """A number as it is written: "1", "1,5", "1 200"."""
    return format_decimal(value, "#,##0.##", locale=locale())


def joined(names: Iterable[str]) -> str:
    """ "kommun, polis och skola"."""
    *first, last = list(names) or [""]
    return say("{names} och {last}", names=", ".join(first), last=last) if first else last


def listed(names: Iterable[str]) -> str:
    """As `joined`, names with commas told apart; one alone as it is: "Polisen, Södertälje lokalpolisområde"."""
    several = list(names)
    return joined(map(one_of, several) if len(several) > 1 else several)


def upper_first(text: str) -> str:
    """The sentence with a capital at its start, the rest as it is."""
    return text[:1].upper() + text[1:]


def states_in_words(states: Mapping[State, int]) -> str:
    """ "2 genomförda, 1 efter plan"."""
    return ", ".join(counted(each, states[each]) for each in TOLD_ORDER if states.get(each))


def counted(value: State, count: int) -> str:
    """ "1 genomfört", "2 genomförda"."""
    return f"{count} {say((STATE_NAMES if count == 1 else STATE_PLURALS)[value])}"


def window_word(window: WindowStatus) -> str:
    """How the window stands, in a word or two."""
    return window_state(window.state) + (say(", men sent") if window.late else "")


def window_in_words(window: WindowStatus) -> str:
    """ "våren 2021: 1 av 1, klart", with what is missing, planned or noted."""
    parts = [summary(window), window_word(window)]
    if window.missing:
        parts.append(missing(window))
    if window.planned and window.state in ("open", "upcoming"):
        parts.append(planned(window.planned))
    if window.note:
        parts.append(clause(window.note))
    return f"{label(window.label)}: {', '.join(part for part in parts if part)}"


def summary(window: WindowStatus) -> str:
    """ "1 av 2"."""
    return clause(window.summary)


def planned(count: int) -> str:
    """ "2 planerade"."""
    return say_many("{count} planerat", "{count} planerade", count)


def missing(window: WindowStatus) -> str:
    """What a covering target still lacks: "saknar medborgare"."""
    return say("saknar {names}", names=joined(one_of(say(name)) for name in window.missing))


def when(span: Span) -> str:
    """The day and hours in Stockholm: "15 april 2021 kl. 18–20.30"; days only, if it lasts for several."""
    start, end = span.start.astimezone(STOCKHOLM), span.end.astimezone(STOCKHOLM)
    if start == end or _whole_day(start, end):
        return day(start)
    if start.date() == end.date() or _one_night(start, end):  # a night is told by the evening it began
        return say("{day} kl. {start}–{end}", day=day(start), start=_clock(start), end=_clock(end))
    return f"{day(start)} – {day(end)}"


def what_and_where(activity: Activity) -> str:
    """The kind, unless the title says it, with its quantity where one fact reports several; and the place."""
    one, several = KIND_NAMES[activity.kind]
    alone = activity.quantity == 1
    said = (one if alone else f"{number(activity.quantity)} {several}") in activity.title.casefold()
    kind = say(one) if alone else f"{number(activity.quantity)} {say(several)}"
    return upper_first(", ".join([*([] if said else [kind]), *([activity.place.name] if activity.place else [])]))


def result(name: str, value: float) -> str:
    """ "Rapporterade förare: 31"."""
    one, several = result_names(name)
    return f"{upper_first(say(one if value == 1 else several))}: {number(value)}"


def _clock(instant: datetime) -> str:
    if spoken() == "en":
        return f"{instant:%H:%M}"
    return f"{instant:%H.%M}" if instant.minute else f"{instant:%H}"


def _whole_day(start: datetime, end: datetime) -> bool:
    return start.date() == end.date() and start.time() == time(0) and end.time() >= time(23, 59)


def _one_night(start: datetime, end: datetime) -> bool:
    return (end - start).total_seconds() < 86400 and end.hour < 12

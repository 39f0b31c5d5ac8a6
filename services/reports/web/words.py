"""The page's Swedish: how states, windows, days, numbers and names read."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time

from babel.dates import format_date
from babel.numbers import format_decimal

from shared.clock import STOCKHOLM
from shared.events.activity import KIND_NAMES, Activity, Span, result_names
from shared.events.agreement import Period
from shared.events.status import STATE_NAMES, Effect, State, WindowState, WindowStatus

# How a state reads when it is said of several promises ("2 genomförda").
STATE_PLURALS: dict[State, str] = {
    **STATE_NAMES,
    State.NOT_STARTED: "ej påbörjade",
    State.STALLED: "avstannade",
    State.ONGOING: "pågår",
    State.FULFILLED: "genomförda",
    State.PARTLY_FULFILLED: "delvis genomförda",
    State.NOT_FULFILLED: "ej genomförda",
    State.NOT_MEASURABLE: "ej mätbara",
}

# The order in which states are told: what goes well, what does not, what has yet to be.
TOLD_ORDER: tuple[State, ...] = (
    State.FULFILLED,
    State.ON_TRACK,
    State.ONGOING,
    State.PARTLY_FULFILLED,
    State.AT_RISK,
    State.BEHIND,
    State.NOT_FULFILLED,
    State.STALLED,
    State.NOT_STARTED,
    State.UPCOMING,
    State.NOT_MEASURABLE,
)

# The colour family of a state; the word and the icon always stand beside it.
STATE_TONES: dict[State, str] = {
    State.UPCOMING: "wait",
    State.NOT_STARTED: "wait",
    State.ON_TRACK: "plan",
    State.AT_RISK: "warn",
    State.BEHIND: "bad",
    State.STALLED: "still",
    State.ONGOING: "plan",
    State.FULFILLED: "good",
    State.PARTLY_FULFILLED: "warn",
    State.NOT_FULFILLED: "bad",
    State.NOT_MEASURABLE: "still",
}

WINDOW_WORDS: dict[WindowState, str] = {
    "upcoming": "kommande",
    "open": "pågår",
    "met": "klart",
    "missed": "missat",
    "asks_nothing": "inget krav",
}
WINDOW_PLURALS: dict[WindowState, str] = {**WINDOW_WORDS, "met": "klara", "missed": "missade"}

_ISO_DAY = re.compile(r"\b\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])\b")

PHASES: dict[str, str] = {"before": "kommande", "during": "pågår", "after": "avslutad"}

EFFECT_NAMES: dict[Effect, str] = {
    "not_assessed": "inte bedömd",
    "improved": "förbättrat läge",
    "unchanged": "oförändrat läge",
    "worse": "försämrat läge",
    "not_possible": "går inte att bedöma",
}


def day(value: date | datetime) -> str:
    """A calendar day in Stockholm: "15 april 2021"."""
    if isinstance(value, datetime):
        value = value.astimezone(STOCKHOLM).date()
    return format_date(value, "d MMMM y", locale="sv")


def told(text: str) -> str:
    """A text of the domain's, with its days as the page writes days."""
    return _ISO_DAY.sub(lambda found: day(date.fromisoformat(found.group())), text)


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
    """A number as it is written in Swedish: "1", "1,5", "1 200"."""
    return format_decimal(value, "#,##0.##", locale="sv")


def joined(names: Iterable[str]) -> str:
    """ "kommun, polis och skola"."""
    *first, last = list(names) or [""]
    return f"{', '.join(first)} och {last}" if first else last


def upper_first(text: str) -> str:
    """The sentence with a capital at its start, the rest as it is."""
    return text[:1].upper() + text[1:]


def states_in_words(states: Mapping[State, int]) -> str:
    """ "2 genomförda, 1 efter plan"."""
    return ", ".join(counted(state, states[state]) for state in TOLD_ORDER if states.get(state))


def counted(state: State, count: int) -> str:
    """ "1 genomfört", "2 genomförda"."""
    return f"{count} {(STATE_NAMES if count == 1 else STATE_PLURALS)[state]}"


def window_word(window: WindowStatus) -> str:
    """How the window stands, in a word or two."""
    late = ", men sent" if window.late else ""
    return WINDOW_WORDS[window.state] + late


def window_in_words(window: WindowStatus) -> str:
    """ "våren 2021: 1 av 1, klart", with what is missing, planned or noted."""
    parts = [window.summary, window_word(window)]
    if window.missing:
        parts.append(missing(window))
    if window.planned and window.state in ("open", "upcoming"):
        parts.append(f"{window.planned} planerat")
    if window.note:
        parts.append(window.note)
    return told(f"{window.label}: {', '.join(part for part in parts if part)}")


def missing(window: WindowStatus) -> str:
    """What a covering target still lacks: "saknar medborgare"."""
    return "saknar " + joined(window.missing)


def when(span: Span) -> str:
    """The day and hours in Stockholm: "15 april 2021 kl. 18–20.30"; days only, if it lasts for several."""
    start, end = span.start.astimezone(STOCKHOLM), span.end.astimezone(STOCKHOLM)
    if start.date() == end.date():
        hours = "" if _whole_day(start.time(), end.time()) else f" kl. {_clock(start)}–{_clock(end)}"
        return (day(start) + hours) if start != end else day(start)
    if (end - start).total_seconds() < 86400 and end.hour < 12:  # a night: told by the evening it began
        return f"{day(start)} kl. {_clock(start)}–{_clock(end)}"
    return f"{day(start)} – {day(end)}"


def what_and_where(activity: Activity) -> str:
    """The kind, unless the title says it, with its quantity where one fact reports several; and the place."""
    one, several = KIND_NAMES[activity.kind]
    kind = one if activity.quantity == 1 else f"{number(activity.quantity)} {several}"
    said = kind in activity.title.casefold()
    return upper_first(", ".join([*([] if said else [kind]), *([activity.place.name] if activity.place else [])]))


def result(name: str, value: float) -> str:
    """ "Rapporterade förare: 31"."""
    one, several = result_names(name)
    return f"{upper_first(one if value == 1 else several)}: {number(value)}"


def _clock(instant: datetime) -> str:
    return f"{instant:%H.%M}" if instant.minute else f"{instant:%H}"


def _whole_day(start: time, end: time) -> bool:
    return start == time(0) and end >= time(23, 59)

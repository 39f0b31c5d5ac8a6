"""What feeds say of their own, in Swedish and English. Texts of promises and reports stay as they are."""

from datetime import date
from typing import Final

from babel.dates import format_date

from services.reports.domain.words import number
from services.reports.open_data.columns import Told
from services.reports.web.language import language_of, say, speaking
from shared.events.activity import KIND_NAMES, Kind
from shared.events.status import STATE_NAMES, State, WindowStatus

CALENDAR: Final = Told("Medborgarlöften i {place}", "Citizen promises in {place}")
CALENDAR_OF: Final = Told("Medborgarlöften i {place}: {party}", "Citizen promises in {place}: {party}")
COMING: Final = Told(
    "Det som är planerat och de dagar då något ska vara klart.",
    "What is planned, and the days on which something is due.",
)
DUE: Final = Told("Sista dag: {promise} ({summary})", "Due: {promise} ({summary})")
WINDOW: Final = Told("Fönster: {label}", "Window: {label}")
MEASURE_DUE: Final = Told("Åtgärd ska vara klar: {title}", "Measure due: {title}")
RESPONSIBLE: Final = Told("Ansvarig: {names}", "Responsible: {names}")
REPORTED_BY: Final = Told("Rapporterat av {name}", "Reported by {name}")
CANCELLED: Final = Told("Inställt: {reason}", "Cancelled: {reason}")
DECLINED: Final = Told("Avslagen: {reason}", "Declined: {reason}")
MADE_UP: Final = Told("Påhittat, för demonstration.", "Made up, for demonstration.")
CHANGES: Final = Told("Så går det med löftena i {place}", "How the promises in {place} go")
CHANGES_OF: Final = Told("Så går det: {agreement}", "How it goes: {agreement}")
AUTHOR: Final = Told("Löftet, räknat ur parternas rapporter", "Löftet, reckoned from what the parties report")
TAKEN_AWAY: Final = Told("togs bort ur avtalet", "was taken out of the agreement")


def state_in(language: str, state: State | None) -> str:
    """A state's name; None: an amendment took the promise away."""
    if state is None:
        return TAKEN_AWAY.in_language(language)
    return state.value.replace("_", " ") if language == "en" else STATE_NAMES[state]


def kind_in(language: str, kind: Kind) -> str:
    """What one activity of a kind is called."""
    with speaking(language_of(language)):
        return say(KIND_NAMES[kind][0])


def summary_in(language: str, window: WindowStatus) -> str:
    """ "1 av 2", "1 of 2"."""
    if language != "en":
        return window.summary
    return f"{number(window.done)} of {number(window.required)}".replace(",", ".")


def address_in(language: str, address: str) -> str:
    """An address that leads to a language, which Swedish need not say."""
    return f"{address}{'&' if '?' in address else '?'}lang=en" if language == "en" else address


def window_in(language: str, label: str, start: date, end: date) -> str:
    """A window's own name, which is Swedish; in English its days."""
    if language != "en":
        return label
    return f"{format_date(start, 'd MMMM y', locale='en_GB')} – {format_date(end, 'd MMMM y', locale='en_GB')}"

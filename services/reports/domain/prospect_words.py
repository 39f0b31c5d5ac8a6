"""What a prospect says, in a sentence of either language: what is to be done, and how the promise would then stand."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from services.reports.domain.words import (
    AUDIENCES_IN_ENGLISH,
    CALENDAR_IN_ENGLISH,
    day_in_words,
    joined,
    noun,
    number,
    one_of,
)
from shared.events.agreement import Commitment, Unit
from shared.events.record import Words
from shared.events.status import STATE_NAMES, State, WindowStatus

_ISO_DAY: Final = re.compile(r"\b\d{4}-\d\d-\d\d\b")
_CALENDAR: Final = re.compile(rf"(?i:{'|'.join(CALENDAR_IN_ENGLISH)})")
_COUNTED: Final[dict[Unit, tuple[str, str]]] = {  # in English, one and several
    "activities": ("more activity", "more activities"),
    "quantity": ("more", "more"),
    "days": ("more day with something done", "more days with something done"),
    "weeks": ("more week with something done", "more weeks with something done"),
    "hours": ("more hour", "more hours"),
    "result": ("more", "more"),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the promise would stand, and how it stands now."""

    state: State
    now: State


@dataclass(frozen=True, slots=True)
class Asked:
    """What is still asked for, and by when; ``reached``: what it meets, in Swedish and English."""

    commitment: Commitment
    window: WindowStatus
    amount: float
    by: date | None
    reached: Words


def of_time(state: State, day: date) -> Words:
    """If nothing more is done."""
    return Words(
        en=f"If nothing more is done or planned, the promise is {_english(state)} from {_day_in_english(day)}.",
        sv=f"Om inget mer görs eller planeras {_swedish(state, 'löftet')} från {day_in_words(day)}.",
    )


def of_deed(asked: Asked, outcome: Outcome) -> Words:
    """The least that is still to be done."""
    missing = asked.window.missing
    lacks = Words(
        en=f" ({_joined_in_english(missing)} missing)" if missing else "",
        sv=f" ({joined([one_of(name) for name in missing])} saknas)" if missing else "",
    )
    by = Words(
        en=f" by {_day_in_english(asked.by)}" if asked.by else ", though late,",
        sv=f" senast {day_in_words(asked.by)}" if asked.by else ", om än sent,",
    )
    return Words(
        en=f"{_more_in_english(asked)}{lacks.en}{by.en} would {asked.reached.en}: {_then_in_english(outcome)}.",
        sv=f"{_more(asked)} till{lacks.sv}{by.sv} {asked.reached.sv}: {_then(outcome)}.",
    )


def of_plan(by: date, outcome: Outcome) -> Words:
    """That something is planned in time."""
    return Words(
        en=f"Something planned for a day by {_day_in_english(by)} would lift the danger: {_then_in_english(outcome)}.",
        sv=f"Något som planeras till senast {day_in_words(by)} häver risken: {_then(outcome)}.",
    )


def of_anything(outcome: Outcome, *, again: bool) -> Words:
    """That anything at all is done."""
    en, sv = (" again", " igen") if again else ("", "")
    return Words(
        en=f"Anything that is done and reported: {_then_in_english(outcome)}{en}.",
        sv=f"Vad som helst som görs och rapporteras: {_then(outcome)}{sv}.",
    )


def meets(commitment: Commitment, window: WindowStatus) -> Words:
    """What is met: the window by its name, or a milestone."""
    if commitment.target and commitment.target.milestone:
        return Words(en="meet the commitment", sv="uppfyller åtagandet")
    return Words(en=f"meet {_label_in_english(window.label)}", sv=f"uppfyller {window.label}")


CATCHES_UP: Final = Words(en="reach the average", sv="når upp till snittet")


def _then(outcome: Outcome) -> str:
    if outcome.state == outcome.now:
        return "löftet pågår fortfarande" if outcome.state == State.ONGOING else f"löftet förblir {_name(outcome)}"
    return "löftet pågår då" if outcome.state == State.ONGOING else f"löftet är då {_name(outcome)}"


def _then_in_english(outcome: Outcome) -> str:
    verb = "stay" if outcome.state == outcome.now else "be"
    return f"the promise would {verb} {_english(outcome.state)}"


def _name(outcome: Outcome) -> str:
    return STATE_NAMES[outcome.state]


def _swedish(state: State, what: str) -> str:
    return f"pågår {what}" if state == State.ONGOING else f"är {what} {STATE_NAMES[state]}"


def _english(state: State) -> str:
    return state.value.replace("_", " ")


def _least(asked: Asked) -> float:
    """At least one, where only an audience or the like is missing."""
    return asked.amount or 1


def _more(asked: Asked) -> str:
    return f"{number(_least(asked))} {noun(asked.commitment).of(_least(asked))}"


def _more_in_english(asked: Asked) -> str:
    count = _least(asked)
    told = number(count).replace(",", ".")
    return f"{told} {_COUNTED[asked.window.unit][count != 1]}"


def _day_in_english(day: date) -> str:
    month = day_in_words(day).split()[2]
    return f"{day.day} {CALENDAR_IN_ENGLISH[month]} {day.year}"


def _label_in_english(label: str) -> str:
    said = _CALENDAR.sub(lambda found: CALENDAR_IN_ENGLISH[found.group().lower()], label)
    return _ISO_DAY.sub(lambda found: _day_in_english(date.fromisoformat(found.group())), said)


def _joined_in_english(names: tuple[str, ...]) -> str:
    *first, last = (one_of(AUDIENCES_IN_ENGLISH.get(name, name)) for name in names)
    return f"{', '.join(first)} and {last}" if first else last

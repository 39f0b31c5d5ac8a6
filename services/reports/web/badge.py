"""A promise's state as a small picture for other sites: two fields, "Medborgarlöfte" and the state with its icon."""

from dataclasses import dataclass
from typing import Final

import msgspec

from services.reports.web import words
from services.reports.web.language import say
from services.reports.web.vocabulary import STATE_TONES
from shared.events.status import PromiseStatus, State

HEIGHT: Final = 28
_PADDING, _ICON = 9, 22
_NARROW, _WIDE = frozenset("fijlrt.,:;'|I ()1"), frozenset("mwMWÅÄÖQO@%")
_TONES: Final[dict[str, str]] = {  # white stands out on each by 4.5 to 1 or more
    "good": "#14573a",
    "plan": "#0d4a75",
    "wait": "#43545f",
    "warn": "#644600",
    "bad": "#8c1d18",
    "still": "#4a4366",
}


@dataclass(frozen=True, slots=True)
class Badge:
    """Where everything stands, in pixels; `name` is what it says to whoever listens."""

    label: str
    state: str
    name: str
    color: str
    icon: str
    label_width: int
    state_width: int

    @property
    def width(self) -> int:
        """Of the whole."""
        return self.label_width + self.state_width


def badge(title: str, status: PromiseStatus) -> Badge:
    """The badge of a promise, in the language that is spoken."""
    label = say("Medborgarlöfte")
    state = words.upper_first(words.state(status.state))
    if status.demonstration:
        state = say("{state} (demonstration)", state=state)
    last = words.day(status.last_reported_at) if status.last_reported_at else say("inget än")
    return Badge(
        label=label,
        state=state,
        name=f"{label}: {title}. {state}. {say('Senast rapporterat')}: {last}.",
        color=_TONES[STATE_TONES[status.state]],
        icon=status.state,
        label_width=_PADDING * 2 + _width(label),
        state_width=_PADDING * 2 + _ICON + _width(state),
    )


def gone(title: str | None) -> Badge:
    """The badge of a promise that stands no longer; None: of one that is not here."""
    label = say("Medborgarlöfte")
    state = say("Finns inte här") if title is None else say("Gäller inte längre")
    return Badge(
        label=label,
        state=state,
        name=f"{label}. {state}." if title is None else f"{label}: {title}. {state}.",
        color=_TONES["still"],
        icon="declined",
        label_width=_PADDING * 2 + _width(label),
        state_width=_PADDING * 2 + _ICON + _width(state),
    )


def widest(status: PromiseStatus) -> int:
    """How wide a promise's badge can become, whatever comes of it: a frame for it stays as it was copied."""
    states = (badge("", msgspec.structs.replace(status, state=each)) for each in State)
    return max(each.width for each in (*states, gone("")))


def _width(text: str) -> int:
    """About how wide a text is at 13 px; the picture then fits it to just that."""
    return round(sum(4.2 if letter in _NARROW else 10.6 if letter in _WIDE else 7.3 for letter in text))

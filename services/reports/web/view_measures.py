"""A measure as the page shows it: how it stands in words, and how all of them stand together."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from services.reports.web.language import say, say_many
from services.reports.web.words import day
from shared.events.activity import Activity
from shared.events.measure import MEASURE_STATE_NAMES, Measure, MeasureState

# In the order in which they are told: what is done first, then what is on its way, then what will not be.
LOOKS: dict[MeasureState, tuple[str, str, str, str]] = {  # tone, icon, one, several
    "verified": ("good", "fulfilled", "kontrollerad", "kontrollerade"),
    "completed": ("good", "completed", "utförd", "utförda"),
    "in_progress": ("plan", "ongoing", "pågår", "pågår"),
    "accepted": ("plan", "on_track", "beslutad", "beslutade"),
    "proposed": ("wait", "upcoming", "föreslagen", "föreslagna"),
    "transferred": ("still", "transferred", "överlämnad", "överlämnade"),
    "declined": ("still", "declined", "avslagen", "avslagna"),
}
_DONE = ("verified", "completed")


@dataclass(frozen=True, slots=True)
class MeasureView:
    """A measure with its state in words; ``verified`` says at which walk it was found done, ``overdue`` if it is."""

    measure: Measure
    word: str
    tone: str
    icon: str
    verified: str
    overdue: bool

    @property
    def is_done(self) -> bool:
        """Whether it is carried out."""
        return self.measure.state in _DONE


@dataclass(frozen=True, slots=True)
class StateCount:
    """So many measures stand so: "4 utförda"."""

    text: str
    tone: str
    icon: str


def measure_view(measure: Measure, walks: Mapping[str, Activity], today: date) -> MeasureView:
    """A measure; ``walks`` are those that can be named, by id."""
    tone, icon, _, _ = LOOKS[measure.state]
    return MeasureView(
        measure=measure,
        word=_word(measure),
        tone=tone,
        icon=icon,
        verified=_verified(measure, walks),
        overdue=measure.is_overdue(today),
    )


def state_counts(views: Iterable[MeasureView]) -> tuple[StateCount, ...]:
    """How many stand how; those that are overdue are told beside the others, and last."""
    shown = list(views)
    counted = Counter(view.measure.state for view in shown)
    late = sum(view.overdue for view in shown)
    counts = [_count(state, counted[state]) for state in LOOKS if counted[state]]
    overdue = (
        [StateCount(say_many("varav {count} försenad", "varav {count} försenade", late), "bad", "behind")]
        if late
        else []
    )
    return (*counts, *overdue)


def _count(state: MeasureState, count: int) -> StateCount:
    tone, icon, one, several = LOOKS[state]
    return StateCount(f"{count} {say(one if count == 1 else several)}", tone, icon)


def _word(measure: Measure) -> str:
    """The state; that a later walk found it done stands beside it, with the walk."""
    word = LOOKS["verified"][2] if measure.state == "verified" else MEASURE_STATE_NAMES[measure.state]
    return say(word)


def _verified(measure: Measure, walks: Mapping[str, Activity]) -> str:
    """ "Kontrollerad vid vandringen 5 maj 2022"."""
    if measure.verified_at is None:
        return ""
    walk = walks.get(measure.verified_at)
    return say("vid vandringen {day}", day=day(walk.span.start)) if walk else say("vid en senare vandring")

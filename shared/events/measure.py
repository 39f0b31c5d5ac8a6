"""The measure: what will be done about an observation, by whom and by when."""

from datetime import date, datetime
from typing import Literal

from shared.events.activity import Place
from shared.events.record import Revised

MeasureState = Literal[
    "proposed", "accepted", "in_progress", "completed", "verified", "declined", "transferred", "withdrawn"
]
Priority = Literal["high", "normal", "low"]

# Swedish names, as the public page writes them.
MEASURE_STATE_NAMES: dict[MeasureState, str] = {
    "proposed": "föreslagen",
    "accepted": "beslutad",
    "in_progress": "pågår",
    "completed": "utförd",
    "verified": "bekräftad vid en senare vandring",
    "declined": "avslagen",
    "transferred": "överlämnad",
    "withdrawn": "återtagen",
}

# What is still to be done, and what a later walk still has to look at; see also `is_undone` and `is_open`.
UNDONE: frozenset[MeasureState] = frozenset({"proposed", "accepted", "in_progress"})
OPEN: frozenset[MeasureState] = UNDONE | {"completed"}


class Measure(Revised, frozen=True, kw_only=True):
    """Data of every event on `loftet.measures` that tells of a measure: the whole of it at its revision.

    Attributes:
        walk: id of the walk that raised it, if one did; ``observations`` are ids of what it answers.
        responsible: the party that answers for it; ``responsible_name`` is that party's name.
        due_on: the last day, in Stockholm, on which it is in time.
        area: the name of the place that it belongs to; later walks there begin with it while it is open.
        transferred_to: who took it over, by name, when that is no party of the agreement.
        verified_at: id of the later walk that found it done.
        reason: public; why it stands where it stands (declined, transferred, reopened, withdrawn), or else why it was
            corrected.
        corrected_because: why the latest revision corrects one that has such a `reason`.
    """

    title: str
    state: MeasureState
    responsible: str
    responsible_name: str
    proposed_at: datetime
    description: str = ""
    priority: Priority = "normal"
    due_on: date | None = None
    completed_on: date | None = None
    walk: str | None = None
    area: str | None = None
    place: Place | None = None
    observations: tuple[str, ...] = ()
    promises: tuple[str, ...] = ()
    transferred_to: str | None = None
    verified_at: str | None = None
    corrected_because: str | None = None

    @property
    def is_undone(self) -> bool:
        """Whether it is still to be done; what was handed to another party waits for that party's word."""
        return self.state in UNDONE or (self.state == "transferred" and self.transferred_to is None)

    @property
    def is_open(self) -> bool:
        """Whether a later walk still has to look at it: it is to be done, or nobody has yet found it done."""
        return self.is_undone or self.state in OPEN

    def is_overdue(self, today: date) -> bool:
        """Whether it should have been done by now: derived from the due date, never stored."""
        return self.is_undone and self.due_on is not None and self.due_on < today

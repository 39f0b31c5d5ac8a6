"""What an explanation of a status holds: the rule, what it looked at, and what became of every activity."""

from datetime import date, datetime

from services.reports.domain.prospects import Prospect
from shared.events.record import Record, Words
from shared.events.status import State, WindowStatus


class ToldRule(Record, frozen=True):
    """A rule by its id, and what it says."""

    id: str
    words: Words


class ToldActivity(Record, frozen=True):
    """An activity that was considered, at the revision that was.

    Attributes:
        day: on which it starts, in Stockholm.
        amount: how much it adds, in the target's unit; 0 when it does not count.
        late: it counts in the window though it was done after its end.
        reason: why it does not count; None when it does.
        words: the same in a sentence.
        said: what the party said of why it was called off, withdrawn or corrected.
    """

    activity: str
    revision: int
    title: str
    kind: str
    state: str
    start: datetime
    day: date
    amount: float = 0
    late: bool = False
    reason: str | None = None
    words: Words | None = None
    said: str | None = None


class Considered(Record, frozen=True):
    """Activities that count, and those that do not; at most 200 of each, the earliest first, and how many there are."""

    counted: tuple[ToldActivity, ...] = ()
    counted_total: int = 0
    not_counted: tuple[ToldActivity, ...] = ()
    not_counted_total: int = 0


class ExplainedWindow(Record, frozen=True):
    """A window as it stands, with what was considered for it."""

    window: WindowStatus
    considered: Considered


class Inputs(Record, frozen=True):
    """What the rules of a commitment looked at.

    Attributes:
        begun, over: whether the agreement's period has begun, and is over.
        closed: it was ended early, and that day has passed.
        curtailed: a window was cut short by that, unmet.
        windows_asking, windows_met, windows_missed: how many ask for something, are met, were missed.
        open_window: the label of the one that runs and is not met.
        planned_in_open: how many activities are planned in it.
        last_quarter: a quarter or less of it is left.
        average, below_average: an average is asked for, and not reached so far.
        anything_done: something that counts was done in the period.
        last_done_on: the last day on which something was.
        silent: nothing was done for 90 days; stalls_on: the day from which on that is so. Of what has no measure.
    """

    begun: bool
    over: bool
    closed: bool
    curtailed: bool
    windows_asking: int
    windows_met: int
    windows_missed: int
    open_window: str | None
    planned_in_open: int
    last_quarter: bool
    average: bool
    below_average: bool
    anything_done: bool
    last_done_on: date | None
    silent: bool
    stalls_on: date | None


class ExplainedCommitment(Record, frozen=True):
    """A commitment's state, rule and inputs; ``considered`` is what lies in none of its windows."""

    commitment: str
    title: str
    state: State
    state_name: str
    rule: ToldRule
    explanation: str
    inputs: Inputs
    windows: tuple[ExplainedWindow, ...]
    considered: Considered


class Explanation(Record, frozen=True):
    """Why a promise is in its state, as of a moment, as known at another; ``prospects``: what would change it.

    ``then`` is what counted toward an earlier wording of the promise alone.
    """

    promise: str
    title: str
    text: str
    agreement: str
    agreement_version: int
    as_of: datetime
    known_at: datetime
    state: State
    state_name: str
    rule: ToldRule
    explanation: str
    commitments: tuple[ExplainedCommitment, ...]
    prospects: tuple[Prospect, ...]
    then: Considered = Considered()

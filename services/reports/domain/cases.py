"""Cases: what the rules look at. A commitment's windows and moment; a promise's commitments."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.events.status import CommitmentStatus, State, WindowState, WindowStatus

_MEASURED = frozenset({State.FULFILLED, State.PARTLY_FULFILLED, State.NOT_FULFILLED})  # never without a measure


@dataclass(frozen=True, slots=True)
class CommitmentCase:
    """What is known of a commitment at a moment, for its rules.

    Attributes:
        begun, over: whether the period has begun, and ended.
        closed: the agreement was ended before its period was over, and its last day has passed.
        curtailed: a window that asked for something had not ended by then, and is not met.
        asking: the windows that ask for something, as signed; none: there is no measure to go by.
        anything_done: something that counts toward it was done in the period.
        closing: a quarter or less of the open window is left.
        below_average: it asks for an average, which is not reached so far.
        average: it asks for an average.
        silent: nothing was done for 90 days.
    """

    begun: bool
    over: bool
    asking: tuple[WindowStatus, ...]
    anything_done: bool
    closing: bool
    average: bool
    below_average: bool
    silent: bool
    closed: bool = False
    curtailed: bool = False

    def count(self, state: WindowState) -> int:
        """How many of the windows that ask for something are in a state."""
        return sum(1 for window in self.asking if window.state == state)

    @property
    def open(self) -> WindowStatus | None:
        """The window that runs now and is not met."""
        return next((window for window in self.asking if window.state == "open"), None)

    @property
    def every_met(self) -> bool:
        """Whether every window that asks for something is met, and none was cut short."""
        return bool(self.asking) and self.count("met") == len(self.asking) and not self.curtailed


@dataclass(frozen=True, slots=True)
class PromiseCase:
    """The statuses of a promise's commitments, for its rules."""

    commitments: Sequence[CommitmentStatus]

    @property
    def measured(self) -> list[State]:
        """The states of those that have a measure."""
        return [one.state for one in self.commitments if is_measured(one)]

    def any(self, *states: State) -> bool:
        """Whether any commitment is in one of these states."""
        return any(one.state in states for one in self.commitments)

    def every_measured(self, state: State) -> bool:
        """Whether there is a measured commitment, and all of them are in a state."""
        return bool(self.measured) and all(one == state for one in self.measured)


def is_measured(status: CommitmentStatus) -> bool:
    """Whether a commitment has a window that asks for something, or had until the agreement was ended early."""
    return status.state in _MEASURED or any(window.state != "asks_nothing" for window in status.windows)

"""The pause: what the parties have agreed to leave alone for a while. Reminders stop, and go on afterwards. Pure."""

from dataclasses import dataclass
from datetime import date, datetime

LONGEST_DAYS = 366


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """An agreed pause.

    Attributes:
        about: id of the promise, measure or agreement that nothing is reminded of.
        municipality: its code.
        until: the last day of the pause, in Stockholm.
        reason: for those who read of it.
        party: which told of the agreement; None: the operator.
    """

    about: str
    municipality: str
    until: date
    reason: str
    party: str | None
    revision: int
    created_at: datetime
    changed_at: datetime

    def covers(self, day: date) -> bool:
        """Whether nothing is reminded of on a day."""
        return day <= self.until

"""The pause: what the parties have agreed to leave alone for a while. Pure.

Reminders stop, and begin anew afterwards: whoever was allowed to wait is reminded as often as anybody before those who
signed hear of it.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime

from services.notifications.domain.concern import Concern

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


def resumed(concern: Concern, pause: Pause | None) -> Concern:
    """What is undone, its days counted from the pause's last, where that is later."""
    if pause is None or concern.counted_from is None or pause.until <= concern.counted_from:
        return concern
    return replace(concern, counted_from=pause.until)

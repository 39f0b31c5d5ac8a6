"""The pause: what the parties have agreed to leave alone for a while. Pure.

Reminders stop, and begin anew afterwards: whoever was allowed to wait is reminded as often as anybody before those who
signed hear of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import msgspec

from services.notifications.domain.concern import Concern
from services.notifications.domain.delivery import Delivery
from services.notifications.domain.escalating import signatories
from services.notifications.domain.notice import PauseFacts, PromiseLine
from services.notifications.domain.plan import Cause, Endpoints, to_party
from services.notifications.domain.rules import RULES_BY_ID

LONGEST_DAYS = 366
TYPE = "pause"  # stands in the log where the type of an event stands else

Lines = tuple[PromiseLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """An agreed pause.

    Attributes:
        about: id of the promise, measure or agreement that nothing is reminded of.
        municipality: its code.
        until: the last day of the pause, in Stockholm.
        reason: for those who read of it.
        party: which told of the agreement; None: the operator.
        readers: the parties that it concerns: those whom the thing is up to, and those who signed.
    """

    about: str
    municipality: str
    until: date
    reason: str
    party: str | None
    readers: tuple[str, ...]
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


def concerned(concern: Concern, known: Sequence[Concern]) -> dict[str, Lines]:
    """The parties that a pause concerns, each with the promises that it is about.

    Args:
        concern: what is paused.
        known: the municipality's agreements, the latest last.
    """
    return {**signatories(concern, concern.parties, known), **concern.parties}


def told_of(
    pause: Pause, concern: Concern, to: Mapping[str, Lines], endpoints: Endpoints, now: datetime
) -> list[Delivery]:
    """What tells others than whoever put it in that a pause is agreed, or is now another; the same for the same word.

    Args:
        pause: as it stands.
        concern: what is paused.
        to: the parties that it concerns.
        endpoints: of them.
        now: the present instant.
    """
    word = f"{pause.revision} {pause.changed_at.isoformat()}"
    cause = Cause(key=(TYPE, pause.about, word), id=f"{TYPE}/{pause.about}/{pause.revision}", type=TYPE)
    facts = PauseFacts(until=pause.until, reason=pause.reason, party=pause.party)
    rule, notice = RULES_BY_ID["pause-agreed"], msgspec.structs.replace(concern.notice, pause=facts)
    return [
        delivery
        for party, lines in to.items()
        if party != pause.party
        for delivery in to_party(
            cause,
            rule,
            msgspec.structs.replace(notice, promises=lines or notice.promises),
            party,
            endpoints.get(party, ()),
            now,
        )
    ]

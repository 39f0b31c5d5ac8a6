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
AGREED, ENDED = "pause-agreed", "pause-ended"
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
        ended_at: when it was ended, before its last day; None: it was not.
        ended_by: the party that did it; None: the operator.
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
    ended_at: datetime | None = None
    ended_by: str | None = None

    def covers(self, day: date) -> bool:
        """Whether nothing is reminded of on a day."""
        return day <= self.until


def is_first_word(cause: str) -> bool:
    """Whether what is told because of it tells that there is a pause; else that it is another."""
    return cause.endswith("/1")


def still_agreed(told: PauseFacts, pause: Pause | None, day: date) -> bool:
    """Whether a pause that is told of is, on a day, as it is told."""
    return pause is not None and (pause.until, pause.reason) == (told.until, told.reason) and pause.covers(day)


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
    pause: Pause,
    concern: Concern,
    to: Mapping[str, Lines],
    endpoints: Endpoints,
    now: datetime,
) -> list[Delivery]:
    """What tells others than whoever did it that a pause is agreed, is another, or ended; the same for the same word.

    Args:
        pause: as it stands.
        concern: what is paused.
        to: the parties that it concerns.
        endpoints: of them.
        now: the present instant.
    """
    ended = pause.ended_at is not None
    by = pause.ended_by if ended else pause.party
    word = f"{pause.revision} {pause.changed_at.isoformat()}"
    done = ("ended",) if ended else ()
    cause = Cause(key=(TYPE, pause.about, word, *done), id=f"{TYPE}/{pause.about}/{pause.revision}", type=TYPE)
    facts = PauseFacts(until=pause.until, reason=pause.reason, party=pause.party)
    rule, notice = RULES_BY_ID[ENDED if ended else AGREED], msgspec.structs.replace(concern.notice, pause=facts)
    return [
        delivery
        for party, lines in to.items()
        if party != by
        for delivery in to_party(
            cause,
            rule,
            msgspec.structs.replace(notice, promises=lines or notice.promises),
            party,
            endpoints.get(party, ()),
            now,
        )
    ]

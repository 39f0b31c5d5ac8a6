"""The life of an agreement after it was published: ended early, extended, replaced. Each makes a new version.

What may be done to an agreement as it stands is one table, `ALLOWED`.
"""

from datetime import date, datetime, timedelta
from typing import Final, Literal

import msgspec

from services.activities.domain.agreement import LONGEST_PERIOD_YEARS, is_too_long
from services.activities.domain.forms import Said, Slug, Why
from services.activities.domain.refusal import Conflict, Reason, Refused, refuse
from services.activities.domain.versions import with_next
from shared.events.agreement import Agreement, AgreementPublished, Period

State = Literal["signed", "ended", "replaced"]
Operation = Literal["amendment", "ending", "extension", "replacement"]

# Documents have errors, whatever became of them: an amendment is always allowed. When it holds is no error to correct.
ALLOWED: Final[dict[State, tuple[Operation, ...]]] = {
    "signed": ("amendment", "ending", "extension", "replacement"),
    "ended": ("amendment", "ending", "extension", "replacement"),  # another ending moves the last day
    "replaced": ("amendment",),
}


class Ending(Said, frozen=True):
    """That the parties end an agreement before its period is over: the last day on which it holds, and why.

    ``in_force_from``: the day on which they agreed so, at the latest today; None: today.
    """

    last_day: date
    reason: Why
    in_force_from: date | None = None


class Extension(Said, frozen=True):
    """That the parties let an agreement go on: its new last day, and why; ``in_force_from`` as of an ending."""

    last_day: date
    reason: Why
    in_force_from: date | None = None


class Replacement(Said, frozen=True):
    """That another agreement has taken this one's place, and why."""

    replaced_by: Slug
    reason: Why


def state_of(agreement: Agreement) -> State:
    """What has become of it."""
    if agreement.replaced_by is not None:
        return "replaced"
    return "signed" if agreement.closed_on is None else "ended"


def end(published: AgreementPublished, said: Ending, now: datetime) -> AgreementPublished:
    """Cut short to a day of the period that was signed, which stays as it is; its last day again takes an ending back.

    Raises:
        Conflict: it is replaced.
        Refused: the day lies outside the period, or is its last day already.
    """
    agreement = _allowing(published, "ending")
    period = agreement.period
    if not period.start <= said.last_day <= period.end:
        refuse([Reason("lastDay", f"is outside the period that was signed, {period.start} to {period.end}")])
    if said.last_day == agreement.in_effect.end:
        refuse([Reason("lastDay", "is its last day already")])
    closed_on = said.last_day if said.last_day < period.end else None
    ended = msgspec.structs.replace(agreement, closed_on=closed_on)
    return with_next(published, ended, "ended", said.reason, now, said.in_force_from)


def extend(published: AgreementPublished, said: Extension, now: datetime) -> AgreementPublished:
    """Let it go on after the last day that was signed, also when it had been ended before.

    Raises:
        Conflict: it is replaced.
        Refused: the day is no later than the one that was signed, or makes the period too long.
    """
    agreement = _allowing(published, "extension")
    period = Period(start=agreement.period.start, end=said.last_day)
    if said.last_day <= agreement.period.end:
        refuse([Reason("lastDay", f"must be after {agreement.period.end}, the last day that was signed")])
    if is_too_long(period):
        refuse([Reason("lastDay", f"is more than {LONGEST_PERIOD_YEARS} years after the start")])
    extended = msgspec.structs.replace(agreement, period=period, closed_on=None)
    return with_next(published, extended, "extended", said.reason, now, said.in_force_from)


def replace(
    published: AgreementPublished, said: Replacement, other: AgreementPublished | None, now: datetime
) -> AgreementPublished:
    """Have another agreement take its place: this one holds until the day before the other begins, at the longest.

    Args:
        published: the one that is replaced.
        said: by which, and why.
        other: that one, if it is published.
        now: the present instant.

    Raises:
        Conflict: it is replaced already.
        Refused: the other is not published in the municipality, begins no later, or is replaced by this one.
    """
    agreement = _allowing(published, "replacement")
    if other is None or other.municipality != published.municipality:
        unknown = f"no agreement {said.replaced_by} of municipality {published.municipality} is published here"
        raise Refused("The other agreement is not known here.", [Reason("replacedBy", unknown)])
    refuse(_unfit(agreement, other.latest.agreement))
    last = min(agreement.in_effect.end, other.latest.agreement.period.start - timedelta(days=1))
    closed_on = last if last < agreement.period.end else None
    replaced = msgspec.structs.replace(agreement, closed_on=closed_on, replaced_by=other.agreement_id)
    return with_next(published, replaced, "replaced", said.reason, now)


def _unfit(agreement: Agreement, other: Agreement) -> list[Reason]:
    if other.id == agreement.id:
        return [Reason("replacedBy", "is the agreement itself")]
    if other.replaced_by == agreement.id:
        return [Reason("replacedBy", f"is itself replaced by {agreement.id}")]
    if other.period.start <= agreement.period.start:
        return [Reason("replacedBy", f"begins {other.period.start}; it must begin after {agreement.period.start}")]
    return []


def _allowing(published: AgreementPublished, operation: Operation) -> Agreement:
    agreement = published.latest.agreement
    state = state_of(agreement)
    if operation not in ALLOWED[state]:
        possible = " or ".join(ALLOWED[state])
        raise Conflict(
            f"The agreement is {state}; what it can still have is {possible}, no {operation}.", ALLOWED[state]
        )
    return agreement

"""When a delivery is tried again, and when it is given up."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from shared.events.delivery import DeliveryState

# The wait before each attempt, counted from the one before: in all longer than a weekend, over which nobody mends a
# server. Published in the API's documentation.
WAITS = (
    timedelta(0),
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=8),
    timedelta(hours=24),
    timedelta(hours=24),
    timedelta(hours=24),
)

# A receiver may ask for a longer wait (Retry-After), up to the longest of these; a shorter one is not granted.
# A wait is made up to this much longer, by chance, so that those who failed together don't return together.
JITTER = 0.2

# How long a deliverer may hold a delivery: longer than sending and its book-keeping can take, short enough that
# another takes over soon after a crash. (Sending alone has a limit of its own: `channels/smtp.py`.)
LEASE = timedelta(seconds=60)


class Answer(StrEnum):
    """What the receiving side made of an attempt."""

    ACCEPTED = "accepted"
    DELAYED = "delayed"  # not now: try again
    REFUSED = "refused"  # not ever


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer to one attempt; ``detail`` is for the delivery log and holds no address.

    ``retry_after`` is the wait that the receiver asked for, and ``gone`` that it wants nothing more, ever; ``stalled``
    that it let us wait until our time was over; ``of_mailbox`` that a mail server turned this very mailbox down, for
    the moment or for ever.
    """

    answer: Answer
    detail: str
    retry_after: timedelta | None = None
    gone: bool = False
    stalled: bool = False
    of_mailbox: bool = False

    @property
    def of_relay(self) -> bool:
        """Whether it is delayed by what all deliveries of its channel need, for all that is known."""
        return self.answer is Answer.DELAYED and not self.of_mailbox


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a delivery after an attempt; pending ones have a next attempt."""

    state: DeliveryState
    reason: str | None = None
    next_attempt_at: datetime | None = None


def verdict(outcome: Outcome, attempts: int, now: datetime, chance: float) -> Verdict:
    """What becomes of a delivery.

    Args:
        outcome: of the latest attempt.
        attempts: how many were made, the latest included.
        now: the present instant.
        chance: in [0, 1), decides how much of the jitter is added.
    """
    if outcome.answer is Answer.ACCEPTED:
        return Verdict("delivered")
    if outcome.answer is Answer.REFUSED:
        return Verdict("failed", outcome.detail)
    if attempts >= len(WAITS):
        return Verdict("failed", f"given up after {attempts} attempts; the last: {outcome.detail}")
    wait = max(WAITS[attempts], min(outcome.retry_after or timedelta(0), WAITS[-1]))
    return Verdict("pending", None, now + wait * (1 + JITTER * chance))


def spelled(wait: timedelta) -> str:
    """A wait in words: `1 minute`, `24 hours`. Whole minutes, since no other stand in the schedule."""
    minutes = wait // timedelta(minutes=1)
    number, unit = (minutes // 60, "hour") if minutes % 60 == 0 else (minutes, "minute")
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"

"""The four kinds of error that are the consumer loop's control flow; the fourth is any other exception.

- `Invalid`: this event will never be understood. It goes to the dead letters, the others are handled again.
- `Rejected`: back-pressure. The batch is carried over and tried again soon; nothing is wrong.
- `Recoverable`: something the handler depends on is away. The batch is tried again, with growing pauses.
- anything else: a defect. It is logged, the process stops, and its supervisor starts it again.
"""

from shared.events.cloudevent import Event


class Invalid(Exception):
    """One event of the batch cannot be accepted, ever; ``reason`` is for the operator's eyes."""

    def __init__(self, event: Event, reason: str) -> None:
        super().__init__(reason)
        self.event = event
        self.reason = reason


class Rejected(Exception):
    """Not now: try the same batch again soon."""


class Recoverable(Exception):
    """A dependency is away: try the same batch again after a pause."""


class TooManyDeadLetters(Exception):
    """So many records in a row were unreadable that the deploy is bad, not the data."""

"""The three kinds of error that are the consumer loop's control flow; the third is any other exception.

- `Rejected`: back-pressure. The batch is carried over and tried again soon; nothing is wrong.
- `Recoverable`: something the handler depends on is away. The batch is tried again, with growing pauses.
- anything else: a defect. It is logged, the process stops, and its supervisor starts it again.

An event that will never be understood is no error of the batch: the handler returns it (see `handled`), it goes to the
dead letters, and its neighbours are taken.
"""


class Rejected(Exception):
    """Not now: try the same batch again soon."""


class Recoverable(Exception):
    """A dependency is away: try the same batch again after a pause."""


class TooManyDeadLetters(Exception):
    """So many records in a row were unreadable that the deploy is bad, not the data."""

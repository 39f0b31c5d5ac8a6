"""The steps by which notifications' database came to be as the code has it. A step that was released stays as it is."""

from collections.abc import Iterator
from typing import Final

from shared.store.migrations import Step, changing_each
from shared.store.mongo import Document, Store

_OF_MAIL_ALONE: Final[Document] = {"subscription": {"$exists": False}}


def _of_mail_alone(database: Store) -> int:
    return database.deliveries.count_documents(_OF_MAIL_ALONE)


def _beside_webhooks(database: Store) -> Iterator[int]:
    """From when there were mails alone: they were to no subscription, and whatever held them back is over."""
    told: Document = {"subscription": None, "payload": None, "attemptsBefore": 0}
    yield from changing_each(database.deliveries, _OF_MAIL_ALONE, lambda _: {"$set": told})


STEPS: Final[tuple[Step, ...]] = (
    Step(number=1, name="each delivery says to which subscription it is", left=_of_mail_alone, run=_beside_webhooks),
)

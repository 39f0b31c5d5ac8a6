"""The lock under which steps are taken: a lease that is renewed for as long as its process lives."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from uuid import uuid4

from pymongo.errors import DuplicateKeyError, PyMongoError

from shared.clock import SystemClock
from shared.store.migrations.book import LOCK, NAME, make
from shared.store.mongo import Store

LEASE = timedelta(seconds=15)
BEAT_SECONDS = 3.0


class LostLock(Exception):
    """Another took over, since this process stood still; it goes on from where this one was."""


class Lock:
    """The document `lock` of the collection `migrations`. Its times are the machine's own."""

    def __init__(self, database: Store) -> None:
        self._database = database
        self._collection = database[NAME]
        self._clock = SystemClock()
        self._owner = str(uuid4())
        self._lost = threading.Event()

    def take(self) -> bool:
        """Take it; False while another has it."""
        free = {"_id": LOCK, "until": {"$lt": self._clock.now()}}
        if self._collection.update_one(free, {"$set": self._held()}).matched_count:
            return True
        make(self._database)
        with suppress(DuplicateKeyError):
            self._collection.insert_one({"_id": LOCK, **self._held()})
            return True
        return False

    @contextmanager
    def held(self) -> Iterator[None]:
        """Within, it is kept; afterwards it is free."""
        done = threading.Event()
        beating = threading.Thread(target=self._beat, args=(done,), name="migrations-lock", daemon=True)
        beating.start()
        try:
            yield
        finally:
            done.set()
            beating.join()
            self._collection.delete_one({"_id": LOCK, "owner": self._owner})

    def check(self) -> None:
        """See to it that it is still ours.

        Raises:
            LostLock: it is not.
        """
        if self._lost.is_set():
            raise LostLock("another process has taken over the migration")

    def _beat(self, done: threading.Event) -> None:
        while not done.wait(BEAT_SECONDS):
            with suppress(PyMongoError):  # what is away is felt by whoever works
                renewed = self._collection.update_one({"_id": LOCK, "owner": self._owner}, {"$set": self._held()})
                if not renewed.matched_count:
                    self._lost.set()
                    return

    def _held(self) -> dict[str, object]:
        return {"owner": self._owner, "until": self._clock.now() + LEASE}

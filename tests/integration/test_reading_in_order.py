"""Reading a collection from end to end."""

import uuid
from collections import Counter

from pymongo import MongoClient, monitoring

from deploy.local import Stack
from shared.store.mongo import DOCUMENTS_AT_A_TIME, Document, in_order


class Commands(monitoring.CommandListener):
    """Counts what the server is asked."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        self.asked[event.command_name] += 1

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        """Nothing to note."""

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        """Nothing to note."""


def test_a_collection_is_asked_for_once_and_fetched_some_at_a_time(stack: Stack) -> None:
    # given more documents than are fetched at a time
    commands = Commands()
    with MongoClient[Document](stack.mongodb_uri, event_listeners=[commands]) as client:
        collection = client[f"test_{uuid.uuid4().hex[:12]}"]["things"]
        collection.insert_many({"_id": f"{number:05}", "odd": number % 2} for number in range(2 * DOCUMENTS_AT_A_TIME))

        # when half of it is read, and then all that is odd
        reading = in_order(collection, {})
        some = [next(reading)["_id"] for _ in range(DOCUMENTS_AT_A_TIME)]
        fetched = commands.asked["getMore"]
        odd = [document["_id"] for document in in_order(collection, {"odd": 1})]
        reading.close()  # type: ignore[attr-defined]

    # then a server that sorts has done so once for each, and nothing was fetched before it was wanted
    assert some == [f"{number:05}" for number in range(DOCUMENTS_AT_A_TIME)]
    assert fetched == 0
    assert odd == [f"{number:05}" for number in range(1, 2 * DOCUMENTS_AT_A_TIME, 2)]
    assert commands.asked["find"] == 2

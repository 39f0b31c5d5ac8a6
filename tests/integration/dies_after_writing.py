"""A process of activities that is killed between a write and its answer: the worst moment for whoever waits for it.

Run with a collection, a service's environment, and a request on standard input.
"""

import json
import os
import signal
import sys

from pymongo import monitoring

from services.activities.app import create_app

_WRITES = {"insert", "update"}


class Killer(monitoring.CommandListener):
    """Kills the process as soon as a write to a collection is acknowledged."""

    def __init__(self, collection: str) -> None:
        self._collection = collection
        self._writes: set[int] = set()

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        if event.command_name in _WRITES and event.command[event.command_name] == self._collection:
            self._writes.add(event.request_id)

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        if event.request_id in self._writes:
            os.kill(os.getpid(), signal.SIGKILL)

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        """Nothing was written."""


def main() -> None:
    """Send the request; never returns when it writes."""
    monitoring.register(Killer(sys.argv[1]))
    said = json.load(sys.stdin)
    answer = create_app().test_client().post(said["path"], json=said["body"], headers=said["headers"])
    sys.exit(f"{answer.status_code} {answer.get_data(as_text=True)}")


if __name__ == "__main__":
    main()

"""What is asked of a database, and what is written to it."""

from pymongo.monitoring import CommandFailedEvent, CommandListener, CommandStartedEvent, CommandSucceededEvent

_WRITES = ("insert", "update", "delete", "findAndModify")


class Calls(CommandListener):
    """Keeps which calls read or wrote, and where."""

    def __init__(self) -> None:
        self.made: list[str] = []

    @property
    def writes(self) -> list[str]:
        return [each for each in self.made if each.startswith(_WRITES)]

    def started(self, event: CommandStartedEvent) -> None:
        if event.command_name in (*_WRITES, "find"):
            self.made.append(f"{event.command_name} {event.command[event.command_name]}")

    def succeeded(self, event: CommandSucceededEvent) -> None:
        """What was begun is counted."""

    def failed(self, event: CommandFailedEvent) -> None:
        """What was begun is counted."""

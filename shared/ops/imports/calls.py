"""Speaking to the interface: what an import needs of it."""

from collections.abc import Iterator
from typing import Final, Protocol

from shared.ops.imports.files import Row
from shared.ops.seed.client import Answer

ACTIVITIES: Final = "/activities/v1"


class Calls(Protocol):
    """Whoever speaks to the interface, such as `shared.ops.seed.client.Api`."""

    def call(self, method: str, path: str, *, body: object = None, headers: dict[str, str] | None = None) -> Answer:
        """Send a request until it is answered."""
        ...


def listed(api: Calls, what: str) -> Iterator[Row]:
    """Every row of a list, page by page.

    Args:
        api: speaks for whoever asks.
        what: the list with its filters: `measures?municipality=0140`.
    """
    following: str | None = f"{ACTIVITIES}/{what}&limit=100"
    while following:
        page = api.call("GET", following).body
        yield from page["items"]
        address = page["next"]
        following = address and f"{ACTIVITIES}/{address.partition(f'{ACTIVITIES}/')[2]}"

"""What was told on an earlier day: an Idempotency-Key is forgotten after one, so a story looks for what is there."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from shared.ops.seed.client import Api

# What of a record no change of a story touches, so that it can be found again by it.
_MARKS: Final[dict[str, tuple[str, ...]]] = {
    "activities": ("source.system", "source.id"),
    "observations": ("walk", "category", "place.name", "text"),
    "measures": ("walk", "title"),
    "situation-entries": ("source.name", "period.start", "period.end", "summary"),
    "dialogue-inputs": ("source.name", "period.start", "period.end", "topic"),
}


class Known:
    """The records of a municipality, as each party sees its own.

    Args:
        party: each party's own voice.
        municipality: its code.
    """

    def __init__(self, party: Callable[[str], Api], municipality: str) -> None:
        self._party = party
        self._municipality = municipality
        self._ids: dict[tuple[str, str], dict[tuple[Any, ...], str]] = {}

    def find(self, by: str, path: str, body: dict[str, Any]) -> str | None:
        """The id of what a party told before by a body, if it did.

        Args:
            by: the party.
            path: that it is posted to, as in `measures` or `walks/{id}/observations`.
            body: that is posted.
        """
        *above, kind = path.split("/")
        if kind not in _MARKS:
            return None
        if above:
            body = {**body, "walk": above[-1]}
        if (by, kind) not in self._ids:
            self._ids[by, kind] = {_mark(kind, each): each["id"] for each in self._told(by, kind)}
        return self._ids[by, kind].get(_mark(kind, body))

    def _told(self, by: str, kind: str) -> Iterator[dict[str, Any]]:
        return (each for each in self._pages(self._party(by), kind) if each["reportedBy"] == by)

    def _pages(self, api: Api, kind: str) -> Iterator[dict[str, Any]]:
        following = f"/activities/v1/{kind}?municipality={self._municipality}&limit=100"
        while following:
            page = api.call("GET", following).body
            yield from page["items"]
            address = urlsplit(page["next"] or "")
            following = page["next"] and f"{address.path}?{address.query}"


def _mark(kind: str, said: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(_value(said, name.split(".")) for name in _MARKS[kind])


def _value(said: Mapping[str, Any], names: list[str]) -> Any:  # noqa: ANN401  (whatever is there)
    found: Any = said
    for name in names:
        found = (found or {}).get(name)
    return found

"""Whether a commitment counts where, with whom and about what its promise's words say."""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final

from shared.drafting import rules
from shared.drafting.linting.found import Found, Linted, found

_RULES: Final = {
    "places": "specific.other-places",
    "audiences": "specific.other-audiences",
    "tags": "specific.other-tags",
}


def filtered(linted: Linted) -> Iterator[Found]:
    """Filters that let nothing through of what the words name."""
    if not linted.worded:
        return
    for place, commitment in enumerate(linted.promise.commitments):
        for name, rule_id in _RULES.items():
            said = list(dict.fromkeys(value for each in linted.read for value in getattr(each.counts, name)))
            own = list(getattr(commitment.counts, name))
            if said and own and _known(name, own) and not _meet(said, own):
                path = f"{linted.path}.commitments[{place}].counts.{name}"
                yield found(rule_id, path, said=_quoted(said), counted=_quoted(own))


def _known(name: str, own: list[str]) -> bool:
    """Whether these are values that words are read as: of a municipality's own tags nobody knows what they mean."""
    return name == "places" or set(own) <= _read(name)


@cache
def _read(name: str) -> frozenset[str]:
    return frozenset(value for rows in rules.table().values() for row in rows for value in getattr(row.reads, name))


def _meet(said: Iterable[str], own: Iterable[str]) -> bool:
    """Whether one is part of another: "Norrby" and "Norrby centrum" are the same place, or may be."""
    return any(one.lower() in other.lower() or other.lower() in one.lower() for one in said for other in own)


def _quoted(values: list[str]) -> str:
    return ", ".join(f'"{value[:60]}"' for value in values)

"""Ids from names: small letters, digits and hyphens."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

_SMALL: Final = {"med", "och", "i", "av", "for", "pa", "till", "som", "att", "samt", "vid", "en", "ett"}


def slug(words: str, most: int = 40) -> str:
    """An id from words, cut between them: "Trygghet på torget" becomes "trygghet-pa-torget"."""
    plain = unicodedata.normalize("NFKD", words.lower()).encode("ascii", "ignore").decode()
    parts = re.findall(r"[a-z0-9]+", plain)
    while len(parts) > 1 and len("-".join(parts)) > most:
        parts.pop()
    while len(parts) > 1 and parts[-1] in _SMALL:
        parts.pop()
    return "-".join(parts)[:most] or "namnlos"


class Ids:
    """Ids that are given once each."""

    def __init__(self, given: Iterable[str] = ()) -> None:
        """Make it, with those that are given already."""
        self._given = dict.fromkeys(given, 1)

    def free(self, wanted: str) -> str:
        """The id that is wanted, with a number after it when it was given before."""
        number, candidate = self._given.get(wanted, 0), wanted
        while candidate in self._given:
            number += 1
            candidate = f"{wanted}-{number}"
        self._given[wanted] = max(number, 1)
        self._given.setdefault(candidate, 1)
        return candidate

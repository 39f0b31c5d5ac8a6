"""Who calls: what a good token says of its bearer."""

from collections.abc import Iterable
from dataclasses import dataclass

from shared.http.problem import forbidden


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls, by their token. It reaches only its own municipalities, and speaks only for its own party.

    Attributes:
        client: the system that calls (`client_id`, else `sub`).
        party: the party that it speaks for; None: none (an operator).
        municipalities: codes of those that it reaches.
        scopes: what it may do.
        sources: what the `source` of its events begins with; None: nobody has said, and it is what is its party's.
    """

    client: str
    party: str | None
    municipalities: frozenset[str]
    scopes: frozenset[str]
    sources: tuple[str, ...] | None = None

    def reaches(self, municipality: str) -> bool:
        """Whether it may know of what belongs to the municipality."""
        return municipality in self.municipalities

    def must_reach(self, municipality: str) -> None:
        """Go on only if the token reaches the municipality.

        Raises:
            Problem: 403.
        """
        if not self.reaches(municipality):
            raise forbidden(
                f"The token does not reach municipality {municipality[:20]!r}.",
                remedy=f"It reaches {listed(self.municipalities)}.",
            )

    def must_speak_for(self, party: str) -> None:
        """Go on only if the caller is that party, or an operator (whose token names none).

        Raises:
            Problem: 403.
        """
        if self.party not in (None, party):
            raise forbidden(f"The token speaks for {self.party}, not for another party.")


def belongs(source: str, sources: Iterable[str]) -> bool:
    """Whether the `source` of an event is one of the sources, or lies beneath one: `/a` holds `/a/b`, not `/ab`."""
    return any(source == each or source.startswith(each if each[-1] in "/:#" else f"{each}/") for each in sources)


def own_sources(party: str) -> tuple[str, ...]:
    """What the `source` of a party's events begins with, where neither a token nor a registry names any."""
    return (f"/{party}",)


def listed(names: Iterable[str]) -> str:
    """Names for a sentence, in order."""
    return ", ".join(sorted(names)) or "none"

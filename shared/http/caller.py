"""Who calls: what a good token says of its bearer."""

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
    """

    client: str
    party: str | None
    municipalities: frozenset[str]
    scopes: frozenset[str]

    def must_reach(self, municipality: str) -> None:
        """Go on only if the token reaches the municipality.

        Raises:
            Problem: 403.
        """
        if municipality not in self.municipalities:
            raise forbidden(
                f"The token does not reach municipality {municipality[:20]!r}.",
                remedy=f"It reaches {', '.join(sorted(self.municipalities)) or 'none'}.",
            )

    def must_speak_for(self, party: str) -> None:
        """Go on only if the caller is that party, or an operator (whose token names none).

        Raises:
            Problem: 403.
        """
        if self.party not in (None, party):
            raise forbidden(f"The token speaks for {self.party}, not for another party.")

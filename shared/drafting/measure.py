"""What one commitment of a clause asks for, and what that rests on."""

from dataclasses import dataclass, field

from shared.drafting.clauses import Clause
from shared.drafting.rules import Match
from shared.events.agreement import Period, Target


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a target with the words of its clause that it rests on."""

    value: object
    start: int
    end: int
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Open:
    """Why something was left open."""

    rule: str
    detail: str
    start: int
    end: int


@dataclass(slots=True)
class Measure:
    """What one commitment of a clause asks for.

    Attributes:
        heads: the activities that it asks for.
        target: None when it is left open, for the reasons in ``left``.
        values: what the target's parts rest on, by path.
        often: how often, as it was said.
        region: the words that speak of it when the clause asks for several things.
        crowded: whether it is not certain which words speak of it, since the clause asks for several things.
        is_milestone: whether something is set up or introduced.
    """

    heads: list[Match]
    target: Target | None = None
    values: dict[str, Value] = field(default_factory=dict)
    often: Match | None = None
    left: list[Open] = field(default_factory=list)
    region: tuple[int, int] = (0, 0)
    crowded: bool = False
    is_milestone: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """All that a clause says of how often and by when."""

    clause: Clause
    kinds: list[Match]
    often: list[Match]
    by: list[Match]
    period: Period | None


def opened(match: Match, detail: str) -> Open:
    """Why something was left open: the words that made it so."""
    return Open(match.rule.id, detail, match.start, match.end)

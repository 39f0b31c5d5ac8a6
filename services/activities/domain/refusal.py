"""Refusals: why something was not accepted. Translated once, at the edge that it came in by."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

WHOLE: Final = "body"  # the property that stands for all that was sent
MOST_REASONS: Final = 100  # that are named at once; what was sent may hold any number of things that are wrong
LONGEST_PROPERTY: Final = 200


@dataclass(frozen=True, slots=True)
class Reason:
    """What is wrong with which property (a path such as `actual.start` or `participants[1].party`).

    ``things``: how many things that are wrong it tells of.
    """

    property: str
    reason: str
    things: int = 1


class Refused(Exception):
    """Not accepted, and why; ``detail`` is one sentence, ``reasons`` name each property.

    Of very many the last tells only how many more there are, so that an answer never grows with what is refused.
    """

    def __init__(self, detail: str, reasons: Sequence[Reason] = ()) -> None:
        reasons = _bounded(reasons)
        named = "; ".join(f"{each.property}: {each.reason}" for each in reasons)
        super().__init__(f"{detail} {named}".rstrip())
        self.detail = detail
        self.reasons = tuple(reasons)

    def within(self, place: str) -> "Refused":
        """The same, where what was refused lies at a place in what was sent."""
        reasons = [
            replace(each, property=place if each.property == WHOLE else f"{place}.{each.property}")
            for each in self.reasons
        ]
        return Refused(self.detail, reasons) if reasons else self


class Forbidden(Refused):
    """Whoever asks may not do this."""


class OutOfReach(Forbidden):
    """What lies beyond whoever asks. They get no other answer, whatever is there: else the answer would tell of it."""


class Conflict(Refused):
    """It cannot be done to the thing as it stands now; ``allowed`` names what can."""

    def __init__(self, detail: str, allowed: Sequence[str] = ()) -> None:
        super().__init__(detail)
        self.allowed = tuple(allowed)


class Overtaken(Conflict):
    """Somebody else changed it meanwhile."""


def refuse(reasons: Sequence[Reason], detail: str = "The request is readable but not right.") -> None:
    """Refuse when there are reasons to.

    Raises:
        Refused: with all of them.
    """
    if reasons:
        raise Refused(detail, reasons)


def _bounded(reasons: Sequence[Reason]) -> list[Reason]:
    named = list(reasons)
    if len(named) > MOST_REASONS:
        more = sum(each.things for each in named[MOST_REASONS - 1 :])
        told = Reason(WHOLE, f"{more} more things are wrong; mend the others first", more)
        named[MOST_REASONS - 1 :] = [told]
    return [
        each
        if len(each.property) <= LONGEST_PROPERTY
        else replace(each, property=f"{each.property[: LONGEST_PROPERTY - 3]}...")
        for each in named
    ]

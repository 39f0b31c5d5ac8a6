"""Refusals: why something was not accepted. Translated once, at the edge that it came in by."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

WHOLE: Final = "body"  # the property that stands for all that was sent


@dataclass(frozen=True, slots=True)
class Reason:
    """What is wrong with which property (a path such as `actual.start` or `participants[1].party`)."""

    property: str
    reason: str


class Refused(Exception):
    """Not accepted, and why; ``detail`` is one sentence, ``reasons`` name each property."""

    def __init__(self, detail: str, reasons: Sequence[Reason] = ()) -> None:
        named = "; ".join(f"{each.property}: {each.reason}" for each in reasons)
        super().__init__(f"{detail} {named}".rstrip())
        self.detail = detail
        self.reasons = tuple(reasons)

    def within(self, place: str) -> "Refused":
        """The same, where what was refused lies at a place in what was sent."""
        reasons = [
            Reason(place if each.property == WHOLE else f"{place}.{each.property}", each.reason)
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

"""What the doctor finds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What was found of one thing: ``wrong`` is None when it is well, and then there is nothing to do."""

    what: str
    wrong: str | None = None
    do: str | None = None


def found(what: str, wrong: str | None, do: str) -> Finding:
    """A finding: what is to be done is told only of what is wrong."""
    return Finding(what=what, wrong=wrong, do=do if wrong else None)

"""What follows on the scenes: places noted on walks, measures and their lives, verdicts, lägesbild and dialogue.

In a form that is easy to write: a walk and an observation are named by their keys, and become ids when they are sent.
Every ``key`` is unique in its municipality; an Idempotency-Key derives from it. ``by`` reports it.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

import msgspec

from shared.events.agreement import Period
from shared.events.record import Record

Turn = Literal["acceptance", "start", "completion", "verification", "reopening", "declination", "transfer"]


class Where(Record, frozen=True, forbid_unknown_fields=True):
    """A public place, and its point (longitude, latitude) when it is known."""

    name: str
    point: tuple[float, float] | None = None


class Noted(Record, frozen=True, forbid_unknown_fields=True):
    """A safe or unsafe place, noted on a walk."""

    key: str
    by: str
    walk: str
    feeling: Literal["safe", "unsafe"]
    category: str
    place: Where
    text: str = ""


class Change(Record, frozen=True, forbid_unknown_fields=True):
    """A turn in a measure's life and its day. ``walk`` verifies it, ``reason`` says why.

    ``party``, one of the agreement's by its id, takes it over; or ``to``, somebody else by name.
    """

    change: Turn
    by: str
    day: date
    walk: str | None = None
    party: str | None = None
    to: str | None = None
    reason: str | None = None


class Raised(Record, frozen=True, forbid_unknown_fields=True):
    """A measure that a walk led to, raised on a day, and all that became of it, in its order."""

    key: str
    by: str
    day: date
    walk: str
    title: str
    responsible: str
    due: date
    area: str
    description: str = ""
    priority: Literal["high", "normal", "low"] = "normal"
    observations: tuple[str, ...] = ()
    promises: tuple[str, ...] = ()
    life: tuple[Change, ...] = ()


class Verdict(Record, frozen=True, forbid_unknown_fields=True):
    """A party's own verdict on a promise for a period, signed by a role."""

    promise: str
    by: str
    period: Period
    delivery: str
    effect: str
    narrative: str
    signed_by: str
    signed_on: date

    @property
    def key(self) -> str:
        """A party has one verdict on a promise for a period."""
        return f"{self.promise}-{self.by}-{self.period.end}"


class Source(Record, frozen=True, forbid_unknown_fields=True):
    """Where something was heard or seen: the kind of source, and its name."""

    kind: str
    name: str


class Figure(Record, frozen=True, forbid_unknown_fields=True):
    """A number that an entry of the lägesbild rests on."""

    name: str
    value: float
    unit: str = ""


class Seen(Record, frozen=True, forbid_unknown_fields=True):
    """An entry of the lägesbild."""

    key: str
    by: str
    source: Source
    period: Period
    summary: str
    figures: tuple[Figure, ...] = ()
    focus_areas: tuple[str, ...] = ()
    promises: tuple[str, ...] = ()


class Heard(Record, frozen=True, forbid_unknown_fields=True):
    """What residents said, by source: how many, of what, and in short."""

    key: str
    by: str
    source: Source
    period: Period
    topic: str
    voices: int
    summary: str = ""
    focus_areas: tuple[str, ...] = ()
    promises: tuple[str, ...] = ()


Said = Noted | Raised | Verdict | Seen | Heard

_OURS = ("key", "by", "day", "life", "walk", "observations", "due")


def body_of(said: Said, municipality: str, ids: Mapping[str, str]) -> dict[str, Any]:
    """It as the public interface takes it; ``ids`` are those of the walks and observations that it names, by key."""
    plain = msgspec.to_builtins(said)
    body = {name: value for name, value in plain.items() if name not in _OURS and value is not None}
    body["demonstration"] = True
    if not isinstance(said, Noted | Verdict):
        body["municipality"] = municipality
    if isinstance(said, Raised):
        body["walk"] = ids[said.walk]
        body["observations"] = [ids[key] for key in said.observations]
        body["dueOn"] = said.due.isoformat()
    return body


def change_of(change: Change, ids: Mapping[str, str]) -> dict[str, Any]:
    """A turn in a measure's life as the public interface takes it."""
    body: dict[str, Any] = {"reason": change.reason} if change.reason else {}
    if change.change == "completion":
        body["completedOn"] = change.day.isoformat()
    if change.change == "verification" and change.walk:
        body["walk"] = ids[change.walk]
    if change.change == "transfer":
        body |= {"party": change.party} if change.party else {"name": change.to}
    return body

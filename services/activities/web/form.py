"""The form as it was filled in, and what it says: nothing is lost when something in it is wrong."""

import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, Final

from services.activities.domain.refusal import Refused, refuse
from services.activities.domain.spans import CLOCKS_DIFFER
from services.activities.domain.tip import LONGEST_AGO, TipReport, check_tip
from services.activities.reading import read
from shared.clock import STOCKHOLM, local_day

_FIELDS: Final = {"category": "category", "text": "text", "area": "area", "observedAt": "day"}
_NOON: Final = time(12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What stands in the fields. ``once`` is drawn anew for each form, so that sending it twice makes one tip."""

    category: str = ""
    text: str = ""
    area: str = ""
    day: str = ""
    clock: str = ""
    once: str = ""

    @staticmethod
    def of(fields: dict[str, str]) -> "Typed":
        """From the fields of a form that was sent; line breaks as one character."""
        known = {name: fields.get(name, "").replace("\r\n", "\n").strip() for name in Typed.__dataclass_fields__}
        return Typed(**known | {"once": _uuid(known["once"]) or new_once()})


class Unreadable(Exception):
    """Things in the form are wrong: field -> what, as a key of the words for it."""

    def __init__(self, wrong: dict[str, str]) -> None:
        super().__init__(", ".join(wrong))
        self.wrong = wrong


def new_once() -> str:
    """Something that no other form has."""
    return str(uuid.uuid4())


def report_of(typed: Typed, municipality: str, now: datetime) -> TipReport:
    """The tip that the form tells.

    Raises:
        Unreadable: with all that is wrong.
    """
    wrong: dict[str, str] = {}
    body: dict[str, Any] = {"municipality": municipality, "category": typed.category, "text": typed.text}
    if typed.area:
        body["area"] = typed.area
    try:
        observed_at = _observed_at(typed, now)
        if observed_at is not None:
            body["observedAt"] = observed_at
    except Unreadable as unreadable:
        wrong |= unreadable.wrong
    try:
        said = read(body, TipReport, sealed="text")
        refuse(check_tip(said, now))
    except Refused as refused:
        wrong |= {_field(each.property): _key(_field(each.property), typed) for each in refused.reasons}
    if wrong:
        raise Unreadable({name: wrong[name] for name in ("category", "text", "area", "day", "clock") if name in wrong})
    return said


def _observed_at(typed: Typed, now: datetime) -> datetime | None:
    """About when, in UTC: noon of a day without a clock time, but never after now."""
    if not typed.day:
        if typed.clock:
            raise Unreadable({"day": "day_missing"})
        return None
    day, clock = _day(typed.day), _clock(typed.clock)
    if not local_day(now) - LONGEST_AGO <= day <= local_day(now):
        raise Unreadable({"day": "day_outside"})
    seen = datetime.combine(day, clock or _NOON, STOCKHOLM).astimezone(UTC)
    if clock and seen > now + CLOCKS_DIFFER:
        raise Unreadable({"clock": "clock_later"})
    return seen if clock else min(seen, now)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Unreadable({"day": "day_unreadable"}) from None


def _clock(text: str) -> time | None:
    """A clock time, written with a colon or, as Swedes do, with a full stop."""
    if not text:
        return None
    try:
        clock = time.fromisoformat(text.replace(".", ":"))
    except ValueError:
        clock = None
    if clock is None or clock.tzinfo is not None:
        raise Unreadable({"clock": "clock_unreadable"})
    return clock


def _field(name: str) -> str:
    return _FIELDS.get(name, "text")


def _key(field: str, typed: Typed) -> str:
    """What is wrong with a field, beyond what its own reading told."""
    if field == "text":
        return "text_long" if typed.text else "text_missing"
    return {"category": "category_missing", "area": "area_unfit", "day": "day_outside"}[field]


def _uuid(text: str) -> str | None:
    try:
        return str(uuid.UUID(text))
    except ValueError:
        return None

"""When a series takes place: a rule by RFC 5545 (RRULE), reckoned by the clock on the wall in Stockholm.

Parsing and reckoning are python-dateutil's. What could run on for ever, or would move the time of day, is refused here.
"""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import islice, takewhile
from typing import Final, NoReturn

from dateutil.rrule import rrulestr

from services.activities.domain.forms import SaidSpan
from services.activities.domain.refusal import Reason, Refused, refuse
from services.activities.domain.spans import check_span
from shared.clock import STOCKHOLM

MOST: Final = 366
FREQUENCIES: Final = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_PARTS: Final = frozenset(
    {
        "FREQ",
        "INTERVAL",
        "COUNT",
        "UNTIL",
        "BYDAY",
        "BYMONTH",
        "BYMONTHDAY",
        "BYYEARDAY",
        "BYWEEKNO",
        "BYSETPOS",
        "WKST",
    }
)
_RULE: Final = re.compile(r"(?:RRULE:)?[A-Z]+=[A-Z0-9,+-]+(?:;[A-Z]+=[A-Z0-9,+-]+)*")
_NUMBER: Final = re.compile(r"[1-9]\d{0,2}")
# A rule that nothing fits is looked through until the year 9999. The calendar repeats every 400 years, so that what
# is reckoned there, and brought back, is the same and soon at its end.
_AHEAD: Final = 7600
_FORM: Final = "must be a rule by RFC 5545, as in FREQ=MONTHLY;BYDAY=1TU;COUNT=12"


def occurrences(first: SaidSpan, rule: str, excepted: Sequence[date]) -> list[SaidSpan]:
    """The times of a series, in their order.

    Args:
        first: the first time; all others begin and end at the same time of day.
        rule: by RFC 5545.
        excepted: days in Stockholm on which it does not take place.

    Raises:
        Refused: the rule cannot be read, has no end or gives too much, or does not go with the rest.
    """
    refuse(check_span(first, "activity.planned"))
    starts, ends = (_on_the_wall(each) for each in (first.start, first.end))
    begun = _starts(starts, _read(rule))
    days = {each.date() for each in begun}
    refuse(
        [
            Reason(f"recurrence.except[{place}]", f"is {each}, on which the rule has no occurrence")
            for place, each in enumerate(excepted)
            if each not in days
        ]
    )
    left = [each for each in begun if each.date() not in excepted]
    if not left:
        refuse([Reason("recurrence.except", "leaves no occurrence")])
    found = [_span(each, ends - starts, first.end - first.start) for each in left if each != starts]
    return [first, *found] if left[0] == starts else found


def _read(rule: str) -> dict[str, str]:
    """The parts of a rule, by name."""
    if not _RULE.fullmatch(rule):
        _refuse(_FORM)
    named = [part.partition("=") for part in rule.removeprefix("RRULE:").split(";")]
    parts = {name: value for name, _, value in named}
    if len(parts) != len(named) or parts.keys() - _PARTS:
        _refuse(f"has each of {', '.join(sorted(_PARTS))} once at most, and nothing else")
    if parts.get("FREQ") not in FREQUENCIES:
        _refuse(f"needs FREQ, which is one of {', '.join(FREQUENCIES)}")
    if ("COUNT" in parts) == ("UNTIL" in parts):
        _refuse("needs either COUNT or UNTIL, so that it has an end")
    for name in ("COUNT", "INTERVAL"):
        if name in parts and not _NUMBER.fullmatch(parts[name]):
            _refuse(f"{name} is a whole number from 1 to 999")
    return parts


def _starts(first: datetime, parts: dict[str, str]) -> list[datetime]:
    """By the clock on the wall, as `first` is."""
    count = int(parts.pop("COUNT", MOST + 1))
    until = _until(parts.pop("UNTIL", None))
    ahead = first.replace(year=first.year + _AHEAD)
    try:
        rule = rrulestr(";".join(f"{name}={value}" for name, value in parts.items()), dtstart=ahead)
        brought_back = (each.replace(year=each.year - _AHEAD) for each in islice(rule, min(count, MOST + 1)))
        found = list(takewhile(lambda each: until is None or each <= until, brought_back))
    except (ValueError, TypeError, KeyError, IndexError, AttributeError):
        _refuse(_FORM)
    if not found or found[0] != first:
        of_rule = f"; the first that does is {found[0].date()}" if found else ""
        refuse([Reason("activity.planned.start", f"does not fit the rule{of_rule}")])
    if len(found) > MOST:
        _refuse(f"gives more than {MOST} occurrences")
    return found


def _until(value: str | None) -> datetime | None:
    """The last moment, by the clock on the wall; a day is meant to its end."""
    if value is None:
        return None
    try:
        if len(value) == len("20211231"):
            return datetime.strptime(value, "%Y%m%d").replace(hour=23, minute=59, second=59)  # noqa: DTZ007
        moment = datetime.strptime(value.removesuffix("Z"), "%Y%m%dT%H%M%S")  # noqa: DTZ007
        return _on_the_wall(moment.replace(tzinfo=UTC)) if value.endswith("Z") else moment
    except (ValueError, OverflowError):
        _refuse("UNTIL is a day or a moment, as in 20211231 or 20211231T225959Z")


def _on_the_wall(instant: datetime) -> datetime:
    return instant.astimezone(STOCKHOLM).replace(tzinfo=None, microsecond=0)


def _span(start: datetime, on_the_wall: timedelta, lasting: timedelta) -> SaidSpan:
    """From and until the same time of day; as long as the first where the clock is moved so that this cannot be."""
    begins, ends = _instant(start), _instant(start + on_the_wall)
    return SaidSpan(start=begins, end=ends if _is_there(start) and ends >= begins else begins + lasting)


def _is_there(on_the_wall: datetime) -> bool:
    """Whether the clock shows it; in spring it skips an hour, and what would be then begins an hour later."""
    return _on_the_wall(_instant(on_the_wall)) == on_the_wall.replace(microsecond=0)


def _instant(on_the_wall: datetime) -> datetime:
    return on_the_wall.replace(tzinfo=STOCKHOLM).astimezone(UTC)


def _refuse(reason: str) -> NoReturn:
    raise Refused("The rule cannot be followed.", [Reason("recurrence.rrule", reason)])

"""How the page says numbers, ages and names."""

from datetime import UTC, datetime
from typing import Any, Final

from shared.events.catalogue import PREFIX
from shared.ops.showing import plain

_TOPIC_PREFIX: Final = "loftet."
_UNITS: Final = ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second"))


def for_templates() -> dict[str, Any]:
    """The functions by their names."""
    return {
        "ago": ago,
        "count": count,
        "rate": rate,
        "clock": clock,
        "short": short,
        "event": event,
        "plain": plain,
        "said": said,
        "instant": instant,
    }


def ago(then: datetime, now: datetime | None = None) -> str:
    """How long ago something was, in its largest unit."""
    seconds = max(0, int(((now or datetime.now(UTC)) - then).total_seconds()))
    for size, unit in _UNITS:
        if seconds >= size:
            number = seconds // size
            return f"{number} {unit}{'s' if number != 1 else ''} ago"
    return "just now"


def count(number: float) -> str:
    """A whole number, its thousands apart."""
    return f"{number:,.0f}"


def rate(number: float) -> str:
    """So many a minute: small ones to a tenth, so that little is not nothing."""
    return "0" if number == 0 else f"{number:.1f}" if number < 10 else f"{number:,.0f}"


def clock(then: datetime) -> str:
    """The time of day, with the day where that is not today."""
    form = "%H:%M:%S" if then.date() == datetime.now(UTC).date() else "%Y-%m-%d %H:%M"
    return f"{then.astimezone(UTC):{form}}"


def instant(then: datetime) -> str:
    """For machines."""
    return then.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def short(name: str) -> str:
    """A topic or group without what all of them begin with."""
    return name.removeprefix(_TOPIC_PREFIX)


def event(name: str | None) -> str:
    """An event's type without what all of them begin with."""
    return plain((name or "no type").removeprefix(PREFIX))


def said(value: bytes | None) -> str:
    """What a header holds."""
    return plain((value or b"").decode(errors="replace"))

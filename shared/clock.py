"""Time comes in from outside: a clock is passed to whoever needs to know what time it is.

Instants are aware and in UTC; calendar reckoning (days, months, terms) is in Europe/Stockholm.
"""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
STOCKHOLM = ZoneInfo("Europe/Stockholm")


class Clock(Protocol):
    """Whatever can tell the present instant."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """The machine's present instant, in UTC, to the millisecond (what MongoDB keeps)."""
        return to_milliseconds(datetime.now(UTC))


class FileClock:
    """A clock whose hands somebody else moves: the instant stands in a file, as RFC 3339.

    For rehearsals: a whole period can be played through in minutes, in all processes at once.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def now(self) -> datetime:
        """The instant that the file holds now, in UTC."""
        return to_milliseconds(parse_instant(self._path.read_text(encoding="ascii").strip()))


def clock_from(path: str | None) -> Clock:
    """The clock that the configuration asks for: the file's if there is one, else the machine's."""
    return FileClock(Path(path)) if path else SystemClock()


def parse_instant(text: str) -> datetime:
    """An RFC 3339 instant as an aware datetime in UTC.

    Raises:
        ValueError: the text is no instant, or has no offset.
    """
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError("an instant needs an offset, as in 2021-04-15T18:00:00+02:00")
    return instant.astimezone(UTC)


def of_epoch(milliseconds: float) -> datetime | None:
    """The instant so many milliseconds after 1970 began, in UTC; None: it lies before year 1 or after 9999."""
    try:
        return EPOCH + timedelta(milliseconds=milliseconds)
    except OverflowError:
        return None


def to_milliseconds(instant: datetime) -> datetime:
    """The instant without what MongoDB does not keep (it stores milliseconds)."""
    return instant.replace(microsecond=instant.microsecond // 1000 * 1000)


def local_day(instant: datetime) -> date:
    """The calendar day in Stockholm that an instant falls on."""
    return instant.astimezone(STOCKHOLM).date()


def start_of_day(day: date) -> datetime:
    """The first instant, in UTC, of a calendar day in Stockholm."""
    return datetime(day.year, day.month, day.day, tzinfo=STOCKHOLM).astimezone(UTC)

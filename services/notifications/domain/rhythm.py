"""When a recipient is told: quiet hours and digests, by the clock on the wall in Stockholm. Pure.

Days are counted on the wall and only then made instants, so that a day with 23 or 25 hours has one digest like others.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from services.notifications.domain.endpoint import Endpoint, Quiet, Rhythm
from shared.clock import STOCKHOLM

AT: Final = time(7, 30)  # of digests: before the working day begins
TOGETHER: Final = timedelta(minutes=5)  # what comes to a resident within it is one mail
OCCASIONS_AT: Final = time(7, 0)  # of what time alone makes worth telling: before the digest of its day
_SATURDAY: Final = 5


def next_digest(rhythm: Rhythm, after: datetime) -> datetime:
    """The first instant after another at which a digest is due: on working days, or on Mondays."""
    day = after.astimezone(STOCKHOLM).date()
    while True:
        due = on_the_wall(day, AT)
        if due > after and _is_digest_day(rhythm, day):
            return due
        day += timedelta(days=1)


def quiet_until(endpoint: Endpoint, at: datetime) -> datetime | None:
    """The end of the quiet hours that an instant falls in; None: it falls in none.

    Where the clocks show the end twice it is the next of both, and where they leave out all between two quiet hours
    these are one.
    """
    if endpoint.quiet is None or not _falls_in(endpoint.quiet, at):
        return None
    here, until = at.astimezone(STOCKHOLM), endpoint.quiet.until
    day = here.date() if here.time() < until else here.date() + timedelta(days=1)
    end = on_the_wall(day, until)
    if end <= at:
        end = on_the_wall(day, until.replace(fold=1))
    return quiet_until(endpoint, end) or end


def on_the_wall(day: date, hour: time) -> datetime:
    """The instant, in UTC, at which the clocks of Stockholm show a time; of two the first, of none the next."""
    return datetime.combine(day, hour, tzinfo=STOCKHOLM).astimezone(UTC)


def _is_digest_day(rhythm: Rhythm, day: date) -> bool:
    return day.weekday() == 0 if rhythm == "weekly" else day.weekday() < _SATURDAY


def _falls_in(quiet: Quiet, at: datetime) -> bool:
    hour = at.astimezone(STOCKHOLM).time()
    if quiet.from_ <= quiet.until:
        return quiet.from_ <= hour < quiet.until
    return hour >= quiet.from_ or hour < quiet.until

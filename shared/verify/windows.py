"""Windows: each as it stands, from the activities that belong to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from math import fsum
from zoneinfo import ZoneInfo

from shared.places import plain
from shared.verify.data import Activity, Covering, Target
from shared.verify.frames import DAY, Frame

STOCKHOLM = ZoneInfo("Europe/Stockholm")
_NEARLY = 1e-9  # ten times 0.1 is one


@dataclass(frozen=True)
class Moment:
    """When it is judged, and the last day of an agreement that was ended before its time."""

    now: datetime
    ended: date | None = None

    @property
    def today(self) -> date:
        """The day in Stockholm."""
        return day_of(self.now)


@dataclass(frozen=True)
class Window:
    """A window as reckoned; ``broken`` was cut short, unmet, when the agreement was ended."""

    frame: Frame
    state: str
    done: float
    required: float
    late: bool
    planned: int
    missing: int
    broken: bool


def day_of(instant: datetime) -> date:
    """The day in Stockholm on which an instant falls."""
    return instant.astimezone(STOCKHOLM).date()


def midnight(day: date) -> datetime:
    """A day's first instant in Stockholm."""
    return datetime.combine(day, time(0), STOCKHOLM).astimezone(ZoneInfo("UTC"))


def window(frame: Frame, ours: Sequence[Activity], target: Target, moment: Moment) -> Window:
    """How a window stands; ``ours`` are the activities that began in it, or in the last one: in it or after it."""
    done = [one for one in ours if one.state == "completed"]
    in_time = [one for one in done if day_of(one.start) <= frame.end]
    amount, missing = _amount(done, target), _missing(done, target.covering) if frame.asks else 0
    met = _reaches(amount, frame.required) and not missing
    broken = frame.asks and not met and moment.ended is not None and moment.ended < min(moment.today, frame.end)
    required = _asked_by_now(frame, target, moment, broken=broken, met=met)
    met_in_time = _reaches(_amount(in_time, target), frame.required) and not _missing(in_time, target.covering)
    state = _state(frame, moment, met=met)
    if broken:
        enough = _reaches(amount, required) and not missing
        state = ("met" if enough else "missed") if frame.grows_on and required else "asks_nothing"
    return Window(
        frame=frame,
        state=state,
        done=amount,
        required=required,
        late=state == "met" and not broken and not met_in_time,
        planned=0 if broken or moment.today > frame.end else _still_planned(ours, frame, moment),
        missing=missing,
        broken=broken,
    )


def _state(frame: Frame, moment: Moment, *, met: bool) -> str:
    if not frame.asks:
        return "asks_nothing"
    if met:
        return "met"
    if moment.today < frame.start:
        return "upcoming"
    return "missed" if moment.today > frame.end else "open"


def _asked_by_now(frame: Frame, target: Target, moment: Moment, *, broken: bool, met: bool) -> float:
    """What it asks for: an average that is not met, for the parts that are over; or were when the agreement ended."""
    if met or not frame.grows_on:
        return frame.required
    if broken and moment.ended:
        return target.at_least * sum(1 for end in frame.grows_on if end <= moment.ended)
    if frame.start <= moment.today <= frame.end:
        return target.at_least * sum(1 for end in frame.grows_on if end < moment.today)
    return frame.required


def _amount(done: Sequence[Activity], target: Target) -> float:
    match target.unit:
        case "quantity":
            return fsum(one.quantity for one in done)
        case "days":
            return len({day_of(one.start) for one in done})
        case "weeks":
            return len({day_of(one.start).isocalendar()[:2] for one in done})
        case "hours":
            return sum(max(0, int((one.end - one.start).total_seconds()) // 60) for one in done) / 60
        case "result":
            return fsum(one.results.get(target.result or "", 0) for one in done)
        case _:
            return len(done)


def _missing(done: Sequence[Activity], covering: Covering | None) -> int:
    """How many of the audiences, parties and places that a window must reach are not reached."""
    if covering is None:
        return 0
    audiences = {audience for one in done for audience in one.audiences}
    parties = {party for one in done for party in (one.reported_by, *(each.party for each in one.participants))}
    places = {plain(one.place) for one in done if one.place}
    reached = (
        *(asked in audiences for asked in covering.audiences),
        *(asked in parties for asked in covering.parties),
        *(plain(asked) in places for asked in covering.places),
    )
    return reached.count(False)


def _still_planned(ours: Sequence[Activity], frame: Frame, moment: Moment) -> int:
    planned = (one for one in ours if one.state == "planned" and day_of(one.start) <= frame.end)
    return sum(1 for one in planned if one.end > moment.now)


def in_danger(frame: Frame, now: datetime) -> bool:
    """Whether a quarter of the window or less is left."""
    opens, closes = midnight(frame.start), midnight(frame.end + DAY)
    return (closes - now) * 4 <= closes - opens


def _reaches(amount: float, required: float) -> bool:
    return amount >= required - _NEARLY

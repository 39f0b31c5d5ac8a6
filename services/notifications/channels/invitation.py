"""The calendar part of a mail: what is to come, at its time, as every calendar reads it.

The same each time it is made of the same notice; a later revision takes the place of an earlier one.
Source: RFC 5545 (iCalendar) and RFC 5546 (METHOD, SEQUENCE).
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final

from icalendar import Calendar, Event

from services.notifications.domain.digest import shown
from services.notifications.domain.notice import ActivityFacts, MeasureFacts, Notice
from services.notifications.domain.noticing import HANDED_OVER
from services.notifications.domain.plan import last_day_told

ACTIVITIES: Final = frozenset(
    {
        *("activity-planned", "activity-rescheduled", "activity-cancelled"),
        *("follow-walk-planned", "follow-walk-moved", "follow-walk-corrected", "follow-walk-cancelled"),
    }
)
PERHAPS_OVER: Final = frozenset({"activity-corrected", "activity-withdrawn"})
MEASURES: Final = frozenset(
    {"measure-assigned", "measure-handed-over", "measure-reopened", "measure-corrected", "measure-withdrawn"}
)
_OFF: Final = frozenset({"cancelled", "withdrawn"})


def calendar_of(rule: str, notice: Notice, at: datetime, page: str, sender: str) -> bytes | None:
    """The calendar of a notice, or of all that a digest gathers; None: there is nothing to come in it.

    Args:
        rule: under which it is told.
        notice: what is told.
        at: when it was planned.
        page: of the public page, without a municipality.
        sender: the address that it is sent from: the organizer, and events are named under its domain.
    """
    lines = [(each.rule, each.notice) for each in shown(notice.gathered)] or [(rule, notice)]
    events = [event for told, each in lines for event in _events(told, each, at, page, sender)]
    if not events:
        return None
    calendar = Calendar()
    calendar.add("prodid", "-//Loftet//notifications//SV")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if all(event["status"] == "CANCELLED" for event in events) else "PUBLISH")
    for event in events:
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _events(rule: str, notice: Notice, at: datetime, page: str, sender: str) -> Iterator[Event]:
    activity = notice.activity
    if activity is not None and (rule in ACTIVITIES or (rule in PERHAPS_OVER and activity.span.end > at)):
        event = _of_activity(activity, notice.municipality_name)
    elif rule in MEASURES and notice.measure is not None and (day := last_day_told(notice)) is not None:
        event = _of_measure(notice.measure, day, theirs=rule != HANDED_OVER)
    else:
        return
    event.add("uid", f"{notice.about}@{sender.rpartition('@')[2]}")
    event.add("organizer", f"mailto:{sender}")
    event.add("dtstamp", at)
    event.add("url", f"{page}/{notice.municipality}")
    event.add("transp", "TRANSPARENT")
    yield event


def _of_activity(activity: ActivityFacts, place: str) -> Event:
    event = Event()
    event.add("sequence", activity.revision)
    event.add("dtstart", activity.span.start)
    event.add("dtend", activity.span.end)
    event.add("summary", activity.title or place)
    event.add("status", "CANCELLED" if activity.state in _OFF else "CONFIRMED")
    if activity.place:
        event.add("location", activity.place)
    return event


def _of_measure(measure: MeasureFacts, day: date, *, theirs: bool) -> Event:
    """The measure's last day, as a whole day; to whoever it is no longer ``theirs`` it is none, nor if it has none."""
    off = measure.state in _OFF or measure.due_on is None or not theirs
    event = Event()
    event.add("sequence", measure.revision)
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", measure.title)
    event.add("status", "CANCELLED" if off else "CONFIRMED")
    return event

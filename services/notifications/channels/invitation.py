"""The calendar part of a mail: what is planned, at its time, as every calendar reads it.

The same each time it is made of the same notice; a later revision takes the place of an earlier one.
Source: RFC 5545 (iCalendar) and RFC 5546 (METHOD, SEQUENCE).
"""

from datetime import datetime

from icalendar import Calendar, Event

from services.notifications.domain.notice import ActivityFacts, Notice

RULES = frozenset({"activity-planned", "activity-rescheduled", "activity-cancelled"})


def calendar_of(rule: str, notice: Notice, at: datetime, page: str, domain: str) -> bytes | None:
    """The calendar of a notice; None: it tells of nothing that is to come.

    Args:
        rule: under which it is told.
        notice: what is told.
        at: when it was planned.
        page: where the public page shows it.
        domain: the sender's, which the event is named under.
    """
    activity = notice.activity
    if rule not in RULES or activity is None:
        return None
    calendar = Calendar()
    calendar.add("prodid", "-//Loftet//notifications//SV")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if activity.state == "cancelled" else "PUBLISH")
    calendar.add_component(_event(notice, activity, at, page, domain))
    return bytes(calendar.to_ical())


def _event(notice: Notice, activity: ActivityFacts, at: datetime, page: str, domain: str) -> Event:
    event = Event()
    event.add("uid", f"{notice.about}@{domain}")
    event.add("sequence", activity.revision)
    event.add("dtstamp", at)
    event.add("dtstart", activity.span.start)
    event.add("dtend", activity.span.end)
    event.add("summary", activity.title or notice.municipality_name)
    event.add("url", page)
    event.add("status", "CANCELLED" if activity.state == "cancelled" else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    if activity.place:
        event.add("location", activity.place)
    return event

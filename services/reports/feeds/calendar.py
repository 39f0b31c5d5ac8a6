"""Calendars by RFC 5545: one event for each activity and each due day, the same each time it is fetched.

An event keeps its UID for as long as it is about the same thing; SEQUENCE grows with its revision, and what was called
off stays, as CANCELLED, so that it disappears from whoever had it. Times are UTC, days are days. Nothing in it depends
on when it was fetched.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Final

from icalendar import Calendar, Event, vDuration, vUri

from services.reports.feeds import words
from services.reports.feeds.coming import Coming, Due
from services.reports.open_data.columns import Told
from shared.events.activity import Activity
from shared.events.measure import Measure

EACH: Final = timedelta(hours=1)  # how often it is worth fetching
_DAY: Final = timedelta(days=1)


class CalendarOf:
    """Makes the calendar of a place.

    Args:
        url: where the installation is reached: the page of what an event is about stands there.
        language: ``sv`` or ``en``.
        names: of all parties, by their ids.
    """

    def __init__(self, url: str, language: str, names: Mapping[str, str]) -> None:
        self._url = url
        self._host = url.split("://", 1)[-1].split("/")[0].split(":")[0]
        self._language = language
        self._names = names

    def written(self, name: str, address: str, coming: Coming) -> bytes:
        """The calendar; ``address`` is where it stands."""
        calendar = Calendar()
        calendar.add("prodid", "-//Loftet//Medborgarloften//SV")
        calendar.add("version", "2.0")
        calendar.add("method", "PUBLISH")
        for key, value in (
            ("name", name),
            ("x-wr-calname", name),
            ("description", words.COMING.in_language(self._language)),
        ):
            calendar.add(key, value)
        calendar.add("refresh-interval", vDuration(EACH), parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", vDuration(EACH))
        calendar.add("source", vUri(address), parameters={"VALUE": "URI"})
        for activity in coming.activities:
            calendar.add_component(self._activity(activity))
        for due in coming.dues:
            calendar.add_component(self._due(due))
        for measure in coming.measures:
            calendar.add_component(self._measure(measure))
        written: bytes = calendar.to_ical()
        return written

    def _activity(self, activity: Activity) -> Event:
        event = self._event(f"activity-{activity.id}", activity.revision - 1, activity.reported_at)
        event.add("summary", activity.title or words.kind_in(self._language, activity.kind))
        event.add("dtstart", activity.span.start)
        if activity.span.end > activity.span.start:
            event.add("dtend", activity.span.end)
        event.add("categories", [words.kind_in(self._language, activity.kind)])
        if activity.place:
            event.add("location", activity.place.name)
            if activity.place.point:
                event.add("geo", (activity.place.point[1], activity.place.point[0]))
        event.add("status", "CANCELLED" if activity.state == "cancelled" else "CONFIRMED")
        if activity.counts:
            event.add("url", self._page(activity.municipality, activity.counts[0].agreement))
        said = [
            self._say(words.CANCELLED, reason=activity.reason) if activity.state == "cancelled" else activity.outcome,
            "\n".join(dict.fromkeys(count.promise_title for count in activity.counts)),
            self._say(words.REPORTED_BY, name=self._name(activity.reported_by)),
            self._say(words.MADE_UP) if activity.demonstration else "",
        ]
        event.add("description", "\n".join(each for each in said if each))
        return event

    def _due(self, due: Due) -> Event:
        window, agreement = due.window, due.version.agreement
        uid = f"due-{due.commitment}-{window.start}"
        event = self._event(uid, due.version.version - 1, due.told_at)
        so_far = words.summary_in(self._language, window)
        event.add("summary", self._say(words.DUE, promise=due.promise.title, summary=so_far))
        self._all_day(event, window.end)
        event.add("status", "CONFIRMED")
        event.add("url", self._page(agreement.municipality.code, agreement.id))
        said = [
            due.promise.text,
            self._say(words.WINDOW, label=words.window_in(self._language, window.label, window.start, window.end)),
            self._say(words.RESPONSIBLE, names=", ".join(map(self._name, due.promise.responsible))),
            self._say(words.MADE_UP) if agreement.demonstration else "",
        ]
        event.add("description", "\n".join(each for each in said if each))
        return event

    def _measure(self, measure: Measure) -> Event:
        event = self._event(f"measure-{measure.id}", measure.revision - 1, measure.reported_at)
        event.add("summary", self._say(words.MEASURE_DUE, title=measure.title))
        if measure.due_on:
            self._all_day(event, measure.due_on)
        declined = measure.state == "declined"
        event.add("status", "CANCELLED" if declined else "CONFIRMED")
        if measure.place:
            event.add("location", measure.place.name)
        said = [
            self._say(words.DECLINED, reason=measure.reason) if declined else measure.description,
            self._say(words.RESPONSIBLE, names=measure.responsible_name),
            self._say(words.MADE_UP) if measure.demonstration else "",
        ]
        event.add("description", "\n".join(each for each in said if each))
        return event

    def _event(self, what: str, sequence: int, told_at: datetime) -> Event:
        event = Event()
        event.add("uid", f"{what}@{self._host}")
        event.add("sequence", sequence)
        event.add("dtstamp", told_at)
        event.add("last-modified", told_at)
        return event

    @staticmethod
    def _all_day(event: Event, day: date) -> None:
        """The whole of a day, which keeps nobody busy."""
        event.add("dtstart", day)
        event.add("dtend", day + _DAY)
        event.add("transp", "TRANSPARENT")

    def _page(self, code: str, agreement: str) -> vUri:
        return vUri(words.address_in(self._language, f"{self._url}/{code}/{agreement}"))

    def _name(self, party: str) -> str:
        return self._names.get(party, party)

    def _say(self, text: Told, **values: object) -> str:
        return text.in_language(self._language).format(**values)

"""What the API answers with, beyond the activity itself; also what documents it."""

from typing import Any, Literal

from shared.events.acknowledgement import InvalidParameter
from shared.events.activity import Activity
from shared.events.record import Record
from shared.http.paging import ChangesPage


class ActivityPageAnswer(ChangesPage, frozen=True, kw_only=True):
    """A page of activities."""

    items: list[Activity]


class SeriesAnswer(Record, frozen=True):
    """Activities of a series, in the order of their times."""

    series: str
    items: list[Activity]


class EventResult(Record, frozen=True, omit_defaults=True):
    """What became of an event. ``activity_id`` or ``tip_id`` unless it was rejected; then ``reason``."""

    result: Literal["accepted", "duplicate", "rejected"]
    id: str | None = None
    source: str | None = None
    activity_id: str | None = None
    tip_id: str | None = None
    reason: str | None = None
    invalid_parameters: tuple[InvalidParameter, ...] = ()


class EventsAnswer(Record, frozen=True):
    """What became of each event, in the order in which they were sent."""

    results: list[EventResult]


class TipAnswer(Record, frozen=True):
    """The tip's id: nothing more is told of it."""

    tip_id: str


ACTIVITY_EXAMPLE: dict[str, Any] = {
    "id": "5f0c6c0a-7f0e-5a5c-9c56-0c1d7c1b7a11",
    "revision": 1,
    "municipality": "0140",
    "municipalityName": "Nykvarn",
    "kind": "walk",
    "state": "completed",
    "title": "Trygghetsvandring i centrum",
    "reportedBy": "nykvarn-kommun",
    "reportedAt": "2021-04-16T07:12:00Z",
    "actual": {"start": "2021-04-15T16:00:00Z", "end": "2021-04-15T18:00:00Z"},
    "place": {"name": "Nykvarns centrum", "point": [17.4294, 59.1789]},
    "participants": [{"name": "Polisen", "party": "polisen-sodertalje"}],
    "audiences": ["resident"],
    "outcome": "Tolv platser gicks igenom; sex upplevdes som otrygga.",
    "publishableFrom": "2021-04-16T06:00:00Z",
    "counts": [
        {
            "agreement": "nykvarn-2021-2022",
            "promise": "nykvarn-2021-2022-trygghetsvandringar",
            "commitment": "nykvarn-2021-2022-trygghetsvandringar-per-termin",
            "promiseTitle": "Trygghetsvandringar",
            "responsible": ["nykvarn-kommun", "polisen-sodertalje"],
        }
    ],
}
REPORT_EXAMPLE: dict[str, Any] = {
    "municipality": "0140",
    "kind": "walk",
    "title": "Trygghetsvandring i centrum",
    "actual": {"start": "2021-04-15T18:00:00+02:00", "end": "2021-04-15T20:00:00+02:00"},
    "place": {"name": "Nykvarns centrum", "point": [17.4294, 59.1789]},
    "participants": [{"name": "Polisen", "party": "polisen-sodertalje"}],
    "audiences": ["resident"],
    "outcome": "Tolv platser gicks igenom; sex upplevdes som otrygga.",
    "publishableFrom": "2021-04-16T08:00:00+02:00",
}
TIP_EXAMPLE: dict[str, Any] = {
    "municipality": "0140",
    "category": "narcotics",
    "area": "Nykvarns centrum",
    "observedAt": "2021-04-15T21:30:00+02:00",
    "text": "Det brukar samlas bilar bakom affärerna sent på fredagar.",
}
SENT_EXAMPLE: dict[str, Any] = {**REPORT_EXAMPLE, "revision": 2, "reason": "Platsen var fel angiven."}

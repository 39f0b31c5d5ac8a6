"""Which commitments an activity counts toward: decided here, once, and carried by the event.

Each field of the filter lets an activity through when any of its values fits; all fields must let it through.
"""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Final
from unicodedata import normalize

from shared.clock import STOCKHOLM
from shared.events.activity import Activity, Count
from shared.events.agreement import Agreement, Counts, Promise, Weekday

_WEEKDAYS: Final[tuple[Weekday, ...]] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def counts(activity: Activity, agreements: Iterable[Agreement]) -> tuple[Count, ...]:
    """The commitments that the activity counts toward, planned or done, in the agreements' order.

    An agreement counts when its period holds the day, in Stockholm, on which the activity starts. Promises named by
    the reporter narrow the choice; they never widen it.
    """
    start = activity.span.start.astimezone(STOCKHOLM)
    day = start.date()
    return tuple(
        _count(agreement, promise, commitment.id)
        for agreement in agreements
        if agreement.period.start <= day <= agreement.period.end
        for promise in agreement.promises
        if not activity.narrowed_to or promise.id in activity.narrowed_to
        for commitment in promise.commitments
        if fits(activity, start, commitment.counts)
    )


def fits(activity: Activity, start: datetime, wanted: Counts) -> bool:
    """Whether the filter lets the activity through; ``start`` is local."""
    return (
        (not wanted.kinds or activity.kind in wanted.kinds)
        and (not wanted.tags or any(tag in wanted.tags for tag in activity.tags))
        and (not wanted.audiences or any(each in wanted.audiences for each in activity.audiences))
        and (not wanted.groups or activity.group in wanted.groups)
        and (not wanted.parties or _takes_part(activity, wanted.parties))
        and (not wanted.places or _is_at(activity, wanted.places))
        and _is_when(start, wanted)
    )


def _takes_part(activity: Activity, parties: tuple[str, ...]) -> bool:
    return activity.reported_by in parties or any(each.party in parties for each in activity.participants)


def _is_at(activity: Activity, places: tuple[str, ...]) -> bool:
    if activity.place is None:
        return False
    name = _plain(activity.place.name)
    return any(_plain(place) == name for place in places)


def _plain(name: str) -> str:
    return " ".join(normalize("NFC", name).casefold().split())


def _is_when(start: datetime, wanted: Counts) -> bool:
    """Whether it starts on a wanted weekday and between the wanted clock times.

    After midnight, what began in the evening still belongs to that evening: between 21:00 and 03:00 on Fridays,
    01:30 on a Saturday morning is wanted, and 01:30 on a Friday morning is not.
    """
    clock = start.time()
    opens, closes = wanted.from_ or time.min, wanted.until
    evening = start.date()
    if closes is not None and closes < opens:
        if closes <= clock < opens:
            return False
        if clock < closes:
            evening -= timedelta(days=1)
    elif clock < opens or (closes is not None and closes != opens and clock >= closes):
        return False
    return not wanted.weekdays or _WEEKDAYS[evening.weekday()] in wanted.weekdays


def _count(agreement: Agreement, promise: Promise, commitment: str) -> Count:
    return Count(
        agreement=agreement.id,
        promise=promise.id,
        commitment=commitment,
        promise_title=promise.title,
        responsible=promise.responsible,
    )

"""Planning a series: all of it or none, once however often the same key comes; and cancelling what is left of it.

The first of the series is stored by itself before the others: whoever stores it has the key. What a crash leaves out is
added when the request is repeated.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID, uuid5

from services.activities.domain.changes import cancel
from services.activities.domain.in_force import InForce
from services.activities.domain.refusal import Refused
from services.activities.domain.report import Report
from services.activities.domain.series import refusal_of
from services.activities.intake import Intake
from services.activities.store.activities import Activities
from services.activities.store.records import Kept
from services.activities.told import Told
from shared.events.activity import Activity
from shared.store.mongo import Document
from shared.store.requests import Request, found_in, is_forgotten


class KeyTaken(Exception):
    """The request's key came before with another body."""


class KeyForgotten(Exception):
    """The request's key came before, so long ago that it is as good as new."""


def id_in_series(series: str, place: int) -> str:
    """The id of what takes place in a series, from 0."""
    return str(uuid5(UUID(series), str(place)))


def plan(activities: Activities, intake: Intake, told: Sequence[Told], now: datetime) -> list[Document]:
    """Plan all of a series.

    Args:
        told: what takes place, in order; all of one request.

    Returns:
        The activities as they were first planned, in their outer form.

    Raises:
        Refused: one of them is; then nothing is stored.
        KeyTaken, KeyForgotten: see there.
    """
    by_key = told[0].request_hash is not None
    while True:
        kept = activities.get_each(each.id for each in told) if by_key else {}
        if any(is_forgotten(each.first_told, now) for each in kept.values()):
            raise KeyForgotten
        if any(each.request_hash != told[0].request_hash for each in kept.values()):
            raise KeyTaken
        missing = [each for each in told if each.id not in kept]
        documents = _decided(intake, missing, now)
        if not (activities.insert_new(documents[:1]) or activities.insert_new(documents[1:])):
            planned = {each.record.id: each.first for each in kept.values()}
            planned |= {each["_id"]: each["record"] for each in documents}
            return [planned[each.id] for each in told]


def cancel_planned(
    activities: Activities,
    kept: Iterable[Kept[Activity]],
    reason: str,
    in_force: InForce,
    now: datetime,
    traceparent: str | None,
    request: Request | None,
) -> list[Activity | Document]:
    """Cancel those that are still planned, also when somebody changes them meanwhile.

    Returns:
        Those that were cancelled, as they were then: now, or when the same request came before.
    """

    def cancelled(one: Kept[Activity]) -> Activity | Document | None:
        current: Kept[Activity] | None = one
        while current is not None:
            if before := found_in(current.requests, request):
                return current.revision(before.revision)
            if current.record.state != "planned":
                return None
            change = cancel(current.record, reason, now)
            if activities.rematch(current, change, in_force, traceparent, request):
                return change.record
            current = activities.get(one.record.id)
        return None

    return [done for each in kept if (done := cancelled(each))]


def _decided(intake: Intake, told: Sequence[Told], now: datetime) -> list[Document]:
    decided = intake.decide(told, now)
    refused = {place: each for place, each in enumerate(decided) if isinstance(each, Refused)}
    if refused:
        raise refusal_of([each.said for each in told if isinstance(each.said, Report)], refused)
    return [each.document for each in decided if not isinstance(each, Refused)]

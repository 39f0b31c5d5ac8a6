"""What may happen to an activity: each change gives its next revision, and the event that tells of it."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

import msgspec
from msgspec import UNSET

from services.activities.domain.change import Change
from services.activities.domain.checks import check
from services.activities.domain.forms import SaidSpan, said
from services.activities.domain.in_force import InForce
from services.activities.domain.internal import internal, usual_title
from services.activities.domain.matching import matched
from services.activities.domain.refusal import Forbidden, Reason, refuse
from services.activities.domain.report import Completion, Correction, Report, Rescheduling
from services.activities.domain.spans import check_instant, check_span
from services.activities.domain.states import RECOUNTED, must_allow
from shared.clock import local_day
from shared.events import catalogue
from shared.events.activity import Activity

Walks = Mapping[str, Activity]  # by id: those that an activity names, so far as its reporter may know of them

NO_WALKS: Final[Walks] = MappingProxyType({})


def begin(
    report: Report,
    activity_id: str,
    reporter: str,
    in_force: InForce,
    now: datetime,
    *,
    walks: Walks = NO_WALKS,
    series: str | None = None,
) -> Change[Activity]:
    """A new activity: done when an actual time is given, else planned.

    Raises:
        Forbidden: the reporter is no party of an agreement there.
        Refused: see `checks`.
    """
    activity = first(report, activity_id, reporter, in_force, now)
    activity = msgspec.structs.replace(activity, series=series)
    return Change(checked(activity, in_force, walks, now), done_or_planned(activity))


def first(report: Report, activity_id: str, reporter: str, in_force: InForce, now: datetime) -> Activity:
    """The activity that a report tells of, not yet held against what is in force.

    Raises:
        Forbidden: the reporter is no party of an agreement there.
        Refused: its times make no sense.
    """
    _must_have_been_party(report, reporter, in_force)
    if report.actual is None and report.planned is None:
        refuse([Reason("planned", "is required when there is no `actual`, which says when it was done")])
    _check_times(report)
    told = {name: getattr(report, name) for name in Report.__struct_fields__}
    fields = internal(told, report.kind)
    fields.update(demonstration=report.demonstration or in_force.demonstration)
    return Activity(
        id=activity_id,
        revision=1,
        municipality_name=in_force.municipality.name,
        state="completed" if report.actual else "planned",
        reported_by=reporter,
        reported_at=now,
        **fields,
    )


def complete(
    activity: Activity, completion: Completion, in_force: InForce, now: datetime, walks: Walks = NO_WALKS
) -> Change[Activity]:
    """A planned activity was done.

    Raises:
        Conflict: see `states`.
        Refused: see `checks`.
    """
    must_allow(activity, "completion")
    _check_times(completion)
    done = _next(activity, now, state="completed", reason=None, **internal(said(completion), activity.kind))
    return Change(checked(done, in_force, walks, now, activity), done_or_planned(done))


def correct(
    activity: Activity, correction: Correction, in_force: InForce, now: datetime, walks: Walks = NO_WALKS
) -> Change[Activity]:
    """What was reported was not so, or a plan changed.

    Raises:
        Conflict: see `states`.
        Refused: see `checks`; or what is asked for is another change than a correction.
    """
    must_allow(activity, "correction")
    _check_times(correction)
    fields = said(correction)
    if fields.pop("municipality", activity.municipality) != activity.municipality:
        refuse([Reason("municipality", "cannot be corrected: withdraw the activity and report it anew")])
    if "kind" in fields and "title" not in fields and activity.title == usual_title(activity.kind):
        fields["title"] = None
    kind = activity.kind if correction.kind is UNSET else correction.kind
    corrected = _next(activity, now, **internal(fields, kind))
    if (corrected.actual is None) != (activity.actual is None):
        refuse([Reason("actual", "a plan becomes done by its completion; what was not done is withdrawn")])
    if corrected.actual is None and corrected.planned is None:
        refuse([Reason("planned", "cannot be taken away from a plan: cancel it")])
    return Change(checked(corrected, in_force, walks, now, activity), corrected_type(activity, corrected))


def reschedule(
    activity: Activity, said: Rescheduling, in_force: InForce, now: datetime, walks: Walks = NO_WALKS
) -> Change[Activity]:
    """A planned activity will take place at another time.

    Raises:
        Conflict: see `states`.
        Refused: see `checks`; or it is the time that was planned already.
    """
    must_allow(activity, "rescheduling")
    _check_times(said)
    moved = _next(activity, now, reason=said.reason, **internal({"planned": said.planned}, activity.kind))
    if moved.planned == activity.planned:
        refuse([Reason("planned", "is the time at which it is planned already")])
    return Change(checked(moved, in_force, walks, now, activity), catalogue.ACTIVITY_RESCHEDULED)


def cancel(activity: Activity, reason: str, now: datetime) -> Change[Activity]:
    """A planned activity will not take place.

    Raises:
        Conflict: see `states`.
    """
    must_allow(activity, "cancellation")
    return _close(activity, "cancelled", reason, now)


def withdraw(activity: Activity, reason: str, now: datetime) -> Change[Activity]:
    """An activity was reported by mistake.

    Raises:
        Conflict: see `states`.
    """
    must_allow(activity, "withdrawal")
    return _close(activity, "withdrawn", reason, now)


def recount(activity: Activity, in_force: InForce) -> Change[Activity] | None:
    """The activity under the agreements now in force, or None when that changes nothing.

    Nothing is reported by it: the revision is known from when the one before it was reported, so that what was known
    on a day can be held against any version.
    """
    recounted = matched(activity, in_force)
    if activity.state not in RECOUNTED or recounted == activity:
        return None
    return Change(_next(recounted, activity.reported_at), catalogue.ACTIVITY_RECOUNTED)


def corrected_type(before: Activity, after: Activity) -> str:
    """The type of the event that tells what became of a plan, or of what was reported as done."""
    if after.actual is not None or before.actual is not None:
        return catalogue.ACTIVITY_CORRECTED
    return catalogue.ACTIVITY_PLANNED if after.planned == before.planned else catalogue.ACTIVITY_RESCHEDULED


def named_walks(*told: Report | Completion | Correction | Rescheduling | Activity) -> set[str]:
    """The ids of the activities that are named as walks."""
    steps = (getattr(each, "walk_step", None) for each in told)
    earlier = (getattr(each, "previous_walk", None) for each in told)
    return {each.walk for each in steps if each} | {each for each in earlier if each}


def checked(
    activity: Activity, in_force: InForce, walks: Walks, now: datetime, before: Activity | None = None
) -> Activity:
    """The activity with what it counts toward, if it agrees with all that it must.

    Raises:
        Refused: see `checks`.
    """
    refuse(check(activity, in_force, walks, now, before))
    return matched(activity, in_force)


def done_or_planned(activity: Activity) -> str:
    """The type of the event that tells that it was done, or is planned."""
    return catalogue.DONE_TYPES[activity.kind] if activity.actual else catalogue.ACTIVITY_PLANNED


def must_be_party(reporter: str, in_force: InForce) -> None:
    """Only parties of a municipality's agreements report there.

    Raises:
        Forbidden: the reporter is none.
    """
    if reporter not in in_force.parties:
        code = in_force.municipality.code
        raise Forbidden(f"{reporter} is no party of an agreement of municipality {code}.")


def _must_have_been_party(report: Report, reporter: str, in_force: InForce) -> None:
    """Who was a party on the day or later tells of it, also after having left."""
    span = report.actual or report.planned
    if span is None or check_span(span, "") or reporter not in in_force.since(local_day(span.start)).parties:
        must_be_party(reporter, in_force)


def _next(activity: Activity, now: datetime, **changes: Any) -> Activity:  # noqa: ANN401  (fields of an activity)
    revision = activity.revision + 1
    return msgspec.structs.replace(activity, revision=revision, reported_at=now, **changes)


def _close(activity: Activity, state: str, reason: str, now: datetime) -> Change[Activity]:
    event = catalogue.ACTIVITY_CANCELLED if state == "cancelled" else catalogue.ACTIVITY_WITHDRAWN
    return Change(_next(activity, now, state=state, reason=reason), event)


def _check_times(told: Report | Completion | Correction | Rescheduling) -> None:
    spans = {name: getattr(told, name, None) for name in ("planned", "actual")}
    reasons = [each for name, span in spans.items() if isinstance(span, SaidSpan) for each in check_span(span, name)]
    shown = getattr(told, "publishable_from", None)
    refuse(reasons + (check_instant(shown, "publishableFrom") if isinstance(shown, datetime) else []))

"""A series: one plan for many times. It is planned whole or not at all."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Annotated

import msgspec
from msgspec import Meta

from services.activities.domain.forms import Said
from services.activities.domain.recurrence import MOST, occurrences
from services.activities.domain.refusal import Forbidden, Reason, Refused
from services.activities.domain.report import Report
from shared.clock import local_day

LONGEST_RULE = 500

Rule = Annotated[str, Meta(min_length=1, max_length=LONGEST_RULE)]


class Recurrence(Said, frozen=True):
    """When it takes place again: a rule by RFC 5545, and the days in Stockholm on which it does not."""

    rrule: Rule
    except_: Annotated[tuple[date, ...], Meta(max_length=MOST)] = msgspec.field(default=(), name="except")


class SeriesReport(Said, frozen=True):
    """Something that is planned for many times; ``activity`` as it is at the first of them."""

    activity: Report
    recurrence: Recurrence


def planned_in(said: SeriesReport) -> list[Report]:
    """A report for each time, in their order.

    Raises:
        Refused: nothing is planned, it is held back until one moment, or the rule cannot be followed (`recurrence`).
    """
    activity = said.activity
    if activity.actual is not None:
        raise Refused(_DETAIL, [Reason("activity.actual", "is not said of a series, which is planned")])
    if activity.planned is None:
        raise Refused(_DETAIL, [Reason("activity.planned", "is required: the first time")])
    if activity.publishable_from is not None:
        each_has_its_own = "is not said of a series; each of its activities has a moment of its own, by a correction"
        raise Refused(_DETAIL, [Reason("activity.publishableFrom", each_has_its_own)])
    spans = occurrences(activity.planned, said.recurrence.rrule, said.recurrence.except_)
    return [msgspec.structs.replace(activity, planned=span) for span in spans]


def refusal_of(reports: list[Report], refused: Mapping[int, Refused]) -> Refused:
    """Why the whole is refused: what is wrong with every time, once; and each time that is refused by itself.

    Args:
        reports: of all times.
        refused: those that were, by their places.
    """
    forbidden = next((each for each in refused.values() if isinstance(each, Forbidden)), None)
    if forbidden is not None:
        return forbidden
    times = Counter(reason for each in refused.values() for reason in each.reasons)
    shared = [
        Reason(f"activity.{each.property}", each.reason) for each, found in times.items() if found == len(reports)
    ]
    single = [
        Reason("recurrence", f"{_day(reports[place])}, occurrence {place + 1}: {each.property}: {each.reason}")
        for place, one in refused.items()
        for each in one.reasons
        if times[each] < len(reports)
    ]
    return Refused("None of the series is planned, since not all of it can be.", [*shared, *single])


def _day(report: Report) -> date:
    if report.planned is None:
        raise ValueError("an occurrence of a series has a planned time")
    return local_day(report.planned.start)


_DETAIL = "A series is planned."

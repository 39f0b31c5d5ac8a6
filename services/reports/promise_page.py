"""A promise as it stood at a moment: its status, and the activities behind it as the public page shows them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from services.reports.domain.fold import facts_at, status_of, under
from services.reports.domain.lapsed import done_then, removed
from services.reports.domain.tally import Revisions, current
from services.reports.web.page import PromisePage, RemovedPromise
from shared.events.activity import Activity
from shared.events.agreement import AgreementVersion, Promise

MOST_DONE = 200


@dataclass(frozen=True, slots=True)
class Moment:
    """The two axes of time: what had happened by ``as_of``, and of that what had been reported by ``known_at``.

    ``day_over``: when the day that is shown was over, at which it is assessed; None: at ``as_of`` itself.
    """

    as_of: datetime
    known_at: datetime
    day_over: datetime | None = None

    @property
    def assessed_at(self) -> datetime:
        """The moment assessed."""
        return self.day_over or self.as_of


def promise_page(
    versions: Sequence[AgreementVersion],
    version: AgreementVersion,
    promise: Promise,
    facts: Mapping[str, Revisions],
    moment: Moment,
) -> PromisePage:
    """A promise of a version with what counts toward it; ``facts`` are all that may by any of the versions."""
    status = status_of(version, promise, facts, moment.as_of, moment.known_at, moment.assessed_at)
    told = [one for one in facts_at(facts, moment.as_of, moment.known_at) if _counts(under(version, one), promise)]
    done = _newest_first(one for one in told if one.state == "completed")
    planned = [one for one in told if one.state == "planned" and one.span.end > moment.as_of]
    cancelled = _newest_first(_cancelled(facts, version, promise, moment))
    soonest = tuple(sorted(planned, key=lambda one: (one.span.start, one.id)))
    then = done_then(versions, version, promise.id, facts, moment.as_of, moment.known_at)
    return PromisePage(promise, status, done[:MOST_DONE], soonest, len(done), cancelled, then[::-1][:MOST_DONE])


def removed_promises(
    versions: Sequence[AgreementVersion],
    version: AgreementVersion,
    facts_of: Callable[[str], Mapping[str, Revisions]],
    moment: Moment,
) -> tuple[RemovedPromise, ...]:
    """The promises that amendments had taken out of a version, with what was done for them."""
    found = []
    for one in removed(versions, version, version.agreement.in_effect):
        facts = facts_of(one.promise.id)
        then = done_then(versions, version, one.promise.id, facts, moment.as_of, moment.known_at)
        found.append(RemovedPromise(one, then[::-1][:MOST_DONE]))
    return tuple(found)


def _counts(activity: Activity, promise: Promise) -> bool:
    return any(count.promise == promise.id for count in activity.counts)


def _cancelled(
    facts: Mapping[str, Revisions], version: AgreementVersion, promise: Promise, moment: Moment
) -> Iterator[Activity]:
    """What had been called off by the moment, of what would have counted toward the promise."""
    for revisions in facts.values():
        latest = current(revisions, min(moment.known_at, moment.as_of))
        if latest and latest.state == "cancelled" and _counts(under(version, latest), promise):
            yield latest


def _newest_first(activities: Iterable[Activity]) -> tuple[Activity, ...]:
    return tuple(sorted(activities, key=lambda one: (one.span.start, one.id), reverse=True))

"""A promise's tallies while its facts change one by one: only what a change touches is counted and assessed anew."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from services.reports.domain.fold import under
from services.reports.domain.promise import assess_commitment, assess_promise
from services.reports.domain.tally import DayTally, day_of, tally
from shared.events.activity import Activity
from shared.events.agreement import AgreementVersion, Promise
from shared.events.status import CommitmentStatus, PromiseStatus

_Mark = tuple[str, date]  # a commitment and a day


class Tallies:
    """A promise under one version: what applies on each day, its tallies, and its commitments' statuses."""

    def __init__(self, version: AgreementVersion, promise: Promise, applied: Iterable[Activity]) -> None:
        self._version = version
        self._promise = promise
        self._ours = {commitment.id for commitment in promise.commitments}
        self._on: defaultdict[_Mark, dict[str, Activity]] = defaultdict(dict)
        self._days: dict[str, dict[date, DayTally]] = {commitment: {} for commitment in self._ours}
        self._statuses: dict[str, CommitmentStatus] = {}
        self._stale = set(self._ours)
        for fact in applied:
            self.replace(None, fact)

    def replace(self, before: Activity | None, now: Activity | None) -> bool:
        """Put an activity, as it applies now, in its own place; whether that may change the state.

        More in a window that is met already never does.
        """
        old, new = self._marks(before), self._marks(now)
        for mark, fact in old.items():
            self._on[mark].pop(fact.id)
        for mark, fact in new.items():
            self._on[mark][fact.id] = fact
        for mark in old.keys() | new.keys():
            self._count(mark)
        return any(not self._only_adds(mark, old.get(mark), new.get(mark)) for mark in old.keys() | new.keys())

    def assessed(self, now: datetime) -> PromiseStatus:
        """The status at a moment; a commitment that nothing has touched keeps its own for as long as it holds."""
        for commitment in self._promise.commitments:
            if commitment.id in self._stale or _is_over(self._statuses[commitment.id], now):
                days = self._days[commitment.id]
                self._statuses[commitment.id] = assess_commitment(commitment, self._version, days, now)
        self._stale.clear()
        statuses = [self._statuses[commitment.id] for commitment in self._promise.commitments]
        return assess_promise(self._promise, self._version, statuses, now)

    def _marks(self, fact: Activity | None) -> dict[_Mark, Activity]:
        if fact is None:
            return {}
        counted = under(self._version, fact)
        return {(each.commitment, day_of(fact)): counted for each in counted.counts if each.commitment in self._ours}

    def _count(self, mark: _Mark) -> None:
        commitment, day = mark
        counted = tally(self._on[mark].values(), commitment).get(day)
        if counted is None:
            self._days[commitment].pop(day, None)
        else:
            self._days[commitment][day] = counted
        self._stale.add(commitment)

    def _only_adds(self, mark: _Mark, old: Activity | None, new: Activity | None) -> bool:
        """Whether all that changed on a day is that more was done, in a window that is met."""
        commitment, day = mark
        if new is None or new.state != "completed" or (old is not None and old.state != "planned"):
            return False
        status = self._statuses.get(commitment)
        windows = status.windows if status else ()
        return any(window.state == "met" and window.start <= day <= window.end for window in windows)


def _is_over(status: CommitmentStatus, now: datetime) -> bool:
    return status.valid_until is not None and status.valid_until <= now

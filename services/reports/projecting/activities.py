"""Activities: facts kept, and the days that they touch recounted.

A batch costs the same few round trips however many facts it holds: the facts are kept, the scoreboards they touch are
read, the facts of days that held some already are read, and the scoreboards are written under compare-and-set.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from services.reports.domain.tally import Revisions, publishable, standing, tally
from services.reports.projecting.scoreboards import Cause, Kind, Scoreboards
from services.reports.store import Board, Days, Generation, Mark, Touched, earlier_in, marks_in, marks_of
from shared.events.cloudevent import Event


class ActivitiesProjector:
    """Projects activities."""

    def __init__(self, store: Generation, scoreboards: Scoreboards) -> None:
        self._store = store
        self._scoreboards = scoreboards

    def project(self, events: Sequence[Event], now: datetime, traceparent: str | None) -> None:
        """Keep the facts of a batch's events of activities, and recount the days that they touch.

        What may not be published yet is noted before it is kept: the clock must not miss it.
        """
        self._store.held.note([event.data for event in events], now)
        self._recount(self._store.facts.keep(events), "event", traceparent)

    def release(self, now: datetime) -> int:
        """Recount the days of what has become publishable; how much has."""
        due = self._store.held.due(now)
        if due:
            known = self._store.facts.of({each.activity for each in due})
            marks = marks_in(known)
            causes = {mark.promise: each.id for each in due for mark in marks.get(each.activity, ())}
            self._recount(Touched([], set().union(*marks.values()), causes, earlier_in(known)), "time")
            self._store.held.forget(due)
        return len(due)

    def _recount(self, touched: Touched, kind: Kind, traceparent: str | None = None) -> None:
        by_promise: defaultdict[str, set[Mark]] = defaultdict(set)
        for mark in touched.reread.union(*(marks_of(activity) for activity in touched.fresh)):
            by_promise[mark.promise].add(mark)

        def recounted(boards: Sequence[Board], now: datetime) -> list[Board]:
            counted = self._count(boards, by_promise, touched, now)
            return [_with_days(board, by_promise[board.promise], counted) for board in boards]

        cause = Cause(kind, touched.causes, traceparent)
        self._scoreboards.recount(lambda: self._store.boards.to_write(by_promise), recounted, cause)
        self._renew(touched.earlier)

    def _renew(self, earlier: Collection[tuple[str, str]]) -> None:
        """What counts under an earlier version leaves the tallies as they are, and makes another history.

        Whoever remembers that by the scoreboard's `seq` is to read it anew.
        """
        found = map(self._store.agreements.get, sorted({agreement for agreement, _ in earlier}))
        promises = {
            promise.id
            for published in found
            if published
            for version in published.versions
            for promise in version.agreement.promises
            if any((published.agreement_id, one.id) in earlier for one in promise.commitments)
        }
        if promises:
            self._store.boards.renew(promises)

    def _count(
        self, boards: Sequence[Board], by_promise: Mapping[str, set[Mark]], touched: Touched, now: datetime
    ) -> Days:
        """The tallies of the touched days, from the facts.

        A day on which nothing counted holds nothing but the fresh facts, and what may not be published yet, so only
        the others are read. Should somebody's fact be missed by this, then their event is still to be handled or the
        fact still to be released, and either rereads.
        """
        old = {
            mark
            for board in boards
            for mark in by_promise[board.promise]
            if mark in touched.reread or mark.day in board.days.get(mark.commitment, {})
        }
        revisions: dict[str, Revisions] = {activity.id: {activity.revision: activity} for activity in touched.fresh}
        if old:
            revisions |= self._store.facts.on(old)
        facts = standing(publishable(revisions, now))
        commitments = {mark.commitment for board in boards for mark in by_promise[board.promise]}
        return {commitment: tally(facts, commitment) for commitment in commitments}


def _with_days(board: Board, marks: Iterable[Mark], counted: Days) -> Board:
    """The scoreboard with the touched days as counted; a day on which nothing counts any more goes.

    What is told of commitments that its version does not hold is left to the agreement's next version.
    """
    days: Days = {commitment: dict(tallies) for commitment, tallies in board.days.items()}
    for mark in marks:
        if mark.commitment not in days:
            continue
        recounted = counted[mark.commitment].get(mark.day)
        if recounted is not None:
            days[mark.commitment][mark.day] = recounted
        else:
            days[mark.commitment].pop(mark.day, None)
    return replace(board, days=days)

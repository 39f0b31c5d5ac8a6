"""The merger: events about records of the sender's own, merged into the activities as they are kept.

A batch may hold several revisions of the same record, and another process others of them at the same moment: each is
merged into what is kept, in turn, and written under compare-and-set. Who loses reads again and merges anew.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.activities.domain.in_force import InForce
from services.activities.domain.merging import Sent, merge
from services.activities.domain.refusal import Refused
from services.activities.store.activities import Activities, Made
from services.activities.store.records import Kept
from shared.events.activity import Activity
from shared.store.mongo import Document

Result = Activity | Refused | None  # accepted, rejected, or a duplicate


@dataclass(frozen=True, slots=True)
class Revision:
    """What an event tells of a record at the sender's revision ``number``, or why it is refused."""

    id: str
    number: int
    said: Sent | Refused
    in_force: InForce | None = None
    traceparent: str | None = None


@dataclass(frozen=True, slots=True)
class _Merged:
    """What becomes of one activity: how it was kept, how it will be (None: as it is), and a result for each place."""

    before: Kept[Activity] | None
    document: Document | None
    results: dict[int, Result]


class Merger:
    """Merges revisions into the activities; several may work on the same ones at once."""

    def __init__(self, activities: Activities) -> None:
        self._activities = activities

    def merge(self, revisions: Sequence[Revision]) -> list[Result]:
        """Merge them in their order; a result for each. All that is accepted is durable."""
        results: dict[int, Result] = {}
        waiting: defaultdict[str, list[int]] = defaultdict(list)
        for place, revision in enumerate(revisions):
            waiting[revision.id].append(place)
        while waiting:  # whoever loses here lost to another who got on: it comes to an end
            merged = self._merged(revisions, waiting)
            lost = self._write(merged)
            for each, one in merged.items():
                if each not in lost:
                    results |= one.results
                    del waiting[each]
        return [results[place] for place in range(len(revisions))]

    def _merged(self, revisions: Sequence[Revision], waiting: Mapping[str, list[int]]) -> dict[str, _Merged]:
        kept = self._activities.get_each(waiting)
        return {
            each: self._merge_one(kept.get(each), {place: revisions[place] for place in places})
            for each, places in waiting.items()
        }

    def _merge_one(self, before: Kept[Activity] | None, revisions: Mapping[int, Revision]) -> _Merged:
        known = Sent(before.record, before.sender_revision or 1) if before else None
        made: list[Made] = []
        results: dict[int, Result] = {}
        for place, revision in revisions.items():
            if isinstance(revision.said, Refused):
                results[place] = None if known and revision.number <= known.revision else revision.said
                continue
            merged = merge(known, revision.said)
            results[place] = merged.change.record if merged else None
            if merged and revision.in_force:
                known = Sent(merged.change.record, merged.revision)
                made.append(Made(merged.change, merged.revision, revision.in_force, revision.traceparent))
        return _Merged(before, self._activities.after(before, made) if made else None, results)

    def _write(self, merged: Mapping[str, _Merged]) -> set[str]:
        """Write what has changed; the ids of those at which somebody else was first."""
        new = {each: one.document for each, one in merged.items() if one.document and not one.before}
        taken = self._activities.insert_new(list(new.values()))
        lost = {list(new)[place] for place in taken}
        for each, one in merged.items():
            if one.before and one.document and not self._activities.put(one.before, one.document):
                lost.add(each)
        return lost

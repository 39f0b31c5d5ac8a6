"""The merger: events about records of the sender's own, merged into the activities as they are kept.

A batch may hold several revisions of the same record, and another process others of them at the same moment: each is
merged into what is kept, in turn, and written under compare-and-set. Who loses reads again and merges anew.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.activities.domain.in_force import InForce
from services.activities.domain.merging import Merged, Sent, is_no_news, merge
from services.activities.domain.refusal import OutOfReach, Refused
from services.activities.domain.room import must_have_room
from services.activities.domain.walk import must_let_go
from services.activities.store import Store
from services.activities.store.activities import Made
from services.activities.store.records import Kept
from shared.events.activity import Activity
from shared.store.mongo import Document

Result = Activity | Refused | None  # accepted, rejected, or a duplicate


@dataclass(frozen=True, slots=True)
class Revision:
    """What an event tells of a record in a municipality at the sender's revision ``number``, or why it is refused.

    ``content`` is the digest of what it says, when it could be read that far.
    """

    id: str
    municipality: str
    number: int
    said: Sent | Refused
    content: str | None = None
    in_force: InForce | None = None
    traceparent: str | None = None


@dataclass(frozen=True, slots=True)
class _Becoming:
    """What becomes of one activity: how it was kept, how it will be (None: as it is), and a result for each place.

    Places without a result wait for the next turn.
    """

    before: Kept[Activity] | None
    document: Document | None
    results: dict[int, Result]


class Merger:
    """Merges revisions into the activities; several may work on the same ones at once."""

    def __init__(self, store: Store) -> None:
        self._activities = store.activities
        self._rests_on = store.rests_on

    def merge(self, revisions: Sequence[Revision]) -> list[Result]:
        """Merge them in their order; a result for each. All that is accepted is durable."""
        results: dict[int, Result] = {}
        waiting: dict[str, list[int]] = {}
        for place, revision in enumerate(revisions):
            waiting.setdefault(revision.id, []).append(place)
        while waiting:  # whoever loses here lost to another who got on: it comes to an end
            merged = self._merged(revisions, waiting)
            lost = self._write(merged)
            for each, one in merged.items():
                if each not in lost:
                    results |= one.results
                    waiting[each] = [place for place in waiting[each] if place not in one.results]
            waiting = {each: places for each, places in waiting.items() if places}
        return [results[place] for place in range(len(revisions))]

    def _merged(self, revisions: Sequence[Revision], waiting: Mapping[str, list[int]]) -> dict[str, _Becoming]:
        kept = self._activities.get_each(waiting)
        return {
            each: self._merge_one(kept.get(each), {place: revisions[place] for place in places})
            for each, places in waiting.items()
        }

    def _merge_one(self, before: Kept[Activity] | None, revisions: Mapping[int, Revision]) -> _Becoming:
        known = _sent(before) if before else None
        held = self._activities.held(before) if before else 0
        made: list[Made] = []
        results: dict[int, Result] = {}
        for place, revision in revisions.items():
            merged = self._merge(known, revision)
            if isinstance(merged, Merged) and revision.in_force:
                next_one = Made(merged.change, merged.now, revision.in_force, revision.traceparent)
                size = self._activities.size_of(next_one)
                refused = _has_no_room(held + size, next_one)
                if refused and made:
                    break  # each that is written together brings its event; by itself it may have room
                if not refused:
                    held, known = held + size, merged.now
                    made.append(next_one)
                merged = refused or merged
            results[place] = merged.change.record if isinstance(merged, Merged) else merged
        return _Becoming(before, self._activities.after(before, made) if made else None, results)

    def _merge(self, known: Sent | None, revision: Revision) -> Merged | Refused | None:
        """What becomes of it; None: it came before, be it that it would be refused now."""
        if isinstance(revision.said, Refused):
            return None if known is not None and _came_before(known, revision) else revision.said
        try:
            merged = merge(known, revision.said)
            if merged is not None and known is not None:
                must_let_go(known.activity, merged.change.record.kind, self._rests_on)
            return merged
        except Refused as refused:
            return refused

    def _write(self, merged: Mapping[str, _Becoming]) -> set[str]:
        """Write what has changed; the ids of those at which somebody else was first."""
        new = {each: one.document for each, one in merged.items() if one.document and not one.before}
        taken = self._activities.insert_new(list(new.values()))
        lost = {list(new)[place] for place in taken}
        for each, one in merged.items():
            if one.before and one.document and not self._activities.put(one.before, one.document):
                lost.add(each)
        return lost


def _came_before(known: Sent, revision: Revision) -> bool:
    """Whether what is refused now was taken before, and its sender may know."""
    if isinstance(revision.said, OutOfReach) or known.activity.municipality != revision.municipality:
        return False
    return is_no_news(known, revision.number, revision.content)


def _has_no_room(size: int, made: Made) -> Refused | None:
    try:
        must_have_room(size, made.change.event)
    except Refused as refused:
        return refused
    return None


def _sent(kept: Kept[Activity]) -> Sent:
    return Sent(kept.record, kept.sender_revision or 1, kept.sender_content)

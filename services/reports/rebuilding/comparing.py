"""Holding one generation of the projection against another, document by document, while facts still come.

What a projector is at has come to the live one and not yet to the other. So what differs is looked at again, and a
scoreboard that rests on other facts in one than in the other is let go of: then it is these facts that differ.
"""

from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from typing import Any

import msgspec

from services.reports.store.facts import SETS
from services.reports.store.generation import BOARDS, ROOMS, name_of
from shared.events.record import Record
from shared.store.mongo import Document, Store, find_each

# What is of the writing, not of what is written.
_VOLATILE = {"seq", "events", "changedAt", "writtenAt"}


class Difference(Record, frozen=True):
    """A document that is not the same when it is made anew; ``what`` names the fields, or who alone has it."""

    room: str
    id: str
    what: str


class Comparison:
    """What differs between two generations.

    Args:
        database: that holds them.
        live, made: their numbers.
        beat: called now and then.
    """

    def __init__(self, database: Store, live: int, made: int, beat: Callable[[], None]) -> None:
        self.found: list[Difference] = []
        self._database = database
        self._live = live
        self._made = made
        self._beat = beat

    def compare(self) -> None:
        """Find every document that the two do not have alike."""
        self.found = [each for room in ROOMS for each in self._of_room(room)]

    def again(self) -> None:
        """Keep those that still differ, and scoreboards only if they rest on the same facts."""
        self.found = [now for each in self.found if (now := self._now(each))]

    def arrive(self) -> None:
        """Let go of what was live alone and has been made anew by now; what is live may be ahead of the other since."""
        self.found = [each for each in self.found if not self._has_arrived(each)]

    def is_behind(self, since: datetime) -> bool:
        """Whether a scoreboard that was written since a moment rests on a fact that was not made anew."""
        recent = self._database[name_of(BOARDS, self._live)].find({"writtenAt": {"$gte": since}}, {"days": 1})
        for board in recent:
            mine, theirs = self._facts_of(_decoded(board, "days").keys())
            if not mine <= theirs:
                return True
        return False

    def _of_room(self, room: str) -> Iterator[Difference]:
        """Both in order of id, side by side."""
        one, other = (self._database[name_of(room, each)].find().sort("_id") for each in (self._live, self._made))
        mine, theirs = next(one, None), next(other, None)
        while mine is not None or theirs is not None:
            self._beat()
            key = min(each["_id"] for each in (mine, theirs) if each is not None)
            ours = mine if mine is not None and mine["_id"] == key else None
            anew = theirs if theirs is not None and theirs["_id"] == key else None
            if what := _what(room, ours, anew):
                yield Difference(room=room, id=key, what=what)
            mine = next(one, None) if ours else mine
            theirs = next(other, None) if anew else theirs

    def _now(self, before: Difference) -> Difference | None:
        room, key = before.room, before.id
        live, made = self._pair(room, key)
        what = _what(room, live, made)
        if not what or (room == BOARDS and live and made and not self._rest_on_the_same(live, made)):
            return None
        return Difference(room=room, id=key, what=what)

    def _rest_on_the_same(self, live: Document, made: Document) -> bool:
        """Whether two scoreboards of a promise rest on the same version and the same revisions of facts."""
        if live["version"] != made["version"]:
            return False
        mine, theirs = self._facts_of(_decoded(live, "days").keys() | _decoded(made, "days").keys())
        return mine == theirs

    def _facts_of(self, commitments: Collection[str]) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
        """The facts toward some commitments, revision by revision: in what is live, and made anew."""
        live, made = (
            {
                (fact["_id"], revision)
                for fact in find_each(
                    self._database[name_of("facts", number)], "commitments", commitments, {"revisions": 1}
                )
                for revision in fact["revisions"]
            }
            for number in (self._live, self._made)
        )
        return live, made

    def _has_arrived(self, difference: Difference) -> bool:
        """Whether what is live had more than what was made anew, which now has it too."""
        live, made = self._pair(difference.room, difference.id)
        if live is None or made is None:
            return False
        if difference.what == ONLY_LIVE:
            return True
        mine, theirs = (set(each.get("revisions", ())) for each in (live, made))
        return "revisions" in difference.what and mine <= theirs

    def _pair(self, room: str, key: str) -> tuple[Document | None, Document | None]:
        one, other = (self._database[name_of(room, each)].find_one({"_id": key}) for each in (self._live, self._made))
        return one, other


ONLY_LIVE = "only in what is live"
ONLY_MADE = "only in what was made anew"


def _what(room: str, live: Document | None, made: Document | None) -> str:
    """In what two documents differ; empty when in nothing."""
    if live is None or made is None:
        return "" if live is made else ONLY_LIVE if made is None else ONLY_MADE
    mine, theirs = _gist(room, live), _gist(room, made)
    names = sorted(name for name in mine.keys() | theirs.keys() if mine.get(name) != theirs.get(name))
    return ", ".join(_told(name, mine.get(name), theirs.get(name)) for name in names)


def _told(name: str, live: Any, made: Any) -> str:  # noqa: ANN401  (whatever stands in a column)
    return f"{name}: {live} is {made} anew" if isinstance(live, str) and isinstance(made, str) else name


def _gist(room: str, document: Document) -> Document:
    """What a document says, however it came to say it."""
    gist = {name: value for name, value in document.items() if name not in _VOLATILE}
    for name in SETS:
        if name in gist:
            gist[name] = sorted(gist[name])
    if room == BOARDS:
        status = _decoded(document, "status")
        gist |= {"days": _decoded(document, "days")}
        gist |= {"status": {name: value for name, value in status.items() if name != "assessedAt"}}
    return gist


def _decoded(board: Document, column: str) -> Document:
    found: Document = msgspec.json.decode(board.get(column, b"{}"))
    return found

"""The steps by which reports' database came to be as the code has it. A step that was released stays as it is.

What a step cannot know, since only the topics say it, is made anew by `loftet rebuild reports`.
"""

import re
from collections.abc import Iterator
from typing import Final

import msgspec
from pymongo.collection import Collection

from services.reports.store.agreements import Agreements
from services.reports.store.signs import signs
from shared.clock import SystemClock
from shared.events.activity import Activity
from shared.store.migrations import Step, changing_each
from shared.store.mongo import Document, Store

_decoder = msgspec.json.Decoder(Activity)
_BOARDS: Final = re.compile(r"promises(_g\d+)?")
_NO_KINDS: Final[Document] = {"kinds": {"$exists": False}}
_NOT_LISTED: Final[Document] = {"status": {"$exists": True}, "writtenAt": {"$exists": False}}


def _generations(database: Store) -> list[tuple[Collection[Document], Agreements]]:
    """The scoreboards of each generation, with the agreements that they are of."""
    found = [named for name in database.list_collection_names() if (named := _BOARDS.fullmatch(name))]
    return [(database[each[0]], Agreements(database[f"agreements{each[1] or ''}"])) for each in found]


def _not_listed(database: Store) -> int:
    return sum(boards.count_documents(_NOT_LISTED) for boards, _ in _generations(database))


def _list(database: Store) -> Iterator[int]:
    for boards, agreements in _generations(database):
        yield from changing_each(boards, _NOT_LISTED, lambda board: _listed(board, agreements))  # noqa: B023


def _listed(board: Document, agreements: Agreements) -> Document:
    published = agreements.get(board["agreement"])
    held = published.latest.agreement.promises if published else ()
    promise = next((each for each in held if each.id == board["_id"]), None)
    told = {
        "responsible": list(promise.responsible if promise else ()),
        "focusAreas": list(promise.focus_areas if promise else ()),
    }
    return {"$set": {**told, "writtenAt": SystemClock().now()}}


def _facts(database: Store) -> list[Collection[Document]]:
    names = database.list_collection_names()
    return [database[name] for name in names if re.fullmatch(r"facts(_g\d+)?", name)]


def _without_kinds(database: Store) -> int:
    return sum(facts.count_documents(_NO_KINDS) for facts in _facts(database))


def _find_by_kinds(database: Store) -> Iterator[int]:
    for facts in _facts(database):
        yield from changing_each(facts, _NO_KINDS, _with_kinds)


def _with_kinds(fact: Document) -> Document:
    told = [_decoder.decode(value) for value in fact["revisions"].values()]
    marks = sorted({sign for each in told for sign in signs(each)})
    return {"$set": {"kinds": sorted({each.kind for each in told})}, "$addToSet": {"marks": {"$each": marks}}}


STEPS: Final[tuple[Step, ...]] = (
    Step(number=1, name="each promise's status is listed by who answers for it", left=_not_listed, run=_list),
    Step(number=2, name="each activity is found by its kind and day", left=_without_kinds, run=_find_by_kinds),
)

"""The steps by which activities' database came to be as the code has it. A step that was released stays as it is."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from shared.store.migrations import Step, changing_each
from shared.store.mongo import Document, Store

_RECORDS: Final = ("activities", "observations", "measures", "situationEntries", "dialogueInputs", "assessments")
_NO_CHANGES: Final[Document] = {"changes": {"$exists": False}}
_NOT_SEEN: Final[Document] = {"visibleFrom": {"$exists": False}}
_ALWAYS: Final = datetime(1970, 1, 1, tzinfo=UTC)


def _without_changes(database: Store) -> int:
    return sum(database[name].count_documents(_NO_CHANGES) for name in _RECORDS)


def _add_changes(database: Store) -> Iterator[int]:
    """When a revision before the latest was stored is not known any more: it is told as when the record was made."""
    for name in _RECORDS:
        yield from changing_each(database[name], _NO_CHANGES, _changes)


def _changes(document: Document) -> Document:
    made = document.get("createdAt", document["changedAt"])
    before = [made for _ in document.get("history", ())]
    return {"$set": {"createdAt": made, "changes": [*before, document["changedAt"]]}}


def _not_seen(database: Store) -> int:
    return database.activities.count_documents(_NOT_SEEN)


def _add_seen(database: Store) -> Iterator[int]:
    yield from changing_each(database.activities, _NOT_SEEN, _seen)


def _seen(document: Document) -> Document:
    told = document["record"].get("publishableFrom")
    held = datetime.fromisoformat(told) if told else None
    return {"$set": {"visibleFrom": held, "heldUntil": held} if held else {"visibleFrom": _ALWAYS}}


STEPS: Final[tuple[Step, ...]] = (
    Step(number=1, name="each record says when its revisions were stored", left=_without_changes, run=_add_changes),
    Step(number=2, name="each activity says from when it may be seen", left=_not_seen, run=_add_seen),
)

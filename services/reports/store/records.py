"""What has revisions and is only shown, never counted: every revision as its event's own bytes, the highest on top.

A document's `latest` is raised by `$max`, which compares revisions first: so one write keeps a revision and lets the
highest win, whatever order they come in and however often.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Generic, TypeVar

import msgspec
from pymongo import ASCENDING, UpdateOne
from pymongo.collection import Collection

from shared.events.assessment import Assessment
from shared.events.measure import Measure
from shared.events.observation import Observation
from shared.events.situation import DialogueInput, SituationEntry
from shared.store.mongo import Document, in_order
from shared.store.pages import Rows, Wanted, find_page

Shown = Measure | Observation | Assessment | SituationEntry | DialogueInput
R = TypeVar("R", bound=Shown)


class Records(Generic[R]):
    """The records of one form, of all municipalities.

    Args:
        collection: of their own.
        form: the class of the records.
        columns: what of a record lists are narrowed by, beside its municipality and state.
    """

    def __init__(
        self, collection: Collection[Document], form: type[R], columns: Callable[[R], Document] = lambda _: {}
    ) -> None:
        self._collection = collection
        self._form = form
        self._columns = columns
        self._decode = msgspec.json.Decoder(form).decode

    def prepare(self) -> None:
        """Make the index."""
        self._collection.create_index([("municipality", ASCENDING)])

    def keep(self, told: Iterable[tuple[Shown, bytes]]) -> None:
        """Keep those of a batch that are of this form, each revision once; one write, however many they are."""
        ours = [(record, value) for record, value in told if isinstance(record, self._form)]
        if ours:
            self._collection.bulk_write([self._revise(*each) for each in ours], ordered=False)

    def of(self, municipality: str, known_at: datetime | None = None) -> list[R]:
        """The latest revision of each that is not withdrawn, of those reported by an instant; in order of id."""
        if known_at is None:
            return self._latest({"municipality": municipality})
        known = (_highest(history, known_at) for history in self.histories(municipality))
        return [record for record in known if record is not None and record.state != "withdrawn"]

    def every(self, municipality: str | None = None) -> Iterator[R]:
        """The latest revisions that are not withdrawn, of a municipality or of all, in order of id, some at a time."""
        query = _standing({"municipality": municipality} if municipality else {})
        return map(self._shown, in_order(self._collection, query, {"latest.value": 1}))

    def histories(self, municipality: str) -> list[dict[int, R]]:
        """All revisions of each, withdrawn or not; in order of id."""
        found = self._collection.find({"municipality": municipality}, {"revisions": 1}).sort("_id")
        return [self._history(each) for each in found]

    def page(self, municipalities: Sequence[str], columns: Document, wanted: Wanted) -> Rows[R]:
        """A page of the latest revisions that are not withdrawn, in order of id.

        Args:
            municipalities: codes.
            columns: what ``columns`` and the state of those listed are, as a query.
            wanted: which page.
        """
        query: Document = {"municipality": {"$in": list(municipalities)}}
        query |= {f"latest.{column}": asked for column, asked in columns.items()}
        rows = find_page(self._collection, _standing(query), [("_id", ASCENDING)], wanted, {"latest.value": 1})
        return rows.each(self._shown)

    def revisions(self, record_id: str) -> dict[int, R]:
        """All revisions of one record by their numbers; none when there is no such record."""
        found = self._collection.find_one({"_id": record_id}, {"revisions": 1})
        return self._history(found) if found else {}

    def _latest(self, query: Document) -> list[R]:
        found = self._collection.find(_standing(query), {"latest.value": 1}).sort("_id")
        return [self._shown(each) for each in found]

    def _shown(self, found: Document) -> R:
        return self._decode(found["latest"]["value"])

    def _history(self, found: Document) -> dict[int, R]:
        return {int(number): self._decode(value) for number, value in found["revisions"].items()}

    def _revise(self, record: R, value: bytes) -> UpdateOne:
        latest = {"revision": record.revision, "state": record.state, **self._columns(record), "value": value}
        change = {
            "$set": {f"revisions.{record.revision}": value},
            "$max": {"latest": latest},
            "$setOnInsert": {"municipality": record.municipality},
        }
        return UpdateOne({"_id": record.id}, change, upsert=True)


def _highest(history: dict[int, R], known_at: datetime) -> R | None:
    """The highest revision of those reported by an instant."""
    known = [number for number, record in history.items() if record.reported_at <= known_at]
    return history[max(known)] if known else None


def _standing(query: Document) -> Document:
    """The query, of what is not withdrawn, whatever it asks of the state itself."""
    return {"$and": [query, {"latest.state": {"$ne": "withdrawn"}}]}

"""Tips, as far as they are counted: of each its municipality, month and category, for as long as they are told."""

from collections import Counter
from collections.abc import Collection as Some
from collections.abc import Iterable
from datetime import datetime

from pymongo import ASCENDING, UpdateOne
from pymongo.collection import Collection

from services.reports.domain.tip_counts import forget_after, month_of
from shared.events.tip import TipReceived
from shared.store.mongo import Document


class Tips:
    """The tips of all municipalities."""

    def __init__(self, collection: Collection[Document]) -> None:
        self._collection = collection

    def prepare(self) -> None:
        """Make the indexes."""
        self._collection.create_index([("municipality", ASCENDING)])
        self._collection.create_index([("until", ASCENDING)])

    def keep(self, tips: Iterable[TipReceived], now: datetime) -> None:
        """Keep those of a batch that are still to be counted, each once."""
        notes = [_note(tip) for tip in tips if forget_after(tip.received_at) > now]
        if notes:
            self._collection.bulk_write(notes, ordered=False)

    def forget(self, now: datetime) -> None:
        """Take away those that are not counted any more."""
        self._collection.delete_many({"until": {"$lte": now}})

    def holds(self, tip: TipReceived) -> bool:
        """Whether a tip is here."""
        return self._collection.find_one({"_id": tip.tip_id}, {"_id": 1}) is not None

    def counts(self, municipality: str, months: Some[str]) -> dict[str, Counter[str]]:
        """How many each category had in each of some months of a municipality."""
        found = {month: Counter[str]() for month in months}
        for tip in self._collection.find({"municipality": municipality}, {"month": 1, "category": 1}):
            if tip["month"] in found:
                found[tip["month"]][tip["category"]] += 1
        return found


def _note(tip: TipReceived) -> UpdateOne:
    note = {
        "municipality": tip.municipality,
        "month": month_of(tip.received_at),
        "category": tip.category,
        "until": forget_after(tip.received_at),
    }
    return UpdateOne({"_id": tip.tip_id}, {"$setOnInsert": note}, upsert=True)

"""What is undone, when time is to look at it, and when which endpoint's digest is due.

- `concerns`: a projection of the topics, with the instant (`at`) at which each is to be looked at; the word with the
  highest order wins, whatever order they come in. Of a promise also when it last fell (`fell`), whatever came after.
- `digests`: one document an endpoint that has one: when the next is due.
- `replays`: one document: until when the topics are being read anew, and the clock holds its peace.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, get_args

import msgspec
from pymongo import ASCENDING, UpdateOne
from pymongo.collection import Collection
from pymongo.errors import BulkWriteError

from services.notifications.documents import Document
from services.notifications.domain.concern import Concern, fallen
from services.notifications.domain.notice import Notice, PromiseLine
from services.notifications.domain.rule import ConcernKind
from shared.clock import parse_instant
from shared.store.mongo import DUPLICATE_KEY, Store, find_each

AT_A_TIME = 100


class Concerns:
    """The collections `concerns`, `digests` and `replays`."""

    def __init__(self, database: Store) -> None:
        self._concerns: Collection[Document] = database["concerns"]
        self._digests: Collection[Document] = database["digests"]
        self._replays: Collection[Document] = database["replays"]

    def prepare(self) -> None:
        """Make the indexes; harmless when they are there."""
        self._concerns.create_index([("at", ASCENDING)])
        self._digests.create_index([("at", ASCENDING)])

    # what is undone

    def project(self, concerns: Iterable[tuple[Concern, datetime | None]]) -> None:
        """Store the latest word on each, and when to look at it; of an earlier word only when a promise fell."""
        concerns = list(concerns)
        latest: dict[str, tuple[Concern, datetime | None]] = {}
        for concern, at in concerns:
            if concern.key not in latest or latest[concern.key][0].order < concern.order:
                latest[concern.key] = (concern, at)
        _upsert(
            self._concerns,
            [
                UpdateOne(
                    {"_id": concern.key, "order": {"$lt": concern.order}},
                    {"$set": _document(concern) | {"at": at}},
                    upsert=True,
                )
                for concern, at in latest.values()
            ]
            + [
                UpdateOne({"_id": concern.key}, {"$max": {"fell": concern.fell}, "$min": {"at": at}})
                for concern, at in concerns
                if concern.fell is not None
            ],
        )

    def sign(self, agreement: str, signature: str, *, withdrawn: bool) -> None:
        """Remember that a party has assessed a promise, or has taken it back."""
        change = {"$pull" if withdrawn else "$addToSet": {"signed": signature}}
        unknown = {"$setOnInsert": {"order": -1, "at": None}}  # until the agreement itself is heard of
        self._concerns.update_one({"_id": f"assessment:{agreement}"}, {**change, **unknown}, upsert=True)

    def to_look_at(self, now: datetime) -> list[tuple[Concern, datetime]]:
        """What is to be looked at now, with the instant that it was to be looked at."""
        found = self._concerns.find({"at": {"$lte": now}}).sort("at").limit(AT_A_TIME)
        return [(_concern_of(document), document["at"]) for document in found]

    def about(self, about: str) -> Concern | None:
        """The thing of an id, whatever kind it is of."""
        keys = [f"{kind}:{about}" for kind in get_args(ConcernKind)]
        document = self._concerns.find_one({"_id": {"$in": keys}, "municipality": {"$gt": ""}})
        return _concern_of(document) if document else None

    def of(self, keys: Iterable[str]) -> dict[str, Concern]:
        """Those of some keys, as they stand."""
        found = find_each(self._concerns, "_id", keys)
        return {document["_id"]: _concern_of(document) for document in found if "kind" in document}

    def look_again(self, concern: Concern, seen: datetime, at: datetime | None) -> None:
        """Say when to look at it the next time, unless something new was heard meanwhile."""
        self._concerns.update_one({"_id": concern.key, "order": concern.order, "at": seen}, {"$set": {"at": at}})

    def move(self, concern: Concern, at: datetime | None) -> None:
        """Say when to look at it the next time, if it is to be looked at at all."""
        query = {"_id": concern.key, "order": concern.order, "at": {"$ne": None}}
        self._concerns.update_one(query, {"$set": {"at": at}})

    def agreements(self, municipality: str) -> list[Concern]:
        """Those of a municipality, the latest last."""
        query = {"_id": {"$gte": "assessment:", "$lt": "assessment;"}, "municipality": municipality}
        return [_concern_of(document) for document in self._concerns.find(query).sort("_id")]

    # digests

    def gather(self, due: dict[tuple[str, str], datetime]) -> None:
        """See to it that digests are due no later than these: (party, endpoint) -> when."""
        changes = [
            UpdateOne(
                {"_id": f"{party}/{endpoint}"},
                {"$min": {"at": at}, "$setOnInsert": {"party": party, "endpoint": endpoint}},
                upsert=True,
            )
            for (party, endpoint), at in due.items()
        ]
        _upsert(self._digests, changes)

    def digests_due(self, now: datetime) -> list[tuple[str, str, datetime]]:
        """Party, endpoint and the hour at which each was due."""
        found = self._digests.find({"at": {"$lte": now}}).sort("at").limit(AT_A_TIME)
        return [(each["party"], each["endpoint"], each["at"]) for each in found]

    def digested(self, party: str, endpoint: str, due: datetime, following: datetime | None) -> None:
        """Say when the next is due; None: there will be none."""
        query = {"_id": f"{party}/{endpoint}", "at": due}
        if following is None:
            self._digests.delete_one(query)
        else:
            self._digests.update_one(query, {"$set": {"at": following}})

    # reading the topics anew

    def replaying(self, until: datetime) -> None:
        """Hold the clock's peace until then, by the machine's time."""
        self._replays.update_one({"_id": "topics"}, {"$max": {"until": until}}, upsert=True)

    def is_replaying(self, now: datetime) -> bool:
        """Whether the topics are being read anew, as far as is known."""
        found = self._replays.find_one({"_id": "topics"})
        return found is not None and found["until"] > now


def _upsert(collection: Collection[Document], changes: Sequence[UpdateOne]) -> None:
    if not changes:
        return
    try:
        collection.bulk_write(list(changes))
    except BulkWriteError as error:
        if any(each["code"] != DUPLICATE_KEY for each in error.details["writeErrors"]):
            raise
        _upsert(collection, changes[error.details["writeErrors"][0]["index"] + 1 :])


def _document(concern: Concern) -> Document:
    return {
        "kind": concern.kind,
        "about": concern.about,
        "municipality": concern.notice.municipality,
        "order": concern.order,
        "countedFrom": concern.counted_from.isoformat() if concern.counted_from else None,
        "parties": [
            {"party": party, "promises": msgspec.to_builtins(lines)} for party, lines in concern.parties.items()
        ],
        "notice": msgspec.to_builtins(concern.notice),
        "cause": concern.cause,
        "causeType": concern.cause_type,
        "began": concern.began.isoformat(),
        "agreement": concern.agreement,
        "signatories": list(concern.signatories),
        "promises": list(concern.promises),
        "amended": _days(concern.amended),
        "given": _days(concern.given),
    }


def _concern_of(document: Document) -> Concern:
    lines: type[Any] = tuple[PromiseLine, ...]
    counted_from = document["countedFrom"]
    concern = Concern(
        kind=document["kind"],
        about=document["about"],
        order=document["order"],
        counted_from=datetime.fromisoformat(counted_from).date() if counted_from else None,
        parties={each["party"]: msgspec.convert(each["promises"], lines) for each in document["parties"]},
        notice=msgspec.convert(document["notice"], Notice),
        cause=document["cause"],
        cause_type=document["causeType"],
        began=parse_instant(document["began"]),
        agreement=document["agreement"],
        signatories=tuple(document["signatories"]),
        promises=tuple(document["promises"]),
        amended=_days_of(document.get("amended", ())),
        given=_days_of(document.get("given", ())),
        signed=frozenset(document.get("signed", ())),
    )
    return fallen(concern, document.get("fell"))


def _days(of_promises: Mapping[str, datetime]) -> list[Document]:
    return [{"promise": promise, "at": at.isoformat()} for promise, at in of_promises.items()]


def _days_of(documents: Iterable[Document]) -> dict[str, datetime]:
    return {each["promise"]: parse_instant(each["at"]) for each in documents}

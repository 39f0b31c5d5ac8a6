"""What a rebuild leaves behind, or may have missed."""

import re
import time
from collections.abc import Callable, Container, Sequence
from typing import Any, Final

from pymongo import DESCENDING, DeleteOne
from pymongo.collection import Collection

from services.reports.store import Generation, Shown
from services.reports.store.generation import BOARDS, ROOMS, name_of
from shared.events.activity import Activity
from shared.events.agreement import AgreementPublished
from shared.events.cloudevent import Event
from shared.events.tip import TipReceived
from shared.store.mongo import Document, Store

RELAY: Final = "reports"
PATIENCE = 10.0
BREATH = 0.2  # seconds
AT_A_TIME = 20
_NAMED = re.compile(rf"({'|'.join(ROOMS)})(_g(\d+))?")


def drop_others(database: Store, stay: Container[int], beat: Callable[[], None]) -> None:
    """Take away every generation but some."""
    named = ((name, _NAMED.fullmatch(name)) for name in database.list_collection_names())
    _drop(database, [name for name, found in named if found and int(found[3] or 0) not in stay], beat)


def drop(database: Store, number: int, beat: Callable[[], None]) -> None:
    """Take away a generation."""
    _drop(database, [name_of(room, number) for room in ROOMS], beat)


def _drop(database: Store, names: Sequence[str], beat: Callable[[], None]) -> None:
    """One collection at a time, emptied before, with as long between them as each took.

    Others ask the same database meanwhile, and the embedded one answers nobody while it drops what a collection holds.
    """
    for name in names:
        _empty(database[name], beat)
        began = time.monotonic()
        database[name].drop()
        beat()
        time.sleep(max(BREATH, time.monotonic() - began))


def _empty(collection: Collection[Document], beat: Callable[[], None]) -> None:
    while found := [each["_id"] for each in collection.find({}, {"_id": 1}).limit(AT_A_TIME)]:
        collection.bulk_write([DeleteOne({"_id": each}) for each in found], ordered=False)
        beat()


def relayed(database: Store, number: int, beat: Callable[[], None]) -> bool:
    """Whether all that a generation had to tell is sent, waiting a little for it."""
    told = {"events.0": {"$exists": True}}
    latest = database[name_of(BOARDS, number)].find_one(told, {"changedAt": 1}, sort=[("changedAt", DESCENDING)])
    if latest is None:
        return True
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        sent = database.relays.find_one({"_id": RELAY}) or {}
        if sent.get("changedAt") and sent["changedAt"] >= latest["changedAt"]:
            return True
        beat()
        time.sleep(0.5)
    return False


def lacking(generation: Generation, events: Sequence[Event]) -> list[Event]:
    """Those of some events whose revision, or version, the generation does not hold."""
    return [event for event in events if not _holds(generation, event.data)]


def _holds(generation: Generation, data: Any) -> bool:  # noqa: ANN401  (each type's own data class)
    if isinstance(data, AgreementPublished):
        kept = generation.agreements.get(data.agreement_id)
        return kept is not None and kept.latest.version >= data.latest.version
    if isinstance(data, Activity):
        return data.revision in generation.facts.of([data.id]).get(data.id, ())
    if isinstance(data, TipReceived):
        return generation.tips.holds(data)
    return not isinstance(data, Shown) or data.revision in generation.revisions(data)

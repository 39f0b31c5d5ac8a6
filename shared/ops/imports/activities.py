"""Activities: each row is told as an event about a record of the sender's, at its revision.

The id of the row is the record's, so that the same file may be imported again: what came before is a duplicate. So is
what the installation gave out itself: an activity of the party that is here under its own id. The others get ids of
this installation; a walk that others refer to is told before them, and they refer to its new id.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from shared.ops.imports.calls import ACTIVITIES, Calls, listed
from shared.ops.imports.files import Row

SOURCE: Final = "/open-data"  # after the party, whose own the source is
TYPE: Final = "se.loftet.activity.reported.v1"
MOST, MOST_BYTES = 500, 500_000  # of a batch: half of what is taken

# What a report says in the words of the table.
_SAME: Final = (
    *("municipality", "kind", "title", "group", "attendance", "participants", "audiences", "tags", "quantity"),
    *("results", "outcome", "promises", "publishableFrom", "reason", "revision", "demonstration"),
)


@dataclass(slots=True)
class Imported:
    """What became of the rows: how many were accepted or had come before, and why others were not."""

    accepted: int = 0
    duplicates: int = 0
    refused: list[str] = field(default_factory=list)


def import_activities(api: Calls, rows: Iterable[Row]) -> Imported:
    """Tell of the activities, all of one party.

    Args:
        api: speaks for that party.
        rows: of the table `activities`.
    """
    told = list(rows)
    here = _here(api, told)
    new = [row for row in told if row["id"] not in here]
    imported, ids = Imported(duplicates=len(told) - len(new)), {each: each for each in here}
    for wave in _waves(new):
        for batch in _batches([event_of(row, ids) for row in wave]):
            answer = api.call("POST", f"{ACTIVITIES}/events", body=batch)
            for event, result in zip(batch, answer.body["results"], strict=True):
                _note(imported, ids, event, result)
    return imported


def event_of(row: Row, ids: dict[str, str]) -> dict[str, Any]:
    """A row as the CloudEvent that tells of it; ``ids`` are new ids of activities by those in the file."""
    source = f"/{row['reportedBy']}{SOURCE}"
    data = {name: row[name] for name in _SAME if row.get(name) is not None}
    data["source"] = {"system": source, "id": row["id"]}
    for name in ("planned", "actual"):
        if row.get(f"{name}Start"):
            data[name] = {"start": row[f"{name}Start"], "end": row[f"{name}End"]}
    if row.get("place"):
        has_point = row.get("longitude") is not None
        point = [row["longitude"], row["latitude"]] if has_point else None
        data["place"] = {"name": row["place"], "point": point}
    if row.get("walk"):
        data["walkStep"] = {"walk": ids.get(row["walk"], row["walk"]), "step": row["walkStep"]}
    if row.get("previousWalk"):
        data["previousWalk"] = ids.get(row["previousWalk"], row["previousWalk"])
    if row.get("state") in ("cancelled", "withdrawn"):
        data[row["state"]] = data.pop("reason", None) or row["state"]
    return {
        "specversion": "1.0",
        "id": f"{row['id']}.{row['revision']}",
        "source": source,
        "type": TYPE,
        "subject": row["id"],
        "data": data,
    }


def _here(api: Calls, rows: Iterable[Row]) -> set[str]:
    """Ids of the activities that are here, reported by the rows' parties in their municipalities."""
    asked = sorted({(row["municipality"], row["reportedBy"]) for row in rows})
    return {
        each["id"]
        for municipality, party in asked
        for each in listed(api, f"activities?municipality={municipality}&party={party}")
        if each["reportedBy"] == party
    }


def _note(imported: Imported, ids: dict[str, str], event: dict[str, Any], result: dict[str, Any]) -> None:
    if result.get("activityId"):
        ids[event["subject"]] = result["activityId"]
    if result["result"] == "accepted":
        imported.accepted += 1
    elif result["result"] == "duplicate":
        imported.duplicates += 1
    else:
        wrong = "; ".join(f"{each['property']} {each['reason']}" for each in result.get("invalidParameters") or ())
        imported.refused.append(f"{event['id']}: {result.get('reason')} {wrong}".strip())


def _waves(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """The rows by activity and revision, each wave after the walks that it refers to."""
    waiting: dict[str, list[Row]] = {}
    for row in sorted(rows, key=lambda row: (row["id"], row["revision"])):
        waiting.setdefault(row["id"], []).append(row)
    while waiting:
        ready = [each for each, told in waiting.items() if not _refers_to(told) & (waiting.keys() - {each})]
        wave = ready or list(waiting)
        yield [row for each in wave for row in waiting.pop(each)]


def _refers_to(told: Iterable[Row]) -> set[str]:
    return {row[name] for row in told for name in ("walk", "previousWalk") if row.get(name)}


def _batches(events: Sequence[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    size = 0
    for event in events:
        length = len(json.dumps(event))
        if batch and (len(batch) == MOST or size + length > MOST_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(event)
        size += length
    if batch:
        yield batch

"""Measures: each row is proposed, and taken step by step to where it stands, by the parties whose steps they are.

A row tells how a measure stands, not how it came there. The party that reported it proposes it; the responsible one
accepts, carries out, declines or hands it over. So the file is imported once for each of them, in that order, and may
be imported again: a measure that is there already, by all that was said of it, is only taken the steps that are left.
"""

from collections.abc import Iterable
from typing import Any, Final

from shared.ops.imports.activities import SOURCE, Imported
from shared.ops.imports.calls import ACTIVITIES, Calls, listed
from shared.ops.imports.files import Row
from shared.ops.seed.client import Failed

_PATH: Final = f"{ACTIVITIES}/measures"
# What says that a measure is the same.
_SAID: Final = ("title", "description", "priority", "dueOn", "area")
# The steps to each state from "proposed", in order.
_STEPS: Final[dict[str, tuple[str, ...]]] = {
    "proposed": (),
    "accepted": ("acceptance",),
    "in_progress": ("acceptance", "start"),
    "completed": ("acceptance", "start", "completion"),
    "verified": ("acceptance", "start", "completion", "verification"),
    "declined": ("declination",),
    "transferred": ("transfer",),
}


def import_measures(api: Calls, rows: Iterable[Row], party: str) -> Imported:
    """Propose the measures of a party that are not there, and take its steps of those that are.

    Args:
        api: speaks for that party.
        rows: of the table `measures`.
        party: as above; rows that it neither reported nor answers for are left alone.
    """
    imported = Imported()
    ours = [row for row in rows if party in (row["reportedBy"], row["responsible"])]
    here = _Here(api, {row["municipality"] for row in ours})
    for row in sorted(ours, key=lambda row: row["id"]):
        try:
            measure = here.same(row)
            known = measure is not None
            if measure is None and row["reportedBy"] == party:
                measure = _propose(api, row, here)
            if measure is None:
                imported.refused.append(f"{row['id']}: {row['reportedBy']} has to propose it first")
                continue
            taken = _take_steps(api, row, measure, here) if row["responsible"] == party else 0
            imported.accepted += not known or taken > 0
            imported.duplicates += known and not taken
        except Failed as failed:
            imported.refused.append(f"{row['id']}: {failed}")
    return imported


class _Here:
    """What the installation has already: measures, and walks by their ids here and in the file."""

    def __init__(self, api: Calls, municipalities: Iterable[str]) -> None:
        codes = sorted(municipalities)
        self._measures = {each["id"]: each for code in codes for each in listed(api, f"measures?municipality={code}")}
        self.walks: dict[str, str] = {}
        for code in codes:
            for each in listed(api, f"activities?municipality={code}&kind=walk"):
                self.walks[each["id"]] = each["id"]
                source = each.get("source") or {}
                if source.get("system", "").endswith(SOURCE):
                    self.walks[source["id"]] = each["id"]

    def same(self, row: Row) -> Row | None:
        """The measure of a row, if it is here: under its id, or by what was said of it."""
        found = self._measures.get(row["id"])
        if found is not None:
            return found
        said = self._said(row)
        return next((each for each in self._measures.values() if self._said(each) == said), None)

    def _said(self, measure: Row) -> tuple[Any, ...]:
        walk = measure.get("walk")
        return (
            measure["municipality"],
            measure["reportedBy"],
            self.walks.get(walk or "", walk),
            *(measure.get(name) or None for name in _SAID),
        )


def _propose(api: Calls, row: Row, here: _Here) -> Row:
    """Propose it, to whoever answers for it now."""
    names = ("municipality", "title", "responsible", "description", "priority", "dueOn", "area", "promises")
    body = {name: row[name] for name in (*names, "demonstration") if row.get(name) is not None}
    if row.get("walk"):
        body["walk"] = here.walks.get(row["walk"], row["walk"])
    if row.get("place"):
        has_point = row.get("longitude") is not None
        body["place"] = {"name": row["place"], "point": [row["longitude"], row["latitude"]] if has_point else None}
    answer = api.call("POST", _PATH, body=body, headers={"Idempotency-Key": f"open-data-{row['id']}"})
    proposed: Row = answer.body
    return proposed


def _take_steps(api: Calls, row: Row, measure: Row, here: _Here) -> int:
    """Take what steps are left to where the row stands; how many that were."""
    if measure["state"] == row["state"] or measure["state"] not in _STEPS:
        return 0
    if row["state"] == "transferred" and not row.get("transferredTo"):
        return 0  # handed to whoever answers for it now, which has yet to answer: as it does when it is proposed
    steps, done = _STEPS[row["state"]], _STEPS[measure["state"]]
    if steps[: len(done)] != done:
        return 0  # it has gone another way here
    for step in steps[len(done) :]:
        api.call("POST", f"{_PATH}/{measure['id']}/{step}", body=_body(step, row, here), headers={"If-Match": "*"})
    return len(steps) - len(done)


def _body(step: str, row: Row, here: _Here) -> dict[str, Any]:
    """What is said at a step."""
    match step:
        case "completion":
            return {"completedOn": row["completedOn"]} if row.get("completedOn") else {}
        case "verification":
            return {"walk": here.walks.get(row["verifiedAt"], row["verifiedAt"])}
        case "declination":
            return {"reason": row["reason"]}
        case "transfer":
            return {"name": row["transferredTo"], "reason": row["reason"]}
    return {}

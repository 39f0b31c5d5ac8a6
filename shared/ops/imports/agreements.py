"""Agreements: each row is published as a version, by the operation that made it so."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from shared.clock import local_day
from shared.ops.imports.activities import Imported
from shared.ops.imports.calls import Calls
from shared.ops.imports.files import Row
from shared.ops.seed.client import Failed


def import_agreements(api: Calls, rows: Iterable[Row], known: dict[str, int]) -> Imported:
    """Publish the versions that are not there.

    Args:
        api: speaks for an operator, who may write agreements.
        rows: of the table `agreements`.
        known: the version that each agreement has already, by its id; none: it is not there.
    """
    imported = Imported()
    for row in sorted(rows, key=lambda row: (row["id"], row["version"])):
        if row["version"] <= known.get(row["id"], 0):
            imported.duplicates += 1
            continue
        try:
            method, path, body = step_of(row)
            key = {"Idempotency-Key": f"open-data-{row['id']}-{row['version']}"} if method == "POST" else {}
            seen = {"If-Match": "*"} if row["version"] > 1 else {}
            api.call(method, path, body=body, headers=key | seen)
            imported.accepted += 1
        except Failed as failed:
            imported.refused.append(f"{row['id']} version {row['version']}: {failed}")
    return imported


def step_of(row: Row) -> tuple[str, str, dict[str, Any]]:
    """The request that makes a version: its method, path and body."""
    path = f"/activities/v1/agreements/{row['id']}"
    since = {"inForceFrom": local_day(datetime.fromisoformat(row["inForceFrom"])).isoformat()}
    reason = {"reason": row["reason"]} if row.get("reason") else {}
    match row["change"]:
        case "ended":
            return "POST", f"{path}/ending", {"lastDay": row["closedOn"] or row["periodEnd"], **reason, **since}
        case "extended":
            return "POST", f"{path}/extension", {"lastDay": row["periodEnd"], **reason, **since}
        case "replaced":
            return "POST", f"{path}/replacement", {"replacedBy": row["replacedBy"], **reason}
    query = f"?{urlencode(reason | since)}" if row["version"] > 1 else ""
    return "PUT", f"{path}{query}", row["agreement"]

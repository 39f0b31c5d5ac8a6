"""A folder of open data, written as reports writes it, without a database."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from services.reports.domain.fold import status_of, version_in_force
from services.reports.domain.tally import Revisions
from services.reports.open_data.tables import TABLES
from services.reports.open_data.tables.activities import ActivityRow
from services.reports.open_data.tables.statuses import StatusRow
from services.reports.open_data.writing import as_json
from shared.events.activity import Activity
from shared.events.agreement import AgreementVersion


def publish(
    folder: Path,
    versions: Sequence[AgreementVersion],
    told: Mapping[str, Revisions],
    as_of: datetime,
    known_at: datetime | None = None,
) -> Path:
    """Write what is known of agreements and activities, and how each promise stood at a moment."""
    agreements: dict[str, list[AgreementVersion]] = {}
    for version in versions:
        agreements.setdefault(version.agreement.id, []).append(version)
    in_force = [version_in_force(each, as_of, known_at) for each in agreements.values()]
    statuses = [
        StatusRow(
            promise,
            status_of(version, promise, told, as_of, known_at or datetime.max.replace(tzinfo=as_of.tzinfo)),
            known_at,
        )
        for version in in_force
        for promise in version.agreement.promises
    ]
    facts = [ActivityRow(each) for revisions in told.values() for each in revisions.values()]
    for name, rows in {"agreements": versions, "activities": facts, "statuses": statuses}.items():
        _write(folder, name, rows, as_of)
    return folder


def single(facts: Iterable[Activity]) -> dict[str, Revisions]:
    """Activities that were told once."""
    return {fact.id: {fact.revision: fact} for fact in facts}


def _write(folder: Path, name: str, rows: Iterable[Any], now: datetime) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.json").write_bytes(b"".join(as_json(TABLES[name], rows, now)))

"""A folder of open data, written as reports writes it, without a database."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from services.reports.domain.assessments import assessments_of
from services.reports.domain.fold import status_of, version_in_force
from services.reports.domain.tally import Revisions
from services.reports.open_data.tables import TABLES
from services.reports.open_data.tables.activities import ActivityRow
from services.reports.open_data.tables.statuses import StatusRow
from services.reports.open_data.writing import as_json
from shared.events.activity import Activity
from shared.events.agreement import AgreementVersion
from shared.events.assessment import Assessment


def publish(
    folder: Path,
    versions: Sequence[AgreementVersion],
    told: Mapping[str, Revisions],
    as_of: datetime,
    known_at: datetime | None = None,
    verdicts: Sequence[Assessment] = (),
) -> Path:
    """Write what is known of agreements, activities and assessments, and how each promise stood at a moment."""
    agreements: dict[str, list[AgreementVersion]] = {}
    for version in versions:
        agreements.setdefault(version.agreement.id, []).append(version)
    in_force = [version_in_force(each, as_of, known_at) for each in agreements.values()]
    known = known_at or datetime.max.replace(tzinfo=as_of.tzinfo)
    statuses = []
    for version in in_force:
        for promise in version.agreement.promises:
            all_of_it = agreements[version.agreement.id]
            effect = assessments_of(promise, all_of_it, [{one.revision: one} for one in verdicts], as_of, known).effect
            status = msgspec.structs.replace(status_of(version, promise, told, as_of, known), effect=effect)
            statuses.append(StatusRow(promise, status, known_at))
    facts = [ActivityRow(each) for revisions in told.values() for each in revisions.values()]
    tables = {"agreements": versions, "activities": facts, "assessments": verdicts, "statuses": statuses}
    for name, rows in tables.items():
        _write(folder, name, rows, as_of)
    return folder


def single(facts: Iterable[Activity]) -> dict[str, Revisions]:
    """Activities that were told once."""
    return {fact.id: {fact.revision: fact} for fact in facts}


def _write(folder: Path, name: str, rows: Iterable[Any], now: datetime) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.json").write_bytes(b"".join(as_json(TABLES[name], rows, now)))

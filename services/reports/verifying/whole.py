"""Whole rows: each published status beside the one that the domain writes of the same data, field by field."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

import msgspec

from services.reports.domain.assessments import Histories, assessments_of
from services.reports.domain.fold import status_of, version_in_force
from services.reports.domain.tally import Revisions
from services.reports.open_data.tables.statuses import STATUSES, StatusRow
from services.reports.verifying.rows import Row, facts_of, verdicts_of, versions_of
from shared.events.agreement import AgreementVersion, Promise

Differing = tuple[str, str, object, object]
"""A promise's id, what differs as it is called in the data, what is published, and what should be."""

_ALL: Final = datetime.max.replace(tzinfo=UTC)
_SKEW: Final = timedelta(hours=1)  # between clocks, and while a table is written
_NEARLY: Final = 1e-6
_WITHIN: Final = ("commitments", "windows")


@dataclass(frozen=True, slots=True)
class _Data:
    """What statuses are written from; ``told``: the activities by commitments that any revision counts toward."""

    versions: Mapping[str, Sequence[AgreementVersion]]
    told: Mapping[str, Mapping[str, Revisions]]
    verdicts: Histories
    now: datetime


class Table(Protocol):
    """A table of open data: its rows, and when it was made."""

    generated_at: datetime
    rows: Sequence[Row]


def differing(tables: Mapping[str, Table]) -> list[Differing]:
    """What is published otherwise than it would be written.

    Args:
        tables: `agreements`, `activities`, `assessments` and `statuses`.

    Raises:
        KeyError, ValueError: a row is not what open data has; msgspec's errors are among the latter.
    """
    data = _Data(
        versions_of(tables["agreements"].rows),
        _by_commitment(facts_of(tables["activities"].rows)),
        verdicts_of(tables["assessments"].rows),
        tables["statuses"].generated_at,
    )
    rows = tables["statuses"].rows
    found = [each for row in rows for each in _row(row, data)]
    return [*found, *_told_twice(rows)]


def _row(row: Row, data: _Data) -> Iterator[Differing]:
    as_of = msgspec.convert(row["assessedAt"], datetime)
    known_at = msgspec.convert(row["knownAt"], datetime) if row["knownAt"] else None
    versions = data.versions.get(row["agreement"])
    if not versions:
        return  # the first look says so
    version = version_in_force(versions, as_of, known_at)
    promise = next((one for one in version.agreement.promises if one.id == row["promise"]), None)
    if promise is None:
        return
    written = _written(promise, version, data, as_of, known_at)
    if known_at:  # assessments are published as they stand, and say nothing of how they stood
        row = {**row, "effect": written.status.effect}
    as_read = msgspec.json.decode(msgspec.json.encode(STATUSES.values(written)))
    for what, published, should_be in _fields(row, as_read):
        yield promise.id, what, published, should_be
    ends = written.status.valid_until
    if known_at is None and (as_of > data.now + _SKEW or (ends is not None and ends <= data.now)):
        yield promise.id, "assessedAt", row["assessedAt"], f"a moment whose status holds at {data.now.isoformat()}"


def _written(
    promise: Promise, version: AgreementVersion, data: _Data, as_of: datetime, known_at: datetime | None
) -> StatusRow:
    ours = {name: each for one in promise.commitments for name, each in data.told.get(one.id, {}).items()}
    status = status_of(version, promise, ours, as_of, known_at or _ALL)
    effect = assessments_of(promise, data.versions[version.agreement.id], data.verdicts, data.now, _ALL).effect
    return StatusRow(promise, msgspec.structs.replace(status, effect=effect), known_at)


def _by_commitment(facts: Mapping[str, Revisions]) -> dict[str, dict[str, Revisions]]:
    found: dict[str, dict[str, Revisions]] = {}
    for name, revisions in facts.items():
        toward = {count.commitment for one in revisions.values() for count in one.counts}
        toward |= {each for one in revisions.values() for earlier in one.earlier for each in earlier.commitments}
        for commitment in toward:
            found.setdefault(commitment, {})[name] = revisions
    return found


def _fields(published: Row, written: Row) -> Iterator[tuple[str, object, object]]:
    """The fields that differ, those within commitments and windows under the name of what they are of."""
    for name in {**written, **published}:
        said, right = published.get(name), written.get(name)
        if name in _WITHIN and isinstance(said, list) and len(said) == len(right or ()):
            yield from _each(name, said, right or [])
        elif not _same(said, right):
            yield name, said, right


def _each(name: str, published: Sequence[Row], written: Sequence[Row]) -> Iterator[tuple[str, object, object]]:
    for said, right in zip(published, written, strict=True):
        of = right["commitment"] if name == "commitments" else f"window {right['start']} to {right['end']}"
        for what, one, other in _fields(said, right):
            yield f"{of}: {what}", one, other


def _same(said: object, right: object) -> bool:
    if isinstance(said, int | float) and isinstance(right, float) and not isinstance(said, bool):
        return abs(said - right) <= _NEARLY * max(1.0, abs(right))
    return said == right


def _told_twice(rows: Iterable[Row]) -> Iterator[Differing]:
    """Promises with several rows of one moment: whoever reads one of them need not see the other."""
    moments = Counter((row["promise"], row["knownAt"] and (row["assessedAt"], row["knownAt"])) for row in rows)
    for (promise, _), count in moments.items():
        if count > 1:
            yield promise, "rows", count, 1

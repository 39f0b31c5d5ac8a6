"""Comparing: what is published of each promise against what is reckoned of it, and every difference by name."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.verify.data import Activity, OpenData, Promise, Status, Version
from shared.verify.facts import Histories, commitments_of, histories, standing
from shared.verify.reckon import Reckoned, reckon_promise
from shared.verify.windows import Window

LONGEST = 500  # of a value that is told, in characters


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that is published otherwise than the data says.

    Attributes:
        promise: its id.
        what: as it is called in the data: `state`, `nextDue`, or a window's `done`.
        why: what the reckoning rests on.
    """

    promise: str
    what: str
    published: str
    reckoned: str
    why: str

    def __str__(self) -> str:
        return f"{self.promise}: {self.what} is published as {self.published}, reckoned as {self.reckoned}: {self.why}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """How many statuses were reckoned anew, and all that differs."""

    verified: int
    differences: tuple[Difference, ...]


def check(data: OpenData) -> Verdict:
    """Reckon every published status from the agreements and activities beside it."""
    versions = _by_agreement(data.agreements)
    told = _by_commitment(histories(data.activities))
    differences = [found for status in data.statuses for found in _status(status, versions, told)]
    missing = _unpublished(versions, data.statuses)
    return Verdict(len(data.statuses), (*differences, *missing))


def _by_agreement(rows: Iterable[Version]) -> dict[str, list[Version]]:
    found: dict[str, list[Version]] = {}
    for row in sorted(rows, key=lambda row: (row.id, row.version)):
        found.setdefault(row.id, []).append(row)
    return found


def _by_commitment(told: Histories) -> dict[str, dict[str, Sequence[Activity]]]:
    """The histories of the activities that any revision counted toward a commitment, under any version."""
    found: dict[str, dict[str, Sequence[Activity]]] = {}
    for activity, revisions in told.items():
        now = {count.commitment for one in revisions for count in one.counts}
        before = {commitment for one in revisions for each in one.earlier for commitment in each.commitments}
        for commitment in now | before:
            found.setdefault(commitment, {})[activity] = revisions
    return found


def _status(
    status: Status, versions: dict[str, list[Version]], told: dict[str, dict[str, Sequence[Activity]]]
) -> Iterator[Difference]:
    signed = versions.get(status.agreement, [])
    version = _in_force(signed, status.assessed_at, status.known_at)
    promise = _promise(version, status.promise) if version else None
    if version is None or promise is None:
        why = f"no version of {status.agreement} in force at {status.assessed_at.isoformat()} holds it"
        yield Difference(status.promise, "promise", status.state, "no such promise", why)
        return
    if version.version != status.agreement_version:
        why = f"version {version.version} was in force at {status.assessed_at.isoformat()}"
        yield _difference(status, "agreementVersion", status.agreement_version, version.version, why)
    ours = {key: each for one in promise.commitments for key, each in told.get(one.id, {}).items()}
    so_far = [one for one in signed if one.version <= version.version]
    reckoned = reckon_promise(promise, so_far, ours, status.assessed_at, status.known_at)
    yield from _promise_differs(status, reckoned)
    published = {str(one.get("commitment")): one for one in status.commitments}
    for commitment, goes in reckoned.commitments:
        facts = _counting(standing(ours, status.assessed_at, status.known_at), commitment, version)
        yield from _commitment_differs(status, commitment, published.get(commitment, {}), goes, facts)


def _promise_differs(status: Status, reckoned: Reckoned) -> Iterator[Difference]:
    each = "; ".join(f"{name} {goes.state}" for name, goes in reckoned.commitments) or "it has no commitments"
    if status.state != reckoned.state:
        yield _difference(status, "state", status.state, reckoned.state, each)
    if status.late != reckoned.late:
        yield _difference(status, "late", status.late, reckoned.late, each)
    if status.next_due != reckoned.next_due:
        yield _difference(status, "nextDue", status.next_due, reckoned.next_due, each)
    if status.last_reported_at != reckoned.last_reported_at:
        yield _difference(status, "lastReportedAt", status.last_reported_at, reckoned.last_reported_at, each)


def _commitment_differs(
    status: Status, commitment: str, published: dict[str, Any], goes: Reckoned, facts: str
) -> Iterator[Difference]:
    if published.get("state") != goes.state:
        why = "; ".join(_told(one) for one in goes.windows) or "it names no measure"
        yield _difference(status, f"{commitment}: state", published.get("state"), goes.state, f"{why} ({facts})")
    windows = published.get("windows", [])
    if len(windows) != len(goes.windows):
        why = "as many as the target's calendar has in the period"
        yield _difference(status, f"{commitment}: windows", len(windows), len(goes.windows), why)
        return
    for said, one in zip(windows, goes.windows, strict=True):
        for name, value in _window(one).items():
            if not _same(said.get(name), value):
                what = f"{commitment}: window {one.frame.start} to {one.frame.end}: {name}"
                yield _difference(status, what, said.get(name), value, facts)


def _window(one: Window) -> dict[str, Any]:
    """A window as it is published, but for its words."""
    return {
        "start": one.frame.start.isoformat(),
        "end": one.frame.end.isoformat(),
        "state": one.state,
        "done": one.done,
        "required": one.required,
        "late": one.late,
        "planned": one.planned,
    }


def _told(one: Window) -> str:
    return f"{one.frame.start} to {one.frame.end} {one.state}, {one.done:g} of {one.required:g}"


def _same(said: Any, value: Any) -> bool:  # noqa: ANN401  (a value of JSON)
    if isinstance(value, float) and isinstance(said, int | float):
        return abs(said - value) <= 1e-6 * max(1.0, abs(value))
    return bool(said == value)


def _counting(facts: Iterable[Activity], commitment: str, version: Version) -> str:
    """The activities that count toward a commitment, as a reader can look them up."""
    ids = [one.id for one in facts if commitment in commitments_of(one, version)]
    shown = ", ".join(ids[:5]) + (f" and {len(ids) - 5} more" if len(ids) > 5 else "")
    return f"activities that count: {shown}" if ids else "no activity counts"


def _difference(status: Status, what: str, published: object, reckoned: object, why: str) -> Difference:
    return Difference(status.promise, what, plain(published), plain(reckoned), why)


def plain(value: object) -> str:
    """A value as a difference tells it."""
    if value is None:
        return "nothing"
    told = value.isoformat() if isinstance(value, datetime) else str(value)
    return told if len(told) <= LONGEST else f"{told[:LONGEST]}..."


def _in_force(versions: Sequence[Version], moment: datetime, known_at: datetime | None) -> Version | None:
    """The version in force at a moment, of those told of by then; before the first came into force, the first."""
    known = [one for one in versions if known_at is None or one.published_at <= known_at]
    begun = [one for one in known if one.in_force_from <= moment]
    return begun[-1] if begun else next(iter(versions), None)


def _promise(version: Version, promise: str) -> Promise | None:
    return next((one for one in version.agreement.promises if one.id == promise), None)


def _unpublished(versions: dict[str, list[Version]], statuses: Sequence[Status]) -> Iterator[Difference]:
    """Promises of the latest versions that nothing is published of; unless the data is of another day."""
    if any(status.known_at for status in statuses):
        return
    published = {status.promise for status in statuses}
    for agreement in versions.values():
        for promise in agreement[-1].agreement.promises:
            if promise.id not in published:
                yield Difference(promise.id, "status", "nothing", "a status", f"{agreement[-1].id} holds it")

"""The open data as verification reads it: only what a status depends on. What else the files hold is passed over."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Generic, TypeVar

import msgspec

TABLES = ("agreements", "activities", "assessments", "statuses")
ARCHIVED = "{table}.json"

Row = TypeVar("Row")
Form = TypeVar("Form")


class Unreadable(Exception):
    """The data cannot be read; the message says which, and why."""


class _Read(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """The common form of what is read: names as they stand in the files."""


class Covering(_Read, frozen=True):
    """What the activities of a window must reach together."""

    audiences: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()
    places: tuple[str, ...] = ()


class Target(_Read, frozen=True):
    """How much is asked for, and how often."""

    at_least: float = 1
    each: str = "period"
    every: int = 1
    unit: str = "activities"
    result: str | None = None
    covering: Covering | None = None
    average: bool = False
    milestone: bool = False
    by: date | None = None
    keep_short_windows: bool = False


class Commitment(_Read, frozen=True):
    """What is asked for; without a target the promise names no measure."""

    id: str
    target: Target | None = None


class Promise(_Read, frozen=True):
    """A promise and its commitments."""

    id: str
    commitments: tuple[Commitment, ...] = ()


class Period(_Read, frozen=True):
    """Days, both included."""

    start: date
    end: date


class Document(_Read, frozen=True):
    """What was signed."""

    period: Period
    promises: tuple[Promise, ...]
    closed_on: date | None = None


class Version(_Read, frozen=True):
    """A row of `agreements`."""

    id: str
    version: int
    in_force_from: datetime
    published_at: datetime
    agreement: Document

    @property
    def held(self) -> set[str]:
        """Ids of its promises and of their commitments."""
        promises = self.agreement.promises
        return {one.id for one in promises} | {each.id for one in promises for each in one.commitments}

    def commitments(self, promise: str) -> set[str]:
        """Ids of a promise's commitments; of one that it does not hold, none."""
        return {each.id for one in self.agreement.promises if one.id == promise for each in one.commitments}


class Count(_Read, frozen=True):
    """What an activity counts toward under the latest version of an agreement."""

    agreement: str
    commitment: str


class Earlier(_Read, frozen=True):
    """What it counts toward under an earlier version, where that is something else."""

    agreement: str
    version: int
    commitments: tuple[str, ...]


class Participant(_Read, frozen=True):
    """One who took part; a party of the agreement has an id."""

    party: str | None = None


class Activity(_Read, frozen=True):
    """A row of `activities`: an activity at one of its revisions."""

    id: str
    revision: int
    state: str
    reported_by: str
    reported_at: datetime
    publishable_from: datetime | None = None
    planned_start: datetime | None = None
    planned_end: datetime | None = None
    actual_start: datetime | None = None
    actual_end: datetime | None = None
    place: str | None = None
    participants: tuple[Participant, ...] = ()
    audiences: tuple[str, ...] = ()
    quantity: float = 1
    results: dict[str, float] = {}
    counts: tuple[Count, ...] = ()
    earlier: tuple[Earlier, ...] = ()

    @property
    def start(self) -> datetime:
        """When it began or will begin."""
        start = self.actual_start or self.planned_start
        if start is None:
            raise Unreadable(f"activities: {self.id} has neither plannedStart nor actualStart")
        return start

    @property
    def end(self) -> datetime:
        """When it ended or will end."""
        return self.actual_end or self.planned_end or self.start


class Status(_Read, frozen=True):
    """A row of `statuses`: how a promise is said to go. ``known_at`` None: by all that the data holds."""

    promise: str
    agreement: str
    agreement_version: int
    state: str
    assessed_at: datetime
    known_at: datetime | None = None
    late: bool = False
    next_due: date | None = None
    last_reported_at: datetime | None = None
    commitments: tuple[dict[str, Any], ...] = ()


class Table(_Read, Generic[Row], frozen=True):
    """A file: its rows, and whatever it says of them."""

    rows: tuple[Row, ...]


class WholeTable(_Read, frozen=True):
    """A file with all that its rows hold, and when it was made."""

    generated_at: datetime
    rows: tuple[dict[str, Any], ...]


class OpenData(msgspec.Struct, frozen=True):
    """What there is to verify, and what to verify it by."""

    agreements: Sequence[Version]
    activities: Sequence[Activity]
    statuses: Sequence[Status]


def read_folder(folder: Path) -> OpenData:
    """The open data of a folder: `agreements.json`, `activities.json` and `statuses.json`.

    Raises:
        Unreadable: a file is missing, or is not what it should be.
    """
    return OpenData(
        agreements=_rows(folder, "agreements", Version),
        activities=_rows(folder, "activities", Activity),
        statuses=_rows(folder, "statuses", Status),
    )


def whole_table(folder: Path, table: str) -> WholeTable:
    """A table with all that its rows hold.

    Raises:
        Unreadable: as `read_folder`.
    """
    return _decoded(folder, table, WholeTable)


def _rows(folder: Path, table: str, form: type[Row]) -> Sequence[Row]:
    return _decoded(folder, table, Table[form]).rows  # type: ignore[valid-type]


def _decoded(folder: Path, table: str, form: type[Form]) -> Form:
    path = folder / ARCHIVED.format(table=table)
    try:
        return msgspec.json.decode(path.read_bytes(), type=form)
    except OSError as error:
        raise Unreadable(f"{path} cannot be read: {error.strerror}.") from error
    except msgspec.MsgspecError as error:
        raise Unreadable(f"{path} is no table of open data: {error}.") from error

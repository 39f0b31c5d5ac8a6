"""A story: what a municipality and its police did, scene by scene, in a form that is easy to write."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Literal

import msgspec
import yaml

from shared.clock import STOCKHOLM
from shared.events.agreement import Agreement, Party
from shared.events.record import Record

Stage = Literal["reported", "planned", "completed", "cancelled"]


class Where(Record, frozen=True, forbid_unknown_fields=True):
    """A public place, and its point (longitude, latitude) when it is known."""

    name: str
    point: tuple[float, float] | None = None


class Scene(Record, frozen=True, forbid_unknown_fields=True):
    """One activity, from its plan to its last change.

    ``key`` is unique in its municipality: the Idempotency-Key or the CloudEvent's id derives from it.
    ``by`` reports it. ``from_`` and ``until`` are clock times in Stockholm ("18:00"); ``until`` before
    ``from_`` is past midnight. ``participants`` are parties by id, or other organisations by name. ``reason``
    says why it was cancelled, ``withdrawal`` why it was withdrawn; ``correction`` holds the corrected fields
    and their reason.
    """

    key: str
    by: str
    kind: str
    title: str
    day: date
    from_: str = msgspec.field(name="from")
    until: str
    stage: Stage = "reported"
    outcome: str = ""
    place: Where | None = None
    group: str | None = None
    participants: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    quantity: float = 1
    promises: tuple[str, ...] = ()
    reason: str | None = None
    correction: dict[str, Any] | None = None
    withdrawal: str | None = None

    @property
    def span(self) -> tuple[datetime, datetime]:
        """Start and end, in UTC."""
        last_day = self.day + timedelta(days=1) if self.until < self.from_ else self.day
        return _instant(self.day, self.from_), _instant(last_day, self.until)

    @property
    def is_planned_first(self) -> bool:
        """Whether it is posted as a plan, to be completed or cancelled by a change of its own."""
        return self.stage != "reported"


class Contact(Record, frozen=True, forbid_unknown_fields=True):
    """A functional mailbox that a party wants its mail in."""

    party: str
    address: str


class Tip(Record, frozen=True, forbid_unknown_fields=True):
    """What a resident wants the police to know."""

    category: str
    text: str
    area: str | None = None


class Story(Record, frozen=True, forbid_unknown_fields=True):
    """The scenes of an agreement. The parties in ``events`` speak CloudEvents, the others REST."""

    agreement: str
    scenes: tuple[Scene, ...]
    events: tuple[str, ...] = ()
    contacts: tuple[Contact, ...] = ()
    tips: tuple[Tip, ...] = ()

    def spoken(self) -> Iterator[Scene]:
        """The scenes that are posted over REST, in their order."""
        return (scene for scene in self.scenes if scene.by not in self.events)

    def sent(self, party: str) -> Iterator[Scene]:
        """The scenes that a party's system sends as CloudEvents, in their order."""
        return (scene for scene in self.scenes if scene.by == party and party in self.events)


def read_agreement(path: Path) -> Agreement:
    """An agreement from its YAML file.

    Raises:
        msgspec.ValidationError: the file is not of an agreement's form; the message says where.
    """
    return msgspec.convert(yaml.safe_load(path.read_text(encoding="utf-8")), Agreement)


def read_story(path: Path) -> Story:
    """A story from its YAML file.

    Raises:
        msgspec.ValidationError: the file is not of a story's form; the message says where.
    """
    return msgspec.convert(yaml.safe_load(path.read_text(encoding="utf-8")), Story)


def report_of(scene: Scene, agreement: Agreement) -> dict[str, Any]:
    """The scene as the public interface takes it: the plan if it was planned first, else what was done."""
    parties = {party.id: party for party in agreement.parties}
    body: dict[str, Any] = {
        "municipality": agreement.municipality.code,
        "kind": scene.kind,
        "title": scene.title,
        "planned" if scene.is_planned_first else "actual": span_of(scene),
        "participants": [_participant(name, parties) for name in scene.participants],
        "audiences": list(scene.audiences),
        "tags": list(scene.tags),
        "quantity": scene.quantity,
        "promises": list(scene.promises),
        "source": {"system": f"demonstration-{agreement.id}", "id": scene.key},
        "demonstration": True,
    }
    if scene.place:
        body["place"] = msgspec.to_builtins(scene.place)
    if scene.group:
        body["group"] = scene.group
    if not scene.is_planned_first:
        body["outcome"] = scene.outcome
    return body


def span_of(scene: Scene) -> dict[str, str]:
    """Start and end of a scene as they are sent."""
    start, end = scene.span
    return {"start": _text(start), "end": _text(end)}


def _participant(name: str, parties: dict[str, Party]) -> dict[str, str]:
    party = parties.get(name)
    return {"name": party.name, "party": party.id} if party else {"name": name}


def _instant(day: date, clock: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), tzinfo=STOCKHOLM).astimezone(UTC)


def _text(instant: datetime) -> str:
    return instant.isoformat().replace("+00:00", "Z")

"""A story: what a municipality and its police did, scene by scene, in a form that is easy to write."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import reduce
from pathlib import Path
from typing import Any, Literal

import msgspec
import yaml

from shared.clock import STOCKHOLM, start_of_day
from shared.events.agreement import Agreement, Party
from shared.events.record import Record
from shared.ops.seed.aftermath import Heard, Noted, Raised, Seen, Verdict, Where

Stage = Literal["reported", "planned", "completed", "cancelled"]


class Step(Record, frozen=True, forbid_unknown_fields=True):
    """That a meeting prepares or follows up a walk, which is named by its key and told before the meeting."""

    walk: str
    step: Literal["preparation", "follow-up"]


class Scene(Record, frozen=True, forbid_unknown_fields=True):
    """One activity, from its plan to its last change.

    ``key`` is unique in its municipality: the Idempotency-Key or the CloudEvent's id derives from it.
    ``by`` reports it. ``from_`` and ``until`` are clock times in Stockholm ("18:00"); ``until`` before
    ``from_`` is past midnight. ``participants`` are parties by id, or other organisations by name; at a group's
    meeting they tell which of its members were there. ``results`` are named outcomes, and before the day
    ``publishable_from`` it is nobody else's to know. ``previous_walk`` is the key of the walk before. ``reason``
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
    results: dict[str, float] = msgspec.field(default_factory=dict)
    publishable_from: date | None = None
    promises: tuple[str, ...] = ()
    walk_step: Step | None = None
    previous_walk: str | None = None
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
    """All that is told of an agreement. The parties in ``events`` speak CloudEvents, the others REST."""

    agreement: str
    scenes: tuple[Scene, ...] = ()
    events: tuple[str, ...] = ()
    contacts: tuple[Contact, ...] = ()
    tips: tuple[Tip, ...] = ()
    observations: tuple[Noted, ...] = ()
    measures: tuple[Raised, ...] = ()
    assessments: tuple[Verdict, ...] = ()
    situation: tuple[Seen, ...] = ()
    dialogue: tuple[Heard, ...] = ()

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
    """A story from its YAML file and those beside it that go on where it ends: `name.yml`, `name-walks.yml`.

    Raises:
        msgspec.ValidationError: a file is not of a story's form; the message says where.
    """
    files = [path, *sorted(path.parent.glob(f"{path.stem}-*{path.suffix}"))]
    return joined(*(msgspec.convert(yaml.safe_load(file.read_text(encoding="utf-8")), Story) for file in files))


def joined(*stories: Story) -> Story:
    """Several parts of one agreement's story as one, in their order."""

    def together(first: Story, then: Story) -> Story:
        both = {name: getattr(first, name) + getattr(then, name) for name in Story.__struct_fields__[1:]}
        return Story(agreement=first.agreement, **both)

    return reduce(together, stories)


def report_of(scene: Scene, agreement: Agreement, ids: Mapping[str, str]) -> dict[str, Any]:
    """The scene as the public interface takes it: the plan if it was planned first, else what was done.

    ``ids`` are those of the walks that it names, by their keys.
    """
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
    if scene.publishable_from:
        body["publishableFrom"] = _text(start_of_day(scene.publishable_from))
    if scene.walk_step:
        body["walkStep"] = {"walk": ids[scene.walk_step.walk], "step": scene.walk_step.step}
    if scene.previous_walk:
        body["previousWalk"] = ids[scene.previous_walk]
    if not scene.is_planned_first:
        body |= done_of(scene, agreement)
    return body


def done_of(scene: Scene, agreement: Agreement) -> dict[str, Any]:
    """What is known of a scene only once it is done: its outcome, its results, and who of a group was there."""
    groups = {group.id: group for group in agreement.groups}
    members = groups[scene.group].members if scene.group else ()
    attendance = [{"member": member.name, "present": member.party in scene.participants} for member in members]
    results = {"results": scene.results} if scene.results else {}
    return {"outcome": scene.outcome} | results | ({"attendance": attendance} if attendance else {})


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

"""Plays a story through the public interfaces. Every step may be repeated: what is done stays as it is."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec

from shared.events.agreement import Agreement
from shared.ops.counted import counted
from shared.ops.seed.client import Answer, Api, Failed
from shared.ops.seed.follow import Follow, Followed, Ids
from shared.ops.seed.known import Known
from shared.ops.seed.scene import Contact, Scene, Story, Tip, done_of, report_of, span_of

REPORTED: Final = "se.loftet.activity.reported.v1"
BATCH: Final = 100
_CHANGED_MEANWHILE: Final = frozenset({412})
_IS_THERE: Final = frozenset({428})
_CHOSEN_OTHERWISE: Final = frozenset({428})  # somebody has set another address since; theirs stays


@dataclass(frozen=True, slots=True)
class Cast:
    """Who speaks: an operator at each service, whoever leaves tips, and each party as itself."""

    activities: Api
    notifications: Api
    resident: Api
    party: Callable[[str], Api]


@dataclass(slots=True)
class Tally:
    """What a story's telling came to."""

    activities: int = 0
    new: int = 0  # so many more are there than before
    changes: int = 0
    tips: int = 0
    contacts: int = 0
    followed: Followed = field(default_factory=Followed)

    def __str__(self) -> str:
        """In one line, for whoever waits for it."""
        done = f"{counted(self.activities, 'activity', 'activities')} ({self.new} new, {self.changes} changed)"
        return f"{done}, {self.followed}, {counted(self.tips, 'tip')}, {counted(self.contacts, 'contact')}"


def publish(cast: Cast, agreement: Agreement) -> str:
    """Import an agreement; says what came of it."""
    path = f"/activities/v1/agreements/{agreement.id}"
    body, why = msgspec.to_builtins(agreement), {"reason": "Demonstrationens underlag har ändrats."}
    answer = cast.activities.call("PUT", path, body=body, params=why, also=_IS_THERE)
    if answer.status in _IS_THERE:
        seen = {"If-Match": cast.activities.call("GET", path).etag or ""}
        answer = cast.activities.call("PUT", path, body=body, params=why, headers=seen)
    return "imported" if answer.status == 201 else "up to date"


def tell(cast: Cast, story: Story, agreement: Agreement) -> Tally:
    """Register the contacts, report every scene and what follows on it, and leave the tips.

    Raises:
        Failed: a step was refused or never answered.
    """
    there = _there(cast.activities, agreement)
    tally, known = Tally(new=-there), Known(cast.party, agreement.municipality.code)
    for contact in story.contacts:
        _register(cast.notifications, contact)
        tally.contacts += 1
    for number, tip in enumerate(() if there else story.tips, 1):  # first: whoever told anything has left them
        _leave(cast.resident, f"demonstration-{agreement.id}-tip-{number}", tip, agreement)
        tally.tips += 1
    ids: Ids = {}
    for scene in story.spoken():
        _speak(cast.party(scene.by), scene, agreement, ids, tally, known)
    for party in story.events:
        _send(cast.party(party), party, list(story.sent(party)), agreement, tally)
    tally.followed = Follow(cast.party, agreement, ids, known).tell(story)
    tally.new += _there(cast.activities, agreement)
    return tally


def _there(activities: Api, agreement: Agreement) -> int:
    """How many activities the municipality has."""
    params = {"municipality": agreement.municipality.code, "limit": "1"}
    return int(activities.call("GET", "/activities/v1/activities", params=params).body["total"])


def _register(notifications: Api, contact: Contact) -> None:
    notifications.call(
        "PUT",
        f"/notifications/v1/parties/{contact.party}/endpoints/mail",
        body={"channel": "mail", "address": contact.address, "language": "sv"},
        also=_CHOSEN_OTHERWISE,
    )


def _speak(party: Api, scene: Scene, agreement: Agreement, ids: Ids, tally: Tally, known: Known) -> None:
    """Report a scene over REST, then whatever became of it. One that was told in other words before stays so."""
    tally.activities += 1
    if not {*filter(None, (scene.previous_walk, scene.walk_step and scene.walk_step.walk))} <= ids.keys():
        return  # it is of a walk that was told in other words
    key, body = f"demonstration-{agreement.municipality.code}-{scene.key}", report_of(scene, agreement, ids)
    found = known.find(scene.by, "activities", body)
    if found is None:
        answer = party.create("/activities/v1/activities", key, body)
        if answer is None:
            return
        found = answer.body["id"]
    ids[scene.key] = found
    path = f"/activities/v1/activities/{found}"
    for change, body in _changes(scene, agreement):
        tally.changes += _change(party, path, change, body)


def _changes(scene: Scene, agreement: Agreement) -> Iterator[tuple[str, dict[str, Any]]]:
    if scene.stage == "completed":
        yield "completion", {"actual": span_of(scene), **done_of(scene, agreement)}
    if scene.stage == "cancelled":
        yield "cancellation", {"reason": scene.reason}
    if scene.correction:
        yield "correction", scene.correction
    if scene.withdrawal:
        yield "withdrawal", {"reason": scene.withdrawal}


def _change(party: Api, path: str, change: str, body: dict[str, Any]) -> bool:
    """Make a change unless it is made already; asks again when somebody changed it in between."""
    while True:
        current = party.call("GET", path)
        if _is_made(current, change, body):
            return False
        headers = {"If-Match": current.etag or ""}
        answer = party.call("POST", f"{path}/{change}", body=body, headers=headers, also=_CHANGED_MEANWHILE)
        if answer.status != 412:
            return True


def _is_made(current: Answer, change: str, body: dict[str, Any]) -> bool:
    state = current.body["state"]
    if change == "correction":
        return all(current.body.get(name) == value for name, value in body.items() if name != "reason")
    if change == "withdrawal":
        return bool(state == "withdrawn")
    return bool(state != "planned")


def _send(party: Api, name: str, scenes: Sequence[Scene], agreement: Agreement, tally: Tally) -> None:
    """Send a party's scenes as batches of CloudEvents."""
    for first in range(0, len(scenes), BATCH):
        events = [_event(name, scene, agreement) for scene in scenes[first : first + BATCH]]
        answer = party.call(
            "POST",
            "/activities/v1/events",
            body=events,
            headers={"Content-Type": "application/cloudevents-batch+json"},
        )
        for result in answer.body["results"]:
            if result["result"] == "rejected":
                raise Failed(f"event {result.get('id')} was rejected: {result.get('reason')}")
            tally.activities += 1


def _event(party: str, scene: Scene, agreement: Agreement) -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "id": f"{agreement.municipality.code}-{scene.key}",
        "source": f"/{party}/demonstration",
        "type": REPORTED,
        "time": span_of(scene)["end"],
        "datacontenttype": "application/json",
        "data": report_of(scene, agreement, {}),
    }


def _leave(resident: Api, key: str, tip: Tip, agreement: Agreement) -> None:
    body = {"municipality": agreement.municipality.code, **msgspec.to_builtins(tip)}
    resident.call("POST", "/activities/v1/tips", body=body, headers={"Idempotency-Key": key})

"""Plays what follows on the scenes: observations, measures and their lives, assessments, lägesbild and dialogue."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from shared.events.agreement import Agreement
from shared.ops.counted import counted
from shared.ops.seed.aftermath import Heard, Noted, Raised, Said, Seen, Verdict, body_of, change_of
from shared.ops.seed.client import Answer, Api
from shared.ops.seed.known import Known
from shared.ops.seed.scene import Story

Ids = dict[str, str]
_TAKEN_MEANWHILE: Final = frozenset({409, 412})  # it went another way; theirs stays
_PATHS: Final[dict[type[Said], str]] = {
    Raised: "measures",
    Verdict: "assessments",
    Seen: "situation-entries",
    Heard: "dialogue-inputs",
}


@dataclass(slots=True)
class Followed:
    """What it came to."""

    observations: int = 0
    measures: int = 0
    changes: int = 0
    assessments: int = 0
    entries: int = 0

    def __str__(self) -> str:
        """In one line, for whoever waits for it."""
        measures = f"{counted(self.measures, 'measure')} ({self.changes} changed)"
        entries = f"{counted(self.entries, 'entry', 'entries')} of lägesbild and dialogue"
        assessments = counted(self.assessments, "assessment")
        return f"{counted(self.observations, 'observation')}, {measures}, {assessments}, {entries}"


class Follow:
    """A story's telling, once its scenes are told.

    Args:
        party: each party's own voice.
        agreement: that the story is of.
        ids: of the activities that were told, by their keys; those of what is told here are added.
        known: what was told on an earlier day.
    """

    def __init__(self, party: Callable[[str], Api], agreement: Agreement, ids: Ids, known: Known) -> None:
        self._party = party
        self._known = known
        self._municipality = agreement.municipality.code
        self._ids = ids

    def tell(self, story: Story) -> Followed:
        """Tell everything, each once; what was told in other words before stays so.

        Raises:
            Failed: a step was refused or never answered.
        """
        followed = Followed()
        for noted in story.observations:
            followed.observations += self._say(noted)
        for raised in story.measures:
            followed.measures += self._say(raised)
            followed.changes += self._live(raised)
        for verdict in story.assessments:
            followed.assessments += self._say(verdict)
        for seen in story.situation:
            followed.entries += self._say(seen)
        for heard in story.dialogue:
            followed.entries += self._say(heard)
        return followed

    def _say(self, said: Said) -> bool:
        if not _is_named(said, self._ids):
            return False
        path = f"walks/{self._ids[said.walk]}/observations" if isinstance(said, Noted) else _PATHS[type(said)]
        body, key = body_of(said, self._municipality, self._ids), f"demonstration-{self._municipality}-{said.key}"
        found = self._known.find(said.by, path, body)
        if found is None:
            answer = self._party(said.by).create(f"/activities/v1/{path}", key, body)
            found = answer.body["id"] if answer else None
        if found is not None:
            self._ids[said.key] = found
        return True

    def _live(self, raised: Raised) -> int:
        """The turns that a measure has yet to take; each makes a revision, so its revision tells how many it took."""
        measure = self._ids.get(raised.key)
        if measure is None:
            return 0
        path = f"/activities/v1/measures/{measure}"
        current = self._party(raised.by).call("GET", path)
        made = 0
        for change in raised.life[current.body["revision"] - 1 :]:
            if change.walk is not None and change.walk not in self._ids:
                break
            current = self._turn(change.by, f"{path}/{change.change}", change_of(change, self._ids), current)
            if current.status >= 400:
                break
            made += 1
        return made

    def _turn(self, by: str, path: str, body: Mapping[str, object], current: Answer) -> Answer:
        headers = {"If-Match": current.etag or ""}
        return self._party(by).call("POST", path, body=body, headers=headers, also=_TAKEN_MEANWHILE)


def _is_named(said: Said, ids: Ids) -> bool:
    """Whether all that it names is there."""
    walk = {said.walk} if isinstance(said, Noted | Raised) else set()
    places = set(said.observations) if isinstance(said, Raised) else set()
    return walk | places <= ids.keys()

"""The systems of a municipality and of its police: they report on through any fault, until each report is answered.

What they have no answer to they send again as it was, with the same ids. They remember what they know of each activity
that was accepted, and so can say afterwards what there must be.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import requests

from shared.clock import STOCKHOLM
from tests.integration.rehearsal import SECONDS, Municipality
from tests.waiting import eventually

NOW = "2022-04-01 09:00"  # Stockholm; in the midst of Nykvarn's second year
PATIENCE = 60.0  # seconds from a fault to an answer
THREADS = 4
IN_A_BATCH = 25
SINGLE = 8  # each eighth comes by REST, with an Idempotency-Key; the others as CloudEvents, in batches

# What becomes of the single ones, in turn: whether it was planned first, and the change that follows.
LIVES: tuple[tuple[bool, str | None], ...] = (
    (False, "correction"),
    (False, "withdrawal"),
    (True, "completion"),
    (True, "cancellation"),
    (True, None),
    (False, None),
)
KINDS = ("patrol", "operation", "information", "night-walk", "outreach", "dialogue", "inspection", "traffic-control")
_LOST = (requests.ConnectionError, requests.exceptions.ChunkedEncodingError)


@dataclass(frozen=True, slots=True)
class Known:
    """What its reporter knows of an activity that was accepted."""

    kind: str
    state: str
    revision: int
    quantity: float
    start: datetime


class Reporters:
    """Report, and keep the books of what was accepted."""

    def __init__(self, here: Municipality) -> None:
        self.accepted: dict[str, Known] = {}  # by activity id
        self.answers: list[str] = []  # every one, those of faults included
        self._here = here
        self._batches: list[list[dict[str, Any]]] = []

    def report_amid(self, fault: Callable[[], None], numbers: range) -> None:
        """Report the activities of these numbers; the fault happens when a quarter of them are accepted."""
        before = len(self.accepted)
        with ThreadPoolExecutor(THREADS) as pool:
            begun = [pool.submit(work) for work in self._work(numbers)]
            eventually(lambda: len(self.accepted) - before >= len(numbers) // 4, PATIENCE, "a quarter accepted")
            assert len(self.accepted) - before < len(numbers), "the fault comes too late to be in the midst"
            fault()
            for each in begun:
                each.result()

    def send_all_again(self) -> Counter[str]:
        """Send every event once more; how many were answered with what."""
        answers = [self._here.post("activities", "events", batch, party=self._here.police) for batch in self._batches]
        return Counter(result["result"] for answer in answers for result in answer.json()["results"])

    def _work(self, numbers: range) -> Iterator[Callable[[], None]]:
        """Batches and single ones by turns."""
        singles = [number for number in numbers if number % SINGLE == 0]
        others = [number for number in numbers if number % SINGLE]
        batches = [others[first : first + IN_A_BATCH] for first in range(0, len(others), IN_A_BATCH)]
        share = -(-len(singles) // len(batches))
        for place, batch in enumerate(batches):
            yield lambda batch=batch: self._report_batch(batch)  # type: ignore[misc]
            for single in singles[place * share : (place + 1) * share]:
                yield lambda single=single: self._report_single(single)  # type: ignore[misc]

    def _report_batch(self, numbers: list[int]) -> None:
        events = [_event(number, self._here) for number in numbers]
        self._batches.append(events)
        answer = self._answer(lambda: self._here.post("activities", "events", events, party=self._here.police))
        assert answer.status_code == 200, answer.text
        for event, result in zip(events, answer.json()["results"], strict=True):
            assert result["result"] in ("accepted", "duplicate"), result  # a duplicate: its first answer was lost
            self.accepted[result["activityId"]] = _known(event["data"])

    def _report_single(self, number: int) -> None:
        planned, change = LIVES[number // SINGLE % len(LIVES)]
        body = _report(number, self._here.code)
        if planned:
            body["planned"] = body.pop("actual")
        headers = {"Idempotency-Key": f"insats-{number}"}
        answer = self._answer(lambda: self._here.post("activities", "activities", body, headers=headers))
        assert answer.status_code == 201, answer.text
        activity_id = answer.json()["id"]
        if change:
            self._change(activity_id, change, body)
        self.accepted[activity_id] = _after(change, body)

    def _change(self, activity_id: str, change: str, body: dict[str, Any]) -> None:
        path, headers = f"activities/{activity_id}/{change}", {"If-Match": '"1"'}
        answer = self._answer(lambda: self._here.post("activities", path, _change_body(change, body), headers=headers))
        if answer.status_code == 412:  # changed already: then by us, and that answer was lost
            answer = self._answer(lambda: self._here.get("activities", f"activities/{activity_id}"))
        assert answer.status_code == 200, answer.text
        assert answer.json()["revision"] == 2

    def _answer(self, send: Callable[[], requests.Response]) -> requests.Response:
        """Send until there is an answer. Only silence and 503 are reasons to send again."""

        def attempt() -> list[requests.Response]:
            try:
                answer = send()
            except _LOST:
                self.answers.append("none")
                return []
            self.answers.append(f"{answer.status_code}")
            return [] if answer.status_code == 503 else [answer]

        return eventually(attempt, PATIENCE + SECONDS, "an answer")[0]


def _event(number: int, here: Municipality) -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "id": f"insats-{number}",
        "source": f"/{here.police}/insatser",
        "type": "se.loftet.activity.reported.v1",
        "data": _report(number, here.code),
    }


def _report(number: int, code: str) -> dict[str, Any]:
    """A completed activity of some kind on some day before NOW; the same for the same number."""
    chance = random.Random(number)  # noqa: S311  (no secret)
    day, hour = timedelta(days=chance.randrange(450)), timedelta(hours=chance.randrange(8, 20))
    return {
        "municipality": code,
        **_deed(number, chance),
        "actual": _span(datetime(2021, 1, 1, tzinfo=STOCKHOLM) + day + hour),
        "quantity": chance.choice((1, 1, 2, 12)),
        "place": {"name": chance.choice(("Centrum", "Stationen", "Lillhagaskolan"))},
    }


def _deed(number: int, chance: random.Random) -> dict[str, Any]:
    """Mostly what nobody has mail of; each hundredth a walk, each hundredth a meeting of the operative group."""
    if number % 100 == 4:
        return {"kind": "walk"}
    if number % 100 == 54:
        return {"kind": "meeting", "group": "operativa-gruppen"}
    audiences = chance.sample(("business", "association", "resident"), chance.randrange(3))
    return {"kind": chance.choice(KINDS), "tags": ["narcotics"], "audiences": audiences}


def _change_body(change: str, body: dict[str, Any]) -> dict[str, Any]:
    if change == "completion":
        return {"actual": body["planned"], "quantity": 3, "outcome": "Genomfördes som planerat."}
    if change == "correction":
        return {"actual": _moved(body), "quantity": 3, "reason": "Fel dag angavs."}
    return {"reason": "Rapporterades av misstag."}


def _after(change: str | None, body: dict[str, Any]) -> Known:
    match change:
        case None:
            return _known(body)
        case "completion":
            return _known({"actual": body["planned"], "kind": body["kind"], "quantity": 3}, revision=2)
        case "correction":
            return _known({**body, "actual": _moved(body), "quantity": 3}, revision=2)
    return _known(body, revision=2, state={"withdrawal": "withdrawn", "cancellation": "cancelled"}[change])


def _known(body: dict[str, Any], *, revision: int = 1, state: str | None = None) -> Known:
    span = body.get("actual") or body["planned"]
    start = datetime.fromisoformat(span["start"]).astimezone(UTC)
    told = state or ("completed" if "actual" in body else "planned")
    return Known(body["kind"], told, revision, body["quantity"], start)


def _moved(body: dict[str, Any]) -> dict[str, str]:
    """A correction goes to the day before, so that two days are to be recounted."""
    return _span(datetime.fromisoformat(body["actual"]["start"]) - timedelta(hours=20))


def _span(start: datetime) -> dict[str, str]:
    return {"start": start.isoformat(), "end": (start + timedelta(hours=2)).isoformat()}

"""A year of a busy municipality comes in through the interface while others read, and none of it is lost."""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar

import pytest
import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from deploy.local import Stack
from deploy.local.services import ISSUER
from shared.clock import STOCKHOLM
from shared.ops.token import SCOPES, Grant, make_token
from tests.waiting import eventually

CODE, AGREEMENT = "9301", "storstad-2025"
COUNCIL, POLICE = "storstad-kommun", "polisen-storstad"
ACTIVITIES, WALKS, OBSERVATIONS, MEASURES = 2_000, 60, 400, 300
BATCH = 100
SENDERS = 6
MOST_SECONDS = 120
CATEGORIES = ("lighting", "vegetation", "litter", "traffic", "maintenance")

T = TypeVar("T")


@pytest.mark.timeout(MOST_SECONDS + 180)
def test_a_year_of_a_busy_municipality_is_loaded_in_two_minutes_while_others_read(loftet: Stack):
    # given a municipality whose council and police both report, and readers who never stop asking
    town = Town(loftet)
    town.publish()
    began = datetime.now(STOCKHOLM)

    # when a year of it is loaded
    with town.readers() as read:
        walks = together(town.walk, range(WALKS))
        together(town.report, range(WALKS, WALKS + 940))
        together(town.send, chunks(range(WALKS + 940, ACTIVITIES), BATCH))
        observed = [each for found in together(town.observe, enumerate(walks)) for each in found]
        together(town.mend, zip(range(MEASURES), observed, strict=False))

    # then it is all there, and counted, before two minutes are over
    assert town.total("activities", "activities") == ACTIVITIES
    assert town.total("activities", "observations") == OBSERVATIONS
    assert town.total("activities", "measures") == MEASURES
    assert town.total("activities", "measures", state="completed") == MEASURES // 3
    left = MOST_SECONDS - (datetime.now(STOCKHOLM) - began).total_seconds()
    eventually(lambda: town.counted() == ACTIVITIES - WALKS and town.walked() == WALKS, left, "the projection")
    eventually(lambda: town.total("reports", "measures") == MEASURES, left, "the measures")
    assert read.answered and not read.failed
    print(f"\nA year in {(datetime.now(STOCKHOLM) - began).total_seconds():.0f} s; {read.answered} reads beside it.")


@dataclass
class Read:
    """What the readers got."""

    answered: int = 0
    failed: list[str] = field(default_factory=list)


class Town:
    """The municipality, as its systems and its residents see it."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._local = threading.local()
        self._tokens = {party: self._token(party) for party in (COUNCIL, POLICE)}

    def publish(self) -> None:
        """Two promises: what is done every week, and a walk each term."""
        body = {
            "id": AGREEMENT,
            "municipality": {"code": CODE, "name": "Storstad"},
            "title": "Medborgarlöften i Storstad 2025",
            "period": {"start": "2025-01-01", "end": "2025-12-31"},
            "parties": [
                {"id": COUNCIL, "name": "Storstads kommun", "kind": "municipality"},
                {"id": POLICE, "name": "Polisen Storstad", "kind": "police"},
            ],
            "promises": [
                _promise(1, "narvaro", ["patrol", "meeting"], {"atLeast": 1, "each": "week"}),
                _promise(2, "vandringar", ["walk"], {"atLeast": 1, "each": "term"}),
            ],
        }
        self.call("PUT", "activities", f"agreements/{AGREEMENT}", json=body, params={"reason": "Ändrat."})
        eventually(lambda: self._status("narvaro"), 30, "the agreement in reports")

    def walk(self, number: int) -> str:
        """Report a walk; its id."""
        return str(self.call("POST", "activities", "activities", json=_activity(number, "walk"))["id"])

    def report(self, number: int) -> None:
        """Report a meeting as the council's system does, by a request of its own."""
        key = {"Idempotency-Key": f"busy-{number}"}
        self.call("POST", "activities", "activities", json=_activity(number, "meeting"), headers=key)

    def send(self, numbers: Sequence[int]) -> None:
        """Send patrols as the police's system does, in a batch; again where the answer is 503."""
        events = [_event(number) for number in numbers]
        answer = self.call("POST", "activities", "events", POLICE, json=events)
        assert {each["result"] for each in answer["results"]} <= {"accepted", "duplicate"}, answer

    def observe(self, walk: tuple[int, str]) -> list[tuple[str, str]]:
        """Note the places of a walk; the walk with each observation's id."""
        number, walk_id = walk
        places = [_observation(place) for place in range(number, OBSERVATIONS, WALKS)]
        noted = self.call("POST", "activities", f"walks/{walk_id}/observations", json=places)
        return [(walk_id, each["id"]) for each in noted]

    def mend(self, measure: tuple[int, tuple[str, str]]) -> None:
        """Propose a measure; each third is accepted and carried out."""
        number, (walk, observation) = measure
        body = {
            "municipality": CODE,
            "title": f"Åtgärd {number}",
            "responsible": COUNCIL,
            "dueOn": "2025-12-01",
            "walk": walk,
            "observations": [observation],
        }
        made = self.call("POST", "activities", "measures", json=body)
        for revision, step in enumerate(("acceptance", "completion") if number % 3 == 0 else (), start=1):
            headers = {"If-Match": f'"{revision}"'}
            self.call("POST", "activities", f"measures/{made['id']}/{step}", json={}, headers=headers)

    def total(self, service: str, what: str, **query: str) -> int:
        """How many there are."""
        return int(self.call("GET", service, what, params={"municipality": CODE, "limit": "1", **query})["total"])

    def counted(self) -> float:
        """How many patrols and meetings the status of their promise rests on."""
        status = self._status("narvaro")
        return float(status["commitments"][0]["done"]) if status else 0

    def walked(self) -> float:
        """How many walks the status of their promise rests on."""
        status = self._status("vandringar")
        return float(status["commitments"][0]["done"]) if status else 0

    @contextmanager
    def readers(self) -> Iterator[Read]:
        """Residents and systems that read all the while."""
        read, stop = Read(), threading.Event()
        page = f"{self._stack.url('reports')}/{CODE}/{AGREEMENT}"

        def residents() -> None:
            while not stop.wait(0.2):
                self._ask(read, lambda: self._session.get(page, timeout=30).status_code)

        def systems() -> None:
            while not stop.wait(0.05):
                self._ask(read, lambda: self.total("activities", "activities") and 200)

        threads = [threading.Thread(target=each) for each in (residents, systems)]
        for thread in threads:
            thread.start()
        try:
            yield read
        finally:
            stop.set()
            for thread in threads:
                thread.join()

    def call(self, method: str, service: str, path: str, party: str = COUNCIL, **options: Any) -> Any:
        """Call an interface as a party."""
        headers = {"Authorization": f"Bearer {self._tokens[party]}", **options.pop("headers", {})}
        url = f"{self._stack.url(service)}/{service}/v1/{path}"
        answer = self._session.request(method, url, headers=headers, timeout=30, **options)
        assert answer.status_code in (200, 201), f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json()

    def _status(self, promise: str) -> dict[str, Any] | None:
        url = f"{self._stack.url('reports')}/reports/v1/promises/{AGREEMENT}-{promise}/status"
        answer = self._session.get(url, headers={"Authorization": f"Bearer {self._tokens[COUNCIL]}"}, timeout=30)
        return answer.json()["status"] if answer.status_code == 200 else None

    def _ask(self, read: Read, question: Callable[[], int]) -> None:
        try:
            status = question()
            read.answered += 1
            if status != 200:
                read.failed.append(str(status))
        except (AssertionError, requests.RequestException) as error:
            read.failed.append(str(error))

    @property
    def _session(self) -> requests.Session:
        """A session of this thread's own."""
        if not hasattr(self._local, "session"):
            self._local.session = requests.Session()
            again = Retry(4, status_forcelist=[503], allowed_methods=["POST"], raise_on_status=False)
            self._local.session.mount(
                f"{self._stack.url('activities')}/activities/v1/events", HTTPAdapter(max_retries=again)
            )
        session: requests.Session = self._local.session
        return session

    def _token(self, party: str) -> str:
        grant = Grant(client=f"system-of-{party}", scopes=SCOPES, party=party, municipalities=(CODE,))
        return make_token(self._stack.keys.signing, grant, issuer=ISSUER, audience="loftet")


def together(work: Callable[[Any], T], things: Iterable[Any]) -> list[T]:
    """What the work gives for each thing, done by several senders at once."""
    with ThreadPoolExecutor(SENDERS) as senders:
        return list(senders.map(work, things))


def chunks(numbers: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    for first in range(0, len(numbers), size):
        yield numbers[first : first + size]


def _promise(number: int, name: str, kinds: list[str], target: dict[str, Any]) -> dict[str, Any]:
    promise = f"{AGREEMENT}-{name}"
    commitment = {"id": f"{promise}-a", "title": name.capitalize(), "counts": {"kinds": kinds}, "target": target}
    return {
        "id": promise,
        "number": number,
        "title": name.capitalize(),
        "text": f"Löfte {number}.",
        "responsible": [COUNCIL, POLICE],
        "commitments": [commitment],
    }


def _activity(number: int, kind: str) -> dict[str, Any]:
    start = datetime(2025, 1, 1, 9, tzinfo=STOCKHOLM) + timedelta(hours=(number * 37) % (364 * 24))
    return {
        "municipality": CODE,
        "kind": kind,
        "actual": {"start": start.isoformat(), "end": (start + timedelta(hours=2)).isoformat()},
        "place": {"name": f"Område {number % 12}", "point": [17.6, 59.2]},
        "participants": [{"name": "Polisen", "party": POLICE}],
        "outcome": f"Genomfört, nummer {number}.",
    }


def _event(number: int) -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "id": f"busy-{number}",
        "source": f"/{POLICE}/insatser",
        "type": "se.loftet.activity.reported.v1",
        "data": _activity(number, "patrol"),
    }


def _observation(number: int) -> dict[str, Any]:
    return {
        "feeling": "unsafe" if number % 3 else "safe",
        "category": CATEGORIES[number % len(CATEGORIES)],
        "place": {"name": f"Plats {number}", "point": [17.61234, 59.21234]},
        "text": "Mörkt när löven har kommit.",
    }

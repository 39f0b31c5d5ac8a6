"""Systems that never try again: each request must be answered as it should be, whoever is being replaced meanwhile."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count

import requests

from tests.integration.rehearsal import Municipality

REST = 0.02  # seconds between two requests of one of them
WRITERS = 2
DAY = "2022-03-{:02}T20:00:00+01:00"


class Impatient:
    """Report and read on, each request once and on a connection of its own, until told to stop."""

    def __init__(self, here: Municipality) -> None:
        self.accepted: list[str] = []  # ids of activities
        self.answers: Counter[str] = Counter()  # statuses, or what was raised
        self._here = here
        self._numbers = count()
        self._stop = threading.Event()

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Within, they report and read."""
        with ThreadPoolExecutor(WRITERS + 1) as pool:
            begun = [pool.submit(self._until_told, self._report) for _ in range(WRITERS)]
            begun.append(pool.submit(self._until_told, self._read))
            try:
                yield
            finally:
                self._stop.set()
        for each in begun:
            each.result()

    def _until_told(self, ask: Callable[[], None]) -> None:
        while not self._stop.wait(REST):
            ask()

    def _report(self) -> None:
        number = next(self._numbers)
        start = DAY.format(number % 28 + 1)
        body = {
            "municipality": self._here.code,
            "kind": "patrol" if number % 10 else "walk",  # a walk is told to both parties
            "actual": {"start": start, "end": start.replace("T20", "T22")},
            "demonstration": True,
        }
        answer = self._ask(lambda: self._here.post("activities", "activities", body))
        if answer is not None and answer.ok:
            self.accepted.append(answer.json()["id"])

    def _read(self) -> None:
        promise = f"promises/{self._here.agreement}-trygghetsvandringar/status"
        self._ask(lambda: self._here.get("reports", promise))
        self._ask(lambda: self._here.get("notifications", "rules"))
        self._ask(lambda: self._here.get("activities", "activities", limit="1"))

    def _ask(self, ask: Callable[[], requests.Response]) -> requests.Response | None:
        try:
            answer = ask()
        except requests.RequestException as error:
            self.answers[repr(error)] += 1
            return None
        self.answers[str(answer.status_code)] += 1
        return answer

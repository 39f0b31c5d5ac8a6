"""A municipal system that reports to Löftet, and tries again on every fault until it knows what became of it.

Settings: ACTIVITIES, the address of the API with its version, and MUNICIPALITY, a bearer token. Needs `requests`.
"""

import os
import random
import time
from datetime import UTC, datetime
from typing import Any

import requests

ATTEMPTS = 10
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 30.0  # seconds
TIMEOUT = (3.05, 10)  # seconds to connect, and between bytes of the answer
AGAIN = {429, 500, 502, 503, 504}

Activity = dict[str, Any]


class Refused(Exception):
    """The API answered that it will not, and trying again does not help; the text says why."""


class Loftet:
    """The API of activities, as a municipal system uses it."""

    def __init__(self, address: str, token: str) -> None:
        self._address = address
        self._session = requests.Session()
        self._session.headers["Authorization"] = f"Bearer {token}"

    def report(self, case: str, activity: Activity) -> Activity:
        """Report an activity, planned or done.

        The key derives from the case, never from the attempt: whatever is repeated, even after this system was
        restarted, is the same request.
        """
        answer = self._send("POST", "/activities", activity, {"Idempotency-Key": f"{case}-report"})
        return self._known(answer)

    def change(self, activity: Activity, step: str, said: Activity) -> Activity:
        """Take an activity further: completion, correction, cancellation, rescheduling or withdrawal.

        The change is based on the revision that we know. When the answer to an earlier attempt was lost, the activity
        has moved on by what we said ourselves, and all is well.
        """
        path = f"/activities/{activity['id']}"
        answer = self._send("POST", f"{path}/{step}", said, {"If-Match": f'"{activity["revision"]}"'})
        if answer.status_code == requests.codes.precondition_failed:
            now = self._known(self._send("GET", path))
            if now["revision"] == activity["revision"] + 1 and said.items() <= now.items():
                return now
        return self._known(answer)

    def _known(self, answer: requests.Response) -> Activity:
        if not answer.ok:
            problem = answer.json()
            raise Refused(f"{problem['title']}: {problem['detail']} {problem.get('invalidParameters', '')}".strip())
        activity: Activity = answer.json()
        return activity

    def _send(
        self, method: str, path: str, body: Activity | None = None, headers: dict[str, str] | None = None
    ) -> requests.Response:
        """Send one request until it is answered: no connection, a broken one, half an answer or none is a fault."""
        last = "no attempt"
        for attempt in range(ATTEMPTS):
            wanted = "0"
            try:
                answer = self._session.request(
                    method, self._address + path, json=body, headers=headers, timeout=TIMEOUT
                )
                if answer.status_code not in AGAIN:
                    return answer
                last, wanted = f"{answer.status_code} {answer.reason}", answer.headers.get("Retry-After", "0")
            except requests.RequestException as fault:
                last = str(fault)
            print(f"{method} {path}: {last}; trying again")
            time.sleep(_pause(attempt, wanted))
        raise ConnectionError(f"{method} {path} was not answered in {ATTEMPTS} attempts; the last: {last}")


def _pause(attempt: int, wanted: str) -> float:
    """Longer each time and never quite the same, so that many systems do not come back at once."""
    growing: float = min(FIRST_PAUSE * 2**attempt, LONGEST_PAUSE)
    least = float(wanted) if wanted.isdigit() else 0.0
    return least + growing * random.uniform(0.5, 1.0)  # noqa: S311  (no secret)


def main() -> None:
    """A walk is planned, held, and corrected."""
    loftet = Loftet(os.environ["ACTIVITIES"], os.environ["MUNICIPALITY"])
    now = datetime.now(UTC)
    case = f"vandring-{now:%Y%m%d-%H%M%S-%f}"
    span = {"start": f"{now:%Y-%m-%dT%H:%M:%SZ}", "end": f"{now:%Y-%m-%dT%H:%M:%SZ}"}  # in UTC, as they are answered

    walk = loftet.report(case, {"municipality": "9999", "kind": "walk", "title": "Trygghetsvandring", "planned": span})
    walk = loftet.change(walk, "completion", {"actual": span, "outcome": "Tre mörka platser noterades."})
    said = {"outcome": "Fyra mörka platser noterades.", "reason": "En plats fattades i protokollet."}
    walk = loftet.change(walk, "correction", said)
    print(f"{walk['id']} is {walk['state']} at revision {walk['revision']}: {walk['outcome']}")


if __name__ == "__main__":
    main()

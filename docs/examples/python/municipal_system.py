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
AGAIN = {408, 429, 500, 502, 503, 504}

Activity = dict[str, Any]


class Refused(Exception):
    """The API answered that it will not, and trying again does not help; the text says why."""


class Loftet:
    """The API of activities, as a municipal system uses it."""

    def __init__(self, address: str, token: str) -> None:
        self._address = address
        self._session = requests.Session()
        self._session.headers["Authorization"] = f"Bearer {token}"

    def report(self, key: str, activity: Activity) -> Activity:
        """Report an activity, planned or done.

        The key is that of the logical request and derives from the case, never from the attempt: whatever is repeated
        within 24 hours, even after this system was restarted, has its effect once and gets the same answer.
        """
        return self._post("/activities", activity, {"Idempotency-Key": key})

    def change(self, key: str, activity: Activity, step: str, said: Activity) -> Activity:
        """Take an activity further: completion, correction, cancellation, rescheduling or withdrawal.

        The change is based on the revision that we know; if others have changed it since, it is refused.
        """
        headers = {"Idempotency-Key": key, "If-Match": f'"{activity["revision"]}"'}
        return self._post(f"/activities/{activity['id']}/{step}", said, headers)

    def _post(self, path: str, body: Activity, headers: dict[str, str]) -> Activity:
        answer = self._answer(path, body, headers)
        if not answer.ok:
            problem = answer.json()
            raise Refused(f"{problem['title']}: {problem['detail']} {problem.get('invalidParameters', '')}".strip())
        activity: Activity = answer.json()
        return activity

    def _answer(self, path: str, body: Activity, headers: dict[str, str]) -> requests.Response:
        """Send one request until it is answered: no connection, a broken one, half an answer or none is a fault."""
        last = "no attempt"
        for attempt in range(ATTEMPTS):
            wanted = "0"
            try:
                answer = self._session.post(self._address + path, json=body, headers=headers, timeout=TIMEOUT)
                if answer.status_code not in AGAIN:
                    return answer
                last, wanted = f"{answer.status_code} {answer.reason}", answer.headers.get("Retry-After", "0")
            except requests.RequestException as fault:
                last = str(fault)
            print(f"{path}: {last}; trying again")
            time.sleep(_pause(attempt, wanted))
        raise ConnectionError(f"{path} was not answered in {ATTEMPTS} attempts; the last: {last}")


def _pause(attempt: int, wanted: str) -> float:
    """Longer each time and never quite the same, so that many systems do not come back at once; never endless."""
    growing: float = min(FIRST_PAUSE * 2**attempt, LONGEST_PAUSE)
    least = min(float(wanted), LONGEST_PAUSE) if wanted.isdecimal() else 0.0
    return least + growing * random.uniform(0.5, 1.0)  # noqa: S311  (no secret)


def main() -> None:
    """A walk is planned, held, and corrected."""
    loftet = Loftet(os.environ["ACTIVITIES"], os.environ["MUNICIPALITY"])
    now = datetime.now(UTC)
    case = f"vandring-{now:%Y%m%d-%H%M%S-%f}"
    span = {"start": now.isoformat(), "end": now.isoformat()}
    plan = {"municipality": "9999", "kind": "walk", "title": "Trygghetsvandring", "planned": span}
    done = {"actual": span, "outcome": "Tre mörka platser noterades."}
    mended = {"outcome": "Fyra mörka platser noterades.", "reason": "En plats fattades i protokollet."}

    walk = loftet.report(f"{case}-planned", plan)
    walk = loftet.change(f"{case}-done", walk, "completion", done)
    walk = loftet.change(f"{case}-mended", walk, "correction", mended)
    print(f"{walk['id']} is {walk['state']} at revision {walk['revision']}: {walk['outcome']}")


if __name__ == "__main__":
    main()

"""The two sides: the bare spine, and Löftet, each as a client sees it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import requests

MUNICIPALITIES = [f"{code}" for code in range(9101, 9109)]
YEAR = datetime.now(UTC).year - 1  # a year that is over, so that no activity lies in the future
PARTY = "bench-kommun"
KINDS = ["walk", "meeting", "outreach", "patrol", "night-walk"]
TARGETS: list[dict[str, Any] | None] = [
    {"atLeast": 1, "each": "term"},
    {"atLeast": 1, "each": "month"},
    {"atLeast": 1, "each": "period", "covering": {"audiences": ["business", "association", "resident"]}},
    {"atLeast": 30, "each": "quarter"},
    None,
]


def agreement(code: str) -> dict[str, Any]:
    """A year's agreement of five promises, such as municipalities sign."""
    name = f"bench-{code}"
    parties = [
        {"id": PARTY, "name": "Kommunen", "kind": "municipality"},
        {"id": "bench-polisen", "name": "Polisen", "kind": "police"},
    ]
    responsible = [party["id"] for party in parties]
    promises = [
        {
            "id": f"{name}-{kind}",
            "number": number,
            "title": kind,
            "text": kind,
            "responsible": responsible,
            "commitments": [
                {"id": f"{name}-{kind}-1", "title": kind, "counts": {"kinds": [kind]}}
                | ({"target": target} if target else {})
            ],
        }
        for number, (kind, target) in enumerate(zip(KINDS, TARGETS, strict=True), 1)
    ]
    return {
        "id": name, "municipality": {"code": code, "name": f"Provkommun {code}"}, "title": name,
        "period": {"start": f"{YEAR}-01-01", "end": f"{YEAR}-12-31"}, "parties": parties, "promises": promises,
        "demonstration": True,
    }  # fmt: skip


def activity(number: int, total: int) -> dict[str, Any]:
    """The activity with this number: municipalities and kinds take turns, and the year goes by in `total` of them."""
    start = datetime(YEAR, 1, 1, 9, tzinfo=UTC) + timedelta(days=364) * (number / total)
    return {
        "municipality": MUNICIPALITIES[number % len(MUNICIPALITIES)],
        "kind": KINDS[number // len(MUNICIPALITIES) % len(KINDS)],
        "actual": {"start": start.isoformat(), "end": (start + timedelta(hours=1)).isoformat()},
        "audiences": [["business", "association", "resident"][number % 3]],
        "outcome": "Genomförd enligt plan.",
        "demonstration": True,
    }


class Spine:
    """The bare spine."""

    name = "spine"

    def __init__(self, url: str, total: int) -> None:
        self._url = url
        self._total = total

    def post_one(self, session: requests.Session, number: int) -> Callable[[requests.Session], bool]:
        key = f"a{number}"
        session.post(f"{self._url}/activities", json=self._document(number)).raise_for_status()
        return lambda reader: reader.get(f"{self._url}/read/{key}").ok

    def post_many(self, session: requests.Session, numbers: range) -> None:
        session.post(f"{self._url}/events", json=[self._document(n) for n in numbers]).raise_for_status()

    def seen(self, session: requests.Session) -> int:
        return int(session.get(f"{self._url}/count").json()["count"])

    def _document(self, number: int) -> dict[str, Any]:
        return {"_id": f"a{number}"} | activity(number, self._total)


class Product:
    """Löftet, through its public interfaces."""

    name = "loftet"

    def __init__(self, activities: str, reports: str, token: str, total: int) -> None:
        self._activities, self._reports, self._total = activities, reports, total
        self._headers = {"Authorization": f"Bearer {token}"}

    def sign(self) -> None:
        """Publish the agreements, and wait until their promises can be read."""
        for code in MUNICIPALITIES:
            body = agreement(code)
            url = f"{self._activities}/activities/v1/agreements/{body['id']}"
            requests.put(url, json=body, headers=self._headers, timeout=30).raise_for_status()

    def post_one(self, session: requests.Session, number: int) -> Callable[[requests.Session], bool]:
        body = activity(number, self._total)
        url = f"{self._activities}/activities/v1/activities"
        answer = session.post(url, json=body, headers=self._headers)
        answer.raise_for_status()
        activity_id = answer.json()["id"].encode()
        promise = f"bench-{body['municipality']}-{body['kind']}"
        status = f"{self._reports}/reports/v1/promises/{promise}/status"
        return lambda reader: activity_id in reader.get(status, headers=self._headers).content

    def post_many(self, session: requests.Session, numbers: range) -> None:
        url = f"{self._activities}/activities/v1/events"
        answer = session.post(url, json=[self._event(number) for number in numbers], headers=self._headers)
        answer.raise_for_status()
        results = [result["result"] for result in answer.json()["results"]]
        if results != ["accepted"] * len(numbers):
            raise RuntimeError(f"not all were accepted: {answer.text[:300]}")

    def seen(self, session: requests.Session) -> int:
        answer = session.get(f"{self._reports}/reports/v1/promises?limit=100", headers=self._headers)
        return int(sum(one["done"] for item in answer.json()["items"] for one in item.get("commitments", [])))

    def _event(self, number: int) -> dict[str, Any]:
        return {
            "specversion": "1.0", "id": f"bench-{number}", "source": "/bench", "time": datetime.now(UTC).isoformat(),
            "type": "se.loftet.activity.reported.v1", "data": activity(number, self._total),
        }  # fmt: skip

"""Every POST of activities that makes something: where, with what, and where it is kept; and one killed at it."""

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.integration.activities_house import BASE, KOMMUN, MUNICIPALITY, WALKS, Caller, House, walk
from tests.integration.walks_house import measure, seen, walked

PERIOD = {"start": "2021-01-01", "end": "2021-03-31"}
DRAFT = {
    "id": "nykvarn-2023-2024",
    "municipality": {"code": MUNICIPALITY, "name": "Nykvarn"},
    "title": "Medborgarlöften 2023-2024",
    "period": {"start": "2023-01-01", "end": "2024-12-31"},
    "parties": [],
    "promises": [],
}


def _observations(house: House) -> str:
    return f"/walks/{walked(house)}/observations"


@dataclass(frozen=True)
class Creating:
    """One such POST: its body, another that is right too, the collection, and how many documents it makes."""

    name: str
    where: str | Callable[[House], str]
    body: Any
    other: Any
    collection: str
    makes: int = 1
    resident: bool = False
    status: int = field(default=201)

    def path(self, house: House) -> str:
        """Its address, with what must be there made."""
        return self.where if isinstance(self.where, str) else self.where(house)

    def caller(self, house: House) -> Caller:
        """Whoever sends it."""
        return house.resident() if self.resident else house.caller(KOMMUN)

    def count(self, house: House) -> int:
        """How many documents are there."""
        return house.database[self.collection].count_documents({})


_ENTRY: dict[str, Any] = {
    "municipality": MUNICIPALITY,
    "source": {"kind": "survey", "name": "undersökningen"},
    "period": PERIOD,
    "summary": "Centrum känns otryggt.",
}
_INPUT: dict[str, Any] = {
    "municipality": MUNICIPALITY,
    "source": {"kind": "mail", "name": "brevlådan"},
    "period": PERIOD,
    "topic": "Mörka gångvägar",
    "voices": 14,
}
_ASSESSMENT: dict[str, Any] = {
    "promise": WALKS,
    "period": PERIOD,
    "delivery": "fulfilled",
    "effect": "improved",
    "narrative": "Vandringen blev av.",
    "signedBy": "säkerhetschef",
}
_SERIES: dict[str, Any] = {
    "activity": {
        "municipality": MUNICIPALITY,
        "kind": "meeting",
        "planned": {"start": "2021-05-04T13:00:00+02:00", "end": "2021-05-04T15:00:00+02:00"},
    },
    "recurrence": {"rrule": "FREQ=WEEKLY;COUNT=4"},
}
_TIP = {"municipality": MUNICIPALITY, "category": "narcotics", "text": "Bilar bakom affärerna."}

# The same again changes nothing there, whatever its key.
SIGNING = Creating("assessment", "/assessments", _ASSESSMENT, _ASSESSMENT | {"effect": "worse"}, "assessments")
CREATING = [
    Creating("activity", "/activities", walk(), walk(kind="meeting"), "activities"),
    Creating(
        "series",
        "/activity-series",
        _SERIES,
        _SERIES | {"recurrence": {"rrule": "FREQ=WEEKLY;COUNT=3"}},
        "activities",
        makes=4,
    ),
    Creating("observation", _observations, seen(), seen(text="Annat."), "observations"),
    Creating("observations", _observations, [seen(), seen(), seen()], [seen()], "observations", makes=3),
    Creating("measure", "/measures", measure(), measure(title="Annat"), "measures"),
    Creating("entry", "/situation-entries", _ENTRY, _ENTRY | {"summary": "Annat."}, "situationEntries"),
    Creating("input", "/dialogue-inputs", _INPUT, _INPUT | {"voices": 15}, "dialogueInputs"),
    SIGNING,
    Creating("draft", "/agreement-drafts", DRAFT, DRAFT | {"title": "Annat"}, "agreementDrafts"),
    Creating("tip", "/tips", _TIP, None, "tips", resident=True, status=202),
]


def killed(house: House, collection: str, path: str, body: Any, headers: dict[str, str]) -> None:
    """Send it to a process that dies when it has written to the collection."""
    said = json.dumps({"path": f"{BASE}{path}", "body": body, "headers": headers})
    command = [sys.executable, "-m", "tests.integration.dies_after_writing", collection]
    died = subprocess.run(
        command, input=said, text=True, env=house.environment(), capture_output=True, check=False, timeout=60
    )
    assert died.returncode == -9, died.stderr

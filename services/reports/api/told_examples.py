"""The examples that document explanations and histories: Nykvarn's promises, invented deeds."""

from typing import Any, Final

from services.reports.api.examples import page

__all__ = ["CHANGE", "EXPLANATION", "page"]

_PROMISE: Final = "nykvarn-2021-2022-trygghetsvandringar"
_WALK: Final = "0f1c2b3a-4d5e-5f60-8a7b-9c0d1e2f3a4b"
_MISSED: Final = {"en": "A window was missed.", "sv": "Ett fönster har missats."}
_TOLD: Final = (
    "1 av 1 trygghetsvandring för våren 2021. Ingen trygghetsvandring för hösten 2021: fönstret stängde 2021-12-31."
)
_CALLED_OFF: Final = {
    "activity": "5a6b7c8d-9e0f-5a1b-8c2d-3e4f5a6b7c8d",
    "revision": 2,
    "title": "Trygghetsvandring i centrum",
    "kind": "walk",
    "state": "cancelled",
    "start": "2021-10-12T16:00:00Z",
    "day": "2021-10-12",
    "amount": 0,
    "late": False,
    "reason": "cancelled",
    "words": {"en": "It was called off.", "sv": "Den ställdes in."},
    "said": "Oväder.",
}


def _window(label: str, start: str, end: str, done: int, **considered: Any) -> dict[str, Any]:  # noqa: ANN401
    window = {"label": label, "start": start, "end": end, "state": "met" if done else "missed", "done": done}
    none = {"counted": [], "countedTotal": 0, "notCounted": [], "notCountedTotal": 0}
    return {
        "window": window | {"required": 1, "unit": "activities", "summary": f"{done} av 1"},
        "considered": none | considered,
    }


_WALKED: Final = {
    "activity": _WALK,
    "revision": 1,
    "title": "Trygghetsvandring i centrum",
    "kind": "walk",
    "state": "completed",
    "start": "2021-04-15T16:00:00Z",
    "day": "2021-04-15",
    "amount": 1,
    "late": False,
    "reason": None,
    "words": None,
    "said": None,
}
EXPLANATION: Final[dict[str, Any]] = {
    "promise": _PROMISE,
    "title": "Trygghetsvandringar",
    "text": "kommer trygghetsvandringar genomföras vid två tillfällen, en per termin.",
    "agreement": "nykvarn-2021-2022",
    "agreementVersion": 1,
    "asOf": "2022-01-01T11:00:00Z",
    "knownAt": "2022-01-01T11:00:00Z",
    "state": "behind",
    "stateName": "efter plan",
    "rule": {"id": "any-behind", "words": {"en": "A commitment is behind.", "sv": "Ett åtagande är efter plan."}},
    "explanation": _TOLD,
    "commitments": [
        {
            "commitment": f"{_PROMISE}-per-termin",
            "title": "En trygghetsvandring per termin",
            "state": "behind",
            "stateName": "efter plan",
            "rule": {"id": "window-missed", "words": _MISSED},
            "explanation": _TOLD,
            "inputs": {
                "begun": True,
                "over": False,
                "closed": False,
                "curtailed": False,
                "windowsAsking": 4,
                "windowsMet": 1,
                "windowsMissed": 1,
                "openWindow": "våren 2022",
                "plannedInOpen": 0,
                "lastQuarter": False,
                "average": False,
                "belowAverage": False,
                "anythingDone": True,
                "lastDoneOn": "2021-04-15",
                "silent": False,
                "stallsOn": None,
            },
            "windows": [
                _window("våren 2021", "2021-01-01", "2021-06-30", 1, counted=[_WALKED], countedTotal=1),
                _window("hösten 2021", "2021-07-01", "2021-12-31", 0, notCounted=[_CALLED_OFF], notCountedTotal=1),
            ],
            "considered": {"counted": [], "countedTotal": 0, "notCounted": [], "notCountedTotal": 0},
        }
    ],
    "prospects": [
        {
            "kind": "time",
            "state": "partly_fulfilled",
            "words": {
                "en": "If nothing more is done or planned, the promise is partly fulfilled from 1 January 2023.",
                "sv": "Om inget mer görs eller planeras är löftet delvis genomfört från den 1 januari 2023.",
            },
            "commitment": None,
            "window": None,
            "at": "2022-12-31T23:00:00Z",
            "by": None,
            "amount": None,
            "unit": None,
            "missing": [],
        }
    ],
}
CHANGE: Final[dict[str, Any]] = {
    "at": "2021-04-15T18:30:00Z",
    "state": "on_track",
    "stateName": "enligt plan",
    "previous": "not_started",
    "rule": "measured-on-track",
    "explanation": "1 av 1 trygghetsvandring för våren 2021.",
    "agreementVersion": 1,
    "cause": {
        "kind": "event",
        "event": f"{_WALK}.1",
        "type": "se.loftet.walk.completed.v1",
        "activity": _WALK,
        "revision": 1,
    },
}

"""Every operation of activities that is based on a revision: how a thing comes to be that it changes, and by what."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.integration.activities_house import KOMMUN, NOON, House, nykvarn, walk
from tests.integration.creating import CREATING, DRAFT
from tests.integration.walks_house import made, noted, proposed, step, walked

SEED = Path("deploy/seed/nykvarn-2021-2022.txt")
NYKVARN, NEXT = "nykvarn-2021-2022", "nykvarn-2023-2024"
_CREATING = {each.name: each for each in CREATING}
_PROMISE = {"id": f"{NEXT}-p1", "number": 1, "title": "T", "text": "Vi lovar.", "responsible": [KOMMUN]}
_COMING: dict[str, Any] = DRAFT | {
    "parties": [{"id": KOMMUN, "name": "Nykvarn", "kind": "municipality"}],
    "promises": [_PROMISE],
}

# After and before the day that it is in the house.
_LATER = {"start": "2021-05-14T18:00:00+02:00", "end": "2021-05-14T20:00:00+02:00"}
_SPAN = {"start": "2021-04-14T18:00:00+02:00", "end": "2021-04-14T20:00:00+02:00"}

Body = Callable[[House, int], Any]


@dataclass(frozen=True)
class Changing:
    """One such operation.

    Attributes:
        operation: its method and path, as the OpenAPI document has them.
        thing: makes one in the house that can be changed so, and gives its id.
        body: what each of those who change it at once says, by their number.
        query: what goes with it in the address.
    """

    operation: str
    thing: Callable[[House], str]
    body: Body = lambda _, __: None
    query: str = ""

    @property
    def method(self) -> str:
        """As in `post`."""
        return self.operation.partition(" ")[0]

    def path(self, thing: str) -> str:
        """Where it is done to that thing."""
        before, named, after = self._path.partition("{")
        return f"{before}{thing if named else ''}{after.partition('}')[2]}{self.query}"

    def place(self, thing: str) -> str:
        """Where the thing is read."""
        return f"{self._path.partition('{')[0].rstrip('/')}/{thing}"

    @property
    def _path(self) -> str:
        return self.operation.partition(" ")[2]


def _why(**said: Any) -> Body:
    return lambda _, number: said | {"reason": f"Därför, {number}."}


def _agreement(house: House) -> str:
    for name in ("agreements", "agreementDrafts"):
        house.database[name].delete_many({})
    for body in (nykvarn(), {**_COMING, "period": {"start": "2022-07-01", "end": "2024-12-31"}}):
        assert house.caller().put(f"/agreements/{body['id']}", json=body).status_code == 201
    return NYKVARN


def _draft(house: House) -> str:
    house.database.agreements.delete_one({"_id": NEXT})
    house.database.agreementDrafts.delete_many({})
    return made(house.caller().post("/agreement-drafts", json=_COMING))


def _read_draft(house: House) -> str:
    house.database.agreementDrafts.delete_many({})
    return made(house.caller().post("/agreement-drafts", data=SEED.read_bytes(), content_type="text/plain"))


def _planned(house: House) -> str:
    return made(house.caller().post("/activities", json={**walk(planned=_SPAN), "actual": None}))


def _made(name: str) -> Callable[[House], str]:
    return lambda house: made(house.caller().post(_CREATING[name].path(house), json=_CREATING[name].body))


def _assessment(house: House) -> str:
    house.database.assessments.delete_many({})
    return _made("assessment")(house)


def _observation(house: House) -> str:
    return noted(house, walked(house))


def _measure(*steps: str) -> Callable[[House], str]:
    """One that has come so far."""

    def brought(house: House) -> str:
        measure = proposed(house)
        assert all(step(house, measure, each).status_code == 200 for each in steps)
        return measure

    return brought


def _later_walk(house: House, number: int) -> Any:
    return {"walk": walked(house, f"{NOON:%Y-%m-%d}", hour=6 + number)}


def _signed(_: House, number: int) -> Any:
    return _CREATING["assessment"].body | {"narrative": f"{number} gånger."}


_COMPLETED = _measure("acceptance", "completion")

CHANGES = [
    Changing(
        "put /agreements/{agreementId}", _agreement, lambda _, n: nykvarn() | {"title": f"Löften, {n}"}, "?reason=Ny."
    ),
    Changing("post /agreements/{agreementId}/ending", _agreement, _why(lastDay="2022-06-30")),
    Changing("post /agreements/{agreementId}/extension", _agreement, _why(lastDay="2023-12-31")),
    Changing("post /agreements/{agreementId}/replacement", _agreement, _why(replacedBy=NEXT)),
    Changing("put /agreement-drafts/{draftId}", _draft, lambda _, n: _COMING | {"title": f"Löften, {n}"}),
    Changing("delete /agreement-drafts/{draftId}", _draft),
    Changing("post /agreement-drafts/{draftId}/decisions", _read_draft, lambda _, n: {"accepted": [f"promises[{n}]"]}),
    Changing("post /agreement-drafts/{draftId}/publication", _draft, _why()),
    Changing(
        "post /activities/{activityId}/completion", _planned, lambda _, n: {"actual": _SPAN, "outcome": f"{n} platser."}
    ),
    Changing("post /activities/{activityId}/rescheduling", _planned, _why(planned=_LATER)),
    Changing("post /activities/{activityId}/correction", _made("activity"), _why(outcome="Tolv platser.")),
    Changing("post /activities/{activityId}/cancellation", _planned, _why()),
    Changing("post /activities/{activityId}/withdrawal", _made("activity"), _why()),
    Changing("post /observations/{observationId}/correction", _observation, _why(text="Fyra lampor är släckta.")),
    Changing("post /observations/{observationId}/withdrawal", _observation, _why()),
    Changing("post /measures/{measureId}/acceptance", _measure(), lambda _, n: {"dueOn": f"2021-06-{n + 10}"}),
    Changing("post /measures/{measureId}/start", _measure("acceptance"), lambda _, __: {}),
    Changing(
        "post /measures/{measureId}/completion",
        _measure("acceptance"),
        lambda _, n: {"completedOn": f"2021-04-{n + 10}"},
    ),
    Changing("post /measures/{measureId}/verification", _COMPLETED, _later_walk),
    Changing("post /measures/{measureId}/reopening", _COMPLETED, _why()),
    Changing("post /measures/{measureId}/declination", _measure(), _why()),
    Changing("post /measures/{measureId}/transfer", _measure(), _why(name="Trafikverket")),
    Changing("post /measures/{measureId}/correction", _measure(), _why(title="Byt lamporna")),
    Changing("post /measures/{measureId}/withdrawal", _measure(), _why()),
    Changing("post /situation-entries/{entryId}/correction", _made("entry"), _why(summary="Tryggare.")),
    Changing("post /situation-entries/{entryId}/withdrawal", _made("entry"), _why()),
    Changing("post /dialogue-inputs/{inputId}/correction", _made("input"), _why(voices=15)),
    Changing("post /dialogue-inputs/{inputId}/withdrawal", _made("input"), _why()),
    Changing("post /assessments", _assessment, _signed),
    Changing("post /assessments/{assessmentId}/withdrawal", _assessment, _why()),
]

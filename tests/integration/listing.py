"""Every list of activities: where it is, what puts a row on it, and what moves a row in its order."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

from tests.integration.activities_house import (
    BASE,
    KOMMUN,
    MUNICIPALITY,
    NOON,
    POLICE,
    WALKS,
    Caller,
    House,
    exempel,
    walk,
)
from tests.integration.creating import DRAFT
from tests.integration.walks_house import measure, seen, walked

Row = dict[str, Any]
_seconds = itertools.count()


@dataclass(frozen=True)
class Listing:
    """A list, and what happens on it: the ``n``th row is put on it, and one that is there is moved to the ``n``th."""

    name: str
    path: str
    add: Callable[[House, int], str]
    move: Callable[[House, str, int], None] | None = None
    party: str = KOMMUN
    also_new: bool = False  # what is made meanwhile may be on a later page

    def caller(self, house: House) -> Caller:
        """Whoever reads it."""
        return house.caller(self.party, municipalities=(MUNICIPALITY, "9999"))


def follow(caller: Caller, path: str) -> tuple[Row, str | None]:
    """A page, and the path of the next one."""
    answer = caller.get(path)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    page: Row = answer.get_json(force=True)
    return page, page["next"] and _path(page["next"])


def _path(address: str) -> str:
    parts = urlsplit(address)
    assert f"{parts.scheme}://{parts.netloc}" == "http://activities.example"
    return f"{parts.path.removeprefix(BASE)}?{parts.query}"


def _day(n: int) -> str:
    return (date(2021, 2, 10) + timedelta(days=n)).isoformat()


def _tick(house: House) -> None:
    """What is ordered by the time is told of as time goes."""
    house.set_clock(NOON + timedelta(seconds=next(_seconds)))


def _span(n: int) -> Row:
    return {"start": f"{_day(n)}T18:00:00+01:00", "end": f"{_day(n)}T20:00:00+01:00"}


def _made(caller: Caller, path: str, body: Row) -> str:
    answer = caller.post(path, json=body)
    assert answer.status_code in (200, 201, 202), answer.get_data(as_text=True)
    found: Row = answer.get_json()
    return str(found.get("id") or found["tipId"])


def _corrected(path: str, changes: Callable[[int], Row]) -> Callable[[House, str, int], None]:
    def correct(house: House, record: str, n: int) -> None:
        etag = house.caller().get(f"{path}/{record}").headers["ETag"]
        body = {"reason": "Det var fel.", **changes(n)}
        answer = house.caller().post(f"{path}/{record}/correction", json=body, headers={"If-Match": etag})
        assert answer.status_code == 200, answer.get_data(as_text=True)

    return correct


def _period(n: int) -> Row:
    return {"start": "2021-01-01", "end": _day(n)}


def _entry(n: int) -> Row:
    source = {"kind": "survey", "name": "undersökningen"}
    return {"municipality": MUNICIPALITY, "source": source, "period": _period(n), "summary": "Otryggt."}


def _input(n: int) -> Row:
    source = {"kind": "mail", "name": "brevlådan"}
    said = {"topic": "Gångvägar", "voices": 3}
    return {"municipality": MUNICIPALITY, "source": source, "period": _period(n), **said}


def _verdict(n: int) -> Row:
    said = {"delivery": "fulfilled", "effect": "improved", "narrative": "Blev av.", "signedBy": "säkerhetschef"}
    return {"promise": WALKS, "period": _period(n), **said}


def _rewritten(house: House, draft: str, n: int) -> None:
    etag = house.caller().get(f"/agreement-drafts/{draft}").headers["ETag"]
    body = DRAFT | {"title": f"Utkast {n}"}
    assert house.caller().put(f"/agreement-drafts/{draft}", json=body, headers={"If-Match": etag}).status_code == 200


def _agreement(house: House, n: int) -> str:
    name = f"exempel-{n + 50}"
    body = exempel("exempel-polisen") | {"id": name}
    body["promises"] = [each | {"id": f"{name}-ett"} for each in body["promises"]]
    operator = house.caller(None, municipalities=("9999",))
    assert operator.put(f"/agreements/{name}", json=body).status_code == 201
    return name


def _amended(house: House, agreement: str, n: int) -> None:
    operator = house.caller(None, municipalities=("9999",))
    body = operator.get(f"/agreements/{agreement}").get_json()["agreement"] | {"title": f"Löften {n}"}
    why, seen_it = {"reason": "Ny titel."}, {"If-Match": "*"}
    answer = operator.put(f"/agreements/{agreement}", json=body, query_string=why, headers=seen_it)
    assert answer.status_code == 200, answer.get_data(as_text=True)


def _tip(house: House, n: int) -> str:
    _tick(house)
    said = {"municipality": MUNICIPALITY, "category": "narcotics", "text": f"Bilar, kväll {n}."}
    return _made(house.resident(), "/tips", said)


def _read(house: House, n: int) -> str:
    _tick(house)
    police = house.caller(POLICE)
    police.get(f"/tips?municipality={MUNICIPALITY}")
    return str(police.get("/tip-reads?limit=1").get_json()["items"][0]["id"])


LISTINGS = [
    Listing(
        "activities",
        "/activities",
        lambda house, n: _made(house.caller(), "/activities", walk(actual=_span(n))),
        _corrected("/activities", lambda n: {"actual": _span(n)}),
    ),
    Listing(
        "observations",
        "/observations",
        lambda house, n: _made(house.caller(), f"/walks/{walked(house)}/observations", seen()),
        _corrected("/observations", lambda n: {"text": f"{n} lampor."}),
    ),
    Listing(
        "measures",
        "/measures",
        lambda house, n: _made(house.caller(), "/measures", measure(dueOn=_day(n))),
        _corrected("/measures", lambda n: {"dueOn": _day(n)}),
    ),
    Listing(
        "entries",
        "/situation-entries",
        lambda house, n: _made(house.caller(), "/situation-entries", _entry(n)),
        _corrected("/situation-entries", lambda n: {"period": _period(n)}),
    ),
    Listing(
        "inputs",
        "/dialogue-inputs",
        lambda house, n: _made(house.caller(), "/dialogue-inputs", _input(n)),
        _corrected("/dialogue-inputs", lambda n: {"period": _period(n)}),
    ),
    Listing("assessments", "/assessments", lambda house, n: _made(house.caller(), "/assessments", _verdict(n))),
    Listing(
        "drafts",
        "/agreement-drafts",
        lambda house, n: _made(house.caller(), "/agreement-drafts", DRAFT | {"title": f"Utkast {n}"}),
        _rewritten,
    ),
    Listing("agreements", "/agreements?municipality=9999", _agreement, _amended, also_new=True),
    Listing("tips", f"/tips?municipality={MUNICIPALITY}", _tip, party=POLICE),
    Listing("reads", "/tip-reads", _read, party=POLICE),
]

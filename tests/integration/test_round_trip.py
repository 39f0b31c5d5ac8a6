"""Round trip: what open data gives out is taken in by an empty installation, which gives out the same."""

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import zip_longest
from pathlib import Path
from typing import Any

import msgspec
import pytest

from deploy.local import Stack
from services.activities.recount import Recounter
from shared.events.activity import Activity
from shared.events.measure import Measure
from shared.ops.imports.activities import Imported, import_activities
from shared.ops.imports.agreements import import_agreements
from shared.ops.imports.files import Unreadable, read_rows
from shared.ops.imports.measures import import_measures
from shared.ops.seed.client import Answer, Failed
from tests.integration import activities_house, reports_house
from tests.integration.activities_house import KOMMUN, POLICE, walk
from tests.integration.reports_house import WALKS

# What an import gives anew: ids of activities, and when they and the agreements were told of and came into force.
ANEW = {
    "activities": {"id", "reportedAt", "walk", "previousWalk"},
    "agreements": {"inForceFrom", "publishedAt"},
    "measures": {"id", "revision", "reportedAt", "proposedAt", "walk", "verifiedAt", "observations"},
    "statuses": {"assessedAt", "lastReportedAt", "validUntil", "commitments"},
}
# What is not counted (any more) is held against what is in force now: a revision that was followed by another, and
# what was cancelled or withdrawn.
COUNTED, CLOSED = ("counts", "earlier"), ("cancelled", "withdrawn")
AGREEMENT = "nykvarn-2021-2022"
LATER = datetime(2021, 11, 20, 12, tzinfo=UTC)


class Client:
    """`Calls` over a test client."""

    def __init__(self, caller: activities_house.Caller) -> None:
        self._caller = caller

    def call(self, method: str, path: str, *, body: object = None, headers: dict[str, str] | None = None) -> Answer:
        answer = self._caller._call(
            method, path.removeprefix("/activities/v1"), {"json": body, "headers": headers or {}}
        )
        told = answer.get_json(force=True)
        if answer.status_code >= 400:
            raise Failed(f"{answer.status_code} {told}")
        return Answer(answer.status_code, told, answer.headers.get("ETag"))


@dataclass
class Town:
    """An installation: where things are written, and where they are shown."""

    written: activities_house.House
    shown: reports_house.House

    def at(self, now: datetime) -> None:
        self.written.set_clock(now)
        self.shown.it_is(now)

    def client(self, party: str | None) -> Client:
        return Client(self.written.caller(party))

    def project(self) -> None:
        """Hand all that was ever written to reports, as the topics would."""
        kept = self.written.store.agreements.get(AGREEMENT)
        assert kept is not None
        self.shown.told(kept)
        for document in self.written.database.activities.find():
            told = [msgspec.convert(each, Activity) for each in (*document["history"], document["record"])]
            self.shown.told(*told)
        for document in self.written.database.measures.find():
            self.shown.told(msgspec.convert(document["record"], Measure))

    def save(self, table: str, form: str, folder: Path, **query: str) -> Path:
        answer = self.shown.app.test_client().get(f"/data/{table}.{form}", query_string=query)
        assert answer.status_code == 200
        path = folder / f"{table}.{form}"
        path.write_bytes(answer.data)
        return path

    def rows(self, table: str) -> list[dict[str, Any]]:
        """A table but for what is given anew, in an order that does not depend on it."""
        found = self.shown.app.test_client().get(f"/data/{table}.json").get_json()["rows"]
        latest = {row["id"]: row["revision"] for row in found if "revision" in row}
        for row in found:
            if row.get("state") in CLOSED or row.get("revision") != latest.get(row.get("id")):
                row |= dict.fromkeys(COUNTED, None)
        kept = [{name: value for name, value in row.items() if name not in ANEW[table]} for row in found]
        return sorted(kept, key=lambda row: json.dumps(row, sort_keys=True))


@contextmanager
def town(stack: Stack, folder: Path) -> Iterator[Town]:
    """An installation that knows of nothing."""
    folder.mkdir()
    written, shown = activities_house.House(stack, folder), reports_house.House(stack, folder)
    try:
        yield Town(written, shown)
    finally:
        for database in (written.database, shown.store.database):
            database.client.drop_database(database.name)
            database.client.close()


@pytest.fixture
def towns(stack: Stack, tmp_path: Path) -> Iterator[tuple[Town, Town]]:
    with ExitStack() as opened:
        yield (
            opened.enter_context(town(stack, tmp_path / "one")),
            opened.enter_context(town(stack, tmp_path / "other")),
        )


def live(here: Town) -> None:
    """A year of whatever can happen to an activity, and an amendment."""
    here.at(activities_house.NOON)
    assert here.written.publish().status_code == 201
    kommun, police = here.written.caller(KOMMUN), here.written.caller(POLICE)

    def post(caller: activities_house.Caller, **changes: Any) -> dict[str, Any]:
        answer = caller.post("/activities", json=walk(**changes))
        assert answer.status_code == 201, answer.text
        return dict(answer.get_json())

    def change(activity: dict[str, Any], what: str, **body: Any) -> None:
        seen = {"If-Match": f'"{activity["revision"]}"'}
        answer = kommun.post(f"/activities/{activity['id']}/{what}", json=body, headers=seen)
        assert answer.status_code == 200, answer.text

    plan = {"start": "2021-09-15T18:00:00+02:00", "end": "2021-09-15T20:00:00+02:00"}
    first = post(kommun, title='=SUMMA(A1); "citat"', outcome="Rad ett.\nRad två, med komma.", tags=["mörker"])
    post(police, kind="outreach", audiences=["business"], quantity=2.5, results={"participants": 12}, place=None)
    planned = post(
        kommun, actual=None, planned=plan, previousWalk=first["id"], place={"name": "Torget", "point": [17.43, 59.18]}
    )
    post(kommun, kind="meeting", actual=None, planned=plan, walkStep={"walk": planned["id"], "step": "preparation"})
    post(kommun, kind="meeting", group="operativa-gruppen", promises=["nykvarn-2021-2022-operativ-grupp"])
    change(post(kommun, title="Fel"), "correction", title="Rätt", reason="Det var fel rubrik.")
    change(post(kommun, title="Aldrig"), "withdrawal", reason="Rapporterades av misstag.")
    change(post(kommun, actual=None, planned=plan), "cancellation", reason="Storm.")
    post(kommun, title="Sedan", publishableFrom="2021-05-01T12:00:00+02:00")
    here.at(LATER)
    change(planned, "completion", actual=plan, outcome="Gick bra.")
    amended = activities_house.nykvarn()
    amended["promises"][0]["commitments"][0]["target"]["atLeast"] = 2
    amended["promises"][0]["commitments"][0]["id"] += "-tva"
    assert here.written.publish(amended, reason="Två vandringar per termin.").status_code == 200
    Recounter(here.written.store).turn()
    propose(here, first["id"], planned["id"])
    here.project()


def propose(here: Town, walk: str, later: str) -> None:
    """A measure in each state, some proposed by one party to the other."""
    kommun, police = here.written.caller(KOMMUN), here.written.caller(POLICE)
    where = {"municipality": activities_house.MUNICIPALITY, "responsible": KOMMUN, "dueOn": "2021-12-01", "walk": walk}

    def take(title: str, *steps: tuple[str, dict[str, Any]], by: activities_house.Caller = kommun, **more: Any) -> None:
        measure = by.post("/measures", json={**where, "title": title, **more})
        assert measure.status_code == 201, measure.text
        for step, body in steps:
            seen = {"If-Match": "*"}
            answer = kommun.post(f"/measures/{measure.get_json()['id']}/{step}", json=body, headers=seen)
            assert answer.status_code == 200, answer.text

    accepted, done = ("acceptance", {}), ("completion", {"completedOn": "2021-06-12"})
    take("Lampor", accepted, done, ("verification", {"walk": later}), priority="high", description='Två, "trasiga".')
    take("Sly", accepted, ("start", {}), by=police, place={"name": "Ån", "point": [17.43, 59.18]})
    take("Bänk", ("declination", {"reason": "Ryms inte."}))
    take("Väg", ("transfer", {"name": "Trafikverket", "reason": "Deras väg."}), promises=[WALKS], walk=None)
    take("Skylt", by=police, responsible=POLICE)


def differences(ours: list[dict[str, Any]], theirs: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """Where two tables, row by row, hold something else."""
    pairs = zip_longest(ours, theirs, fillvalue={})
    names = {name for row in (*ours, *theirs) for name in row}
    return [
        (row.get("title"), name, row.get(name), other.get(name))
        for row, other in pairs
        for name in sorted(names)
        if row.get(name) != other.get(name)
    ]


def imported(there: Town, agreements: Path, activities: Path, measures: Path) -> list[Imported]:
    rows, raised = read_rows(activities), read_rows(measures)
    by_party = {party: [row for row in rows if row["reportedBy"] == party] for party in (KOMMUN, POLICE)}
    return [
        import_agreements(there.client(None), read_rows(agreements), {}),
        *(import_activities(there.client(party), ours) for party, ours in by_party.items()),
        *(import_measures(there.client(party), raised, party) for party in (POLICE, KOMMUN)),
    ]


def test_what_is_given_out_is_taken_in_and_given_out_the_same(towns: tuple[Town, Town], tmp_path: Path) -> None:
    # given a year in one installation
    here, there = towns
    live(here)

    # when an empty one takes in what the first gives out
    files = [here.save(table, "json", tmp_path) for table in ("agreements", "activities", "measures")]
    there.at(LATER)
    done = imported(there, *files)
    assert [each.refused for each in done] == [[], [], [], [], []]
    there.project()

    # then it gives out the same, and says the same of each promise
    for table in ANEW:
        assert differences(here.rows(table), there.rows(table)) == [], table
    assert len(here.rows("activities")) > 12
    assert len(here.rows("measures")) == 5

    # and nothing comes of taking it in again
    assert sum(each.accepted for each in imported(there, *files)[1:]) == 0

    # nor of taking it in where it was given out
    ours = [row for row in read_rows(files[1]) if row["reportedBy"] == KOMMUN]
    assert import_activities(here.client(KOMMUN), ours) == Imported(duplicates=len(ours))

    # and each form of a file is taken in as the same
    for path in files:
        rows = [{name: None if value == "" else value for name, value in row.items()} for row in read_rows(path)]
        for separator in ("comma", "semicolon"):
            assert read_rows(here.save(path.stem, "csv", tmp_path, separator=separator)) == rows


@pytest.mark.parametrize(("name", "text"), [("rows.txt", "id"), ("a.json", "[]"), ("a.json", "{"), ("a.csv", 'a,b\n"')])
def test_a_file_that_is_no_table_is_refused(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")

    with pytest.raises(Unreadable, match=name):
        read_rows(path)

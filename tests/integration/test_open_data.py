"""Open data as it is served: what it holds and what it does not, how it is asked for, and that it verifies itself."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from rdflib import Graph
from rdflib.namespace import DCAT
from werkzeug.test import TestResponse

from deploy.local import Stack
from services.reports.open_data.asking import A_MINUTE
from services.reports.open_data.tables import TABLES
from shared.events.activity import Kind, WalkStep
from shared.events.examples import EXAMPLES
from shared.ops.cli import main
from shared.verify.data import TABLES as VERIFIED
from tests.integration.reports_house import HERE, WALKED, WALKS, House, changed, house_on

REPORTED = WALKED.reported_at
SHOWN = REPORTED + timedelta(days=30)
HIDDEN = changed(WALKED, id="held-back", title="Hemlig vandring", publishable_from=SHOWN)
OBSERVED = EXAMPLES["se.loftet.observation.noted.v1"]
MEASURE = EXAMPLES["se.loftet.measure.proposed.v1"]
SIGNED = EXAMPLES["se.loftet.assessment.signed.v1"]
TIP = EXAMPLES["se.loftet.tip.received.v1"]


@pytest.fixture
def house(stack: Stack, tmp_path: Path) -> Iterator[House]:
    with house_on(stack, tmp_path) as made:
        yield made


def ask(house: House, path: str, headers: dict[str, str] | None = None, **query: str) -> TestResponse:
    return house.app.test_client().get(f"/data/{path}", query_string=query, headers=headers)


def rows(house: House, table: str, **query: str) -> list[dict[str, Any]]:
    answer = ask(house, f"{table}.json", **query)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.get_json()["rows"]
    return found


def save(house: House, folder: Path, **query: str) -> Path:
    folder.mkdir()
    for table in VERIFIED:
        asked = query if table == "statuses" else {}
        (folder / f"{table}.json").write_bytes(ask(house, f"{table}.json", **asked).data)
    return folder


def verified(folder: Path) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["verify", str(folder)])
    return result.exit_code, result.output


def test_each_table_holds_its_columns_as_json_and_as_csv(house: House) -> None:
    house.it_is(MEASURE.reported_at + timedelta(days=400))
    house.told(WALKED, OBSERVED, MEASURE, SIGNED)

    for name, table in TABLES.items():
        found = rows(house, name)
        text = ask(house, f"{name}.csv")
        lines = list(csv.DictReader(io.StringIO(text.text, newline="")))

        assert found, name
        assert text.content_type.startswith("text/csv; charset=utf-8")
        for each in (*found, *lines):
            assert list(each) == [column.name for column in table.columns]
        assert len(lines) == len(found)


def test_what_may_not_be_shown_is_in_no_table_and_no_history_until_its_day(house: House) -> None:
    # given a walk held back, and one whose correction opened it
    house.told(HIDDEN, changed(HIDDEN, id="opened", title="Också hemlig"))
    house.told(changed(WALKED, id="opened", revision=2, title="Öppen", reported_at=REPORTED + timedelta(hours=1)))
    house.told(changed(OBSERVED, walk="held-back"), changed(MEASURE, walk="held-back"))
    step = WalkStep(walk="held-back", step="preparation")
    house.told(changed(WALKED, id="meeting", kind=Kind.MEETING, walk_step=step, previous_walk="held-back"))
    house.told(changed(MEASURE, id="elsewhere", walk=None, verified_at="held-back"))
    house.it_is(SHOWN - timedelta(milliseconds=1))
    house.projector.tick()
    moment = REPORTED.isoformat()

    # then a moment before its day nothing tells of it
    everything = [ask(house, f"{name}.{form}").text for name in TABLES for form in ("json", "csv")]
    everything.append(ask(house, "statuses.json", municipality=HERE, asOf=moment, knownAt=moment).text)
    assert not [text for text in everything if "emlig" in text or "held-back" in text]
    assert [(row["id"], row["revision"]) for row in rows(house, "activities")] == [("meeting", 1), ("opened", 2)]

    # and from that on it is there
    house.it_is(SHOWN)
    house.projector.tick()
    assert {row["id"]: row["walk"] for row in rows(house, "activities")} == {
        "held-back": None,
        "meeting": "held-back",
        "opened": None,
    }
    assert (len(rows(house, "observations")), len(rows(house, "measures"))) == (1, 2)


def test_what_was_withdrawn_is_told_without_its_words(house: House) -> None:
    house.told(WALKED)
    withdrawn = changed(WALKED, revision=2, state="withdrawn", reason="Fel dag.", reported_at=REPORTED + timedelta(1))
    house.told(withdrawn)

    told = rows(house, "activities")

    assert [(row["revision"], row["state"]) for row in told] == [(1, "completed"), (2, "withdrawn")]
    assert {(row["title"], row["outcome"]) for row in told} == {(None, None)}
    assert told[1]["reason"] == "Fel dag."


def test_tips_are_counted_once_their_month_is_over_and_few_are_never_told(house: House) -> None:
    # given six tips of theft, two of youth and one of a month that is too long ago, some told of twice
    house.it_is(datetime(2021, 4, 20, tzinfo=UTC))
    april, december = (datetime(year, month, 10, tzinfo=UTC) for year, month in ((2021, 4), (2020, 12)))
    thefts = [changed(TIP, tip_id=f"t{each}", category="theft", received_at=april) for each in range(6)]
    others = [changed(TIP, tip_id=f"y{each}", category="youth", received_at=april) for each in range(2)]
    house.told(*thefts, *others, changed(TIP, tip_id="old", category="theft", received_at=december))
    house.told(*thefts)

    # then nothing is told of the month that goes on
    assert {row["month"] for row in rows(house, "tips")} == {"2021-02", "2021-03"}

    # and when it is over, its number is told where it is not small, and no total from which a small one follows
    seen = ask(house, "tips.json").headers
    house.it_is(datetime(2021, 5, 1, 12, tzinfo=UTC))
    for before in ({"If-None-Match": seen["ETag"]}, {"If-Modified-Since": seen["Last-Modified"]}):
        assert ask(house, "tips.json", headers=before).status_code == 200
    told = {row["category"]: row for row in rows(house, "tips", municipality=HERE) if row["month"] == "2021-04"}
    assert (told["theft"]["count"], told["theft"]["inWords"]) == (6, "6")
    assert (told["youth"]["count"], told["youth"]["inWords"]) == (None, "färre än 5")
    assert told["traffic"] == {**told["youth"], "category": "traffic"}
    assert (told["all"]["count"], told["all"]["inWords"]) == (None, "visas inte")
    assert "2021-04,theft,6,6" in ask(house, "tips.csv").text

    # and they are forgotten in time
    house.it_is(datetime(2021, 6, 30, 12, tzinfo=UTC))
    house.projector.tick()
    assert not house.store.tips.counts(HERE, ["2021-04"])["2021-04"]


def test_whoever_has_it_already_is_told_so_until_something_changes(house: House) -> None:
    house.told(WALKED)
    first = ask(house, "activities.json")
    seen = {"If-None-Match": first.headers["ETag"]}

    assert ask(house, "activities.json", headers=seen).status_code == 304
    assert first.last_modified is not None
    assert first.headers["Access-Control-Allow-Origin"] == "*"

    house.told(changed(WALKED, id="another"))
    assert ask(house, "activities.json", headers=seen).status_code == 200


def test_swedish_spreadsheets_get_semicolons_decimal_commas_and_a_byte_order_mark(house: House) -> None:
    house.told(changed(WALKED, quantity=1.5, title='=HYPERLINK("x"); "y"'))

    text = ask(house, "activities.csv", separator="semicolon").data.decode("utf-8")

    assert text.startswith("\ufeffid;revision;")
    (row,) = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=";")
    assert (row["quantity"], row["title"]) == ("1,5", '\'=HYPERLINK("x"); "y"')


@pytest.mark.parametrize(
    ("path", "status", "names"),
    [
        ("nonsense.json", 404, None),
        ("nonsense/at/all", 404, None),
        ("activities.json?municipality=14", 422, "municipality"),
        ("activities.csv?separator=tab", 422, "separator"),
        ("activities.json?asOf=2021-04-15T18:00:00%2B02:00", 422, "asOf"),
        ("statuses.json?asOf=2999-04-15T18:00:00%2B02:00&municipality=0140", 422, "asOf"),
        ("statuses.json?asOf=2021-04-15T18:00:00%2B02:00", 422, "municipality"),
        ("statuses.json?knownAt=2021-04-15T18:00:00%2B02:00", 422, "asOf"),
    ],
)
def test_what_cannot_be_answered_is_refused_by_name(house: House, path: str, status: int, names: str | None) -> None:
    answer = house.app.test_client().get(f"/data/{path}")

    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")
    body = answer.get_json(force=True)
    assert [each["property"] for each in body.get("invalidParameters", ())] == ([names] if names else [])


def test_it_can_be_asked_so_often_and_no_oftener(house: House) -> None:
    client = house.app.test_client()
    answers = [client.get("/data/nothing").status_code for _ in range(A_MINUTE + 1)]

    assert set(answers[:-1]) == {404}
    assert answers[-1] == 429


def test_what_is_served_verifies_itself_now_and_in_history_and_what_was_tampered_with_does_not(
    house: House, tmp_path: Path
) -> None:
    # given a walk, corrected later, and an agreement that has been amended since
    house.told(WALKED)
    later = REPORTED + timedelta(days=3)
    house.it_is(later)
    house.told(changed(WALKED, revision=2, reported_at=later, counts=(), reason="Var ingen vandring."), SIGNED)

    # then it verifies now, and as it stood before the correction
    moment = REPORTED.isoformat()
    now = verified(save(house, tmp_path / "now"))
    then = save(house, tmp_path / "then", municipality=HERE, asOf=moment, knownAt=moment)
    assert now[0] == 0, now[1]
    assert verified(then) == (0, "1 status reckoned anew; all are as published.\n")

    # when somebody makes the status better than it is
    path = then / "statuses.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"state":"on_track"', '"state":"fulfilled"'), "utf-8")

    # then that is found, with its promise, both states and the facts behind it
    code, told = verified(then)
    assert code == 1
    assert f"{WALKS}: state is published as fulfilled, reckoned as on_track" in told
    assert WALKED.id in told

    # nor may a word be changed
    path = tmp_path / "now" / "statuses.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"effect":"not_assessed"', '"effect":"worse"'), "utf-8")
    assert f"{WALKS}: effect is published as worse" in verified(tmp_path / "now")[1]


def test_the_catalogue_is_harvested_in_either_form_and_leads_to_what_is_there(house: House) -> None:
    forms = {"catalog.rdf": "application/rdf+xml", "catalog.jsonld": "application/ld+json"}
    for path, form in forms.items():
        assert ask(house, path).content_type.startswith(form)
        assert ask(house, "catalog", headers={"Accept": form}).data == ask(house, path).data

    graph = Graph().parse(data=ask(house, "catalog").data, format="xml")
    addresses = [str(each).removeprefix("http://reports.example/data/") for each in graph.objects(None, DCAT.accessURL)]

    assert len(addresses) == 2 * len(TABLES)
    assert {ask(house, each).status_code for each in addresses} == {200}

"""Whatever field of a published status is touched up, `loftet verify` names it, and nothing else."""

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from shared.events.agreement import Covering, Target
from shared.events.assessment import Assessment
from shared.ops.cli import main
from shared.ops.verify import of_folder
from shared.verify.data import TABLES
from tests.unit.reports.samples import KOMMUN, POLIS, YEAR, activity, agreement, at, commitment
from tests.unit.verify.publishing import publish, single

Row = dict[str, Any]

TWICE = Target(at_least=2, each="term", covering=Covering(audiences=("business",)))
DAY = re.compile(r"\d{4}-\d\d-\d\d")

# The moments are of no day in themselves: another moment is another question, and is answered as such.
ASKED_FOR = {"assessedAt", "knownAt"}
# What it is of: then nothing is told of the one, and something of one that is not there.
OF = {"promise", "agreement"}


def verdict(party: str) -> Assessment:
    return Assessment(
        id=party,
        revision=1,
        municipality="0140",
        municipality_name="Nykvarn",
        reported_by=party,
        reported_at=at("2021-10-01"),
        agreement="a",
        promise="p",
        promise_title="",
        responsible=(KOMMUN, POLIS),
        period=YEAR,
        state="signed",
        delivery="ongoing",
        effect="improved",
        narrative="Det hjälpte.",
        signed_by="kommundirektör",
        signed_on=date(2021, 10, 1),
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """What is published of a promise of two commitments, one met by half, with what the parties say of it."""
    signed = agreement(commitment(TWICE), commitment(None, name="free"))
    done = single([activity("2021-04-15"), activity("2021-05-15")])
    return publish(tmp_path, [signed], done, at("2021-11-01"), verdicts=[verdict(KOMMUN), verdict(POLIS)])


def rows(folder: Path) -> Any:
    return json.loads((folder / "statuses.json").read_text(encoding="utf-8"))


def touched(row: Row) -> Iterator[tuple[Row, str]]:
    """The row with each of its fields in turn made other than it is, and the field's name."""
    yield from _each(row, ASKED_FOR | OF)
    for place, one in enumerate(row["commitments"]):
        for other, what in _each(one, {"commitment"}):
            yield _with(row, "commitments", place, other), f"{one['commitment']}: {what}"
        for number, window in enumerate(one["windows"]):
            for other, what in _each(window, set()):
                told = f"{one['commitment']}: window {window['start']} to {window['end']}: {what}"
                yield _with(row, "commitments", place, _with(one, "windows", number, other)), told


def _each(row: Row, but: set[str]) -> Iterator[tuple[Row, str]]:
    for name, value in row.items():
        if name not in but and not (isinstance(value, list) and value and isinstance(value[0], dict)):
            yield {**row, name: _other(value)}, name


def _other(value: object) -> object:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 1
    if isinstance(value, list):
        return [*value, "x"]
    if isinstance(value, str) and DAY.match(value):
        return "2020-02-02T00:00:00Z" if "T" in value else "2020-02-02"
    return "x" if value is None else f"{value}x"


def _with(row: Row, name: str, place: int, other: Row) -> Row:
    return {**row, name: [*row[name][:place], other, *row[name][place + 1 :]]}


def test_each_field_of_a_status_that_is_touched_up_is_named(folder: Path) -> None:
    assert of_folder(folder).differences == ()
    data = rows(folder)
    (row,) = data["rows"]

    for other, what in touched(row):
        (folder / "statuses.json").write_text(json.dumps({**data, "rows": [other]}), encoding="utf-8")
        assert {each.what for each in of_folder(folder).differences} == {what}


def test_a_promise_that_is_told_of_twice_is_named(folder: Path) -> None:
    data = rows(folder)
    (folder / "statuses.json").write_text(json.dumps({**data, "rows": data["rows"] * 2}), encoding="utf-8")

    assert {each.what for each in of_folder(folder).differences} == {"rows"}


def test_a_verdict_that_is_left_out_takes_the_effect_with_it(folder: Path) -> None:
    path = folder / "assessments.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**data, "rows": data["rows"][:1]}), encoding="utf-8")

    assert [(each.what, each.published, each.reckoned) for each in of_folder(folder).differences] == [
        ("effect", "improved", "not_assessed")
    ]


@pytest.mark.parametrize("table", TABLES)
def test_a_folder_without_one_of_the_tables_cannot_be_verified(folder: Path, table: str) -> None:
    (folder / f"{table}.json").unlink()

    result = CliRunner().invoke(main, ["verify", str(folder)])

    assert (result.exit_code, table in result.stderr) == (2, True)

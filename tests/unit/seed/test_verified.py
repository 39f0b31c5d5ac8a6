"""Both demonstrations, published as open data on several days: each day verifies, and no lie about it does."""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from click.testing import CliRunner

from shared.events.activity import Activity
from shared.events.agreement import Agreement, AgreementVersion
from shared.events.status import State
from shared.ops.cli import main
from shared.ops.seed.exempelkommun import SEED, exempelkommun
from shared.ops.seed.scene import Scene, Story, read_agreement, read_story
from shared.verify.compare import Verdict, check
from shared.verify.data import read_folder
from tests.unit.verify.publishing import publish, single

Told = Callable[[Scene, tuple[Agreement, ...]], Activity]

NYKVARN = read_agreement(SEED / "nykvarn-2021-2022.yml")
DURING = [date(2020, 12, 31), date(2021, 3, 31), date(2021, 6, 20), date(2021, 12, 31), date(2022, 1, 1)]
AFTER = [date(2022, 6, 30), date(2022, 11, 20), date(2022, 12, 31), date(2023, 1, 1), date(2023, 4, 2)]


def published(folder: Path, agreements: Sequence[Agreement], story: Story, told: Told, day: date) -> Path:
    """The folder of a day's open data."""
    signed = [
        AgreementVersion(version=1, in_force_from=datetime.combine(each.period.start, time(0), UTC), agreement=each)
        for each in agreements
    ]
    facts = [told(scene, tuple(agreements)) for scene in story.scenes]
    return publish(folder, signed, single(facts), datetime.combine(day, time(12), UTC))


def verified(folder: Path) -> Verdict:
    return check(read_folder(folder))


@pytest.mark.parametrize("day", [*DURING, *AFTER], ids=str)
def test_nykvarns_two_years_verify_on_any_day(tmp_path: Path, told: Told, day: date) -> None:
    story = read_story(SEED / "nykvarn-2021-2022-demonstration.yml")

    verdict = verified(published(tmp_path, [NYKVARN], story, told, day))

    assert (verdict.verified, verdict.differences) == (5, ())


@pytest.mark.parametrize("day", [date(2027, 2, 1), date(2028, 2, 29), date(2028, 10, 29)], ids=str)
def test_the_invented_municipality_verifies_on_any_day(tmp_path: Path, told: Told, day: date) -> None:
    agreements, story = exempelkommun(day)

    verdict = verified(published(tmp_path, agreements, story, told, day))

    assert verdict.differences == ()
    assert verdict.verified == sum(len(each.promises) for each in agreements)


def test_whatever_state_a_promise_is_said_to_be_in_only_its_own_is_believed(tmp_path: Path, told: Told) -> None:
    # given what is published of Nykvarn at the end of the first year
    story = read_story(SEED / "nykvarn-2021-2022-demonstration.yml")
    path = published(tmp_path, [NYKVARN], story, told, date(2022, 1, 1)) / "statuses.json"
    true = json.loads(path.read_text(encoding="utf-8"))

    # when one promise is said to be in any other state, then that promise is named, and no other
    for place, row in enumerate(true["rows"]):
        for state in set(State) - {State(row["state"])}:
            lie = {**true, "rows": [*true["rows"][:place], {**row, "state": state}, *true["rows"][place + 1 :]]}
            path.write_text(json.dumps(lie), encoding="utf-8")
            (found,) = verified(tmp_path).differences
            assert (found.promise, found.what) == (row["promise"], "state")
            assert (found.published, found.reckoned) == (state, row["state"])


def test_a_window_that_was_touched_up_and_a_promise_left_out_are_found_and_told_as_json(
    tmp_path: Path, told: Told
) -> None:
    # given a window that is said to hold one walk more than was walked, and a promise of which nothing is said
    story = read_story(SEED / "nykvarn-2021-2022-demonstration.yml")
    path = published(tmp_path, [NYKVARN], story, told, date(2022, 1, 1)) / "statuses.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    walks, left_out = data["rows"][0], data["rows"].pop()
    walks["commitments"][0]["windows"][1]["done"] += 1
    path.write_text(json.dumps(data), encoding="utf-8")

    # when it is verified
    result = CliRunner().invoke(main, ["verify", str(tmp_path), "--json"])

    # then both are told, and nothing else
    assert result.stderr == ""
    found = json.loads(result.stdout)
    assert (result.exit_code, found["agrees"]) == (1, False)
    assert {(each["promise"], each["what"].split(": ")[-1]) for each in found["differences"]} == {
        (walks["promise"], "done"),
        (left_out["promise"], "status"),
    }


@pytest.mark.parametrize("spoil", [None, "[]", '{"rows": [{"id": 1}]}', "no JSON"])
def test_what_cannot_be_read_is_told_in_one_line_with_2(tmp_path: Path, spoil: str | None) -> None:
    if spoil is not None:
        (tmp_path / "agreements.json").write_text(spoil, encoding="utf-8")

    result = CliRunner().invoke(main, ["verify", str(tmp_path)])

    assert result.exit_code == 2
    assert "agreements.json" in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1

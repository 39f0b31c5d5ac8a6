"""A backup, put back: all is as it was, what is shown is what the facts amount to, and nobody is told again."""

import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from deploy.local import Stack
from deploy.local.backup import backup, restore
from shared.ops.cli import main
from tests.faults.holdings import Holdings
from tests.integration.rehearsal import Municipality, Rehearsal
from tests.waiting import eventually

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
WALK, MEETING, LATER = "2021-04-15 18:00", "2021-04-16 18:00", "2021-04-19 18:00"


@dataclass(slots=True)
class Restored:
    """A stack after a restore, and what it held when the backup was made."""

    here: Municipality
    stack: Stack
    file: Path
    aside: Path | None
    mails: dict[Path, int]
    said: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def restored(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Restored]:
    """Given a walk that was told of, a backup, a meeting after it, and the backup put back."""
    folder = tmp_path_factory.mktemp("backup")
    stack = Stack(folder / "stack", clock_file=folder / "clock")
    rehearsal, holdings, said = Rehearsal(stack, folder / "clock"), Holdings(stack), list[str]()
    rehearsal.it_is("2021-04-20 12:00")  # a Tuesday: mails wait for no quiet hours
    try:
        stack.start()
        here = rehearsal.municipality()
        here.did("walk", WALK)
        eventually(lambda: here.mails(here.kommun), what="a mail")
        holdings.be_still()
        backup(stack, folder / "kept.tar.gz", NOW, said.append)
        here.did("meeting", MEETING)
        holdings.be_still()
        mails = times_of(stack)
        aside = restore(stack, folder / "kept.tar.gz", NOW, said.append)
        holdings.be_still()
        yield Restored(here, stack, folder / "kept.tar.gz", aside, mails, said)
    finally:
        stack.stop()


def times_of(stack: Stack) -> dict[Path, int]:
    """When each mail was written: one that is sent again is written again."""
    return {path: path.stat().st_mtime_ns for path in stack.mails.glob("*.eml")}


def loftet(restored: Restored, *words: str) -> Result:
    return CliRunner().invoke(main, words, env=restored.stack.settings("reports"))


def test_what_was_there_then_is_there_and_what_came_after_is_not(restored: Restored) -> None:
    listed = restored.here.get("activities", "activities", municipality=restored.here.code).json()

    assert [each["kind"] for each in listed["items"]] == ["walk"]


def test_each_published_status_is_what_the_published_facts_amount_to(restored: Restored) -> None:
    verdict = loftet(restored, "verify", restored.stack.url("reports"))

    assert verdict.exit_code == 0, verdict.output
    assert "all are as published" in verdict.output


def test_what_reports_shows_is_what_the_topics_make(restored: Restored) -> None:
    outcome = loftet(restored, "rebuild", "reports", "--compare-only")

    assert outcome.exit_code == 0, outcome.output
    assert "The two are the same." in outcome.output


def test_nothing_is_mailed_again(restored: Restored) -> None:
    assert restored.mails
    assert times_of(restored.stack) == restored.mails


def test_the_file_is_for_its_owner_alone_and_what_was_replaced_is_kept(restored: Restored) -> None:
    assert stat.S_IMODE(restored.file.stat().st_mode) == 0o600
    assert restored.aside is not None
    assert {path.name for path in restored.aside.iterdir()} == {"data", "keys"}


def test_each_stop_and_start_is_told(restored: Restored) -> None:
    assert [word.partition(" ")[0] for word in restored.said] == [
        "stopping;", "copying", "starting", "reading", "stopping;", "starting"
    ]  # fmt: skip


def test_life_goes_on(restored: Restored) -> None:
    restored.here.did("walk", LATER)

    Holdings(restored.stack).be_still()
    assert times_of(restored.stack).keys() - restored.mails.keys()

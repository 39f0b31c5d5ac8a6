"""Every command of the runbook, and of upgrades, run on the whole stack: its blocks, and those within its sentences."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from deploy.local import Stack
from shared.events.catalogue import dead_letters_of
from shared.ops.cli import main
from tests.commands import blocks_of, inline_of, run
from tests.integration.operating import letter

DOCS = Path(__file__).parents[2] / "docs"
PAGES = sorted(page for page in (DOCS / "runbook").glob("*.md") if page.stem != "README")
INLINE = sorted({found for page in [*PAGES, DOCS / "upgrades.md"] for found in inline_of(page.read_text("utf-8"))})
FOLLOWING = ("tail", "--watch")  # until they are interrupted


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_each_command_of_a_page_runs_as_it_stands(page: Path, loftet: Stack) -> None:
    blocks = blocks_of(page.read_text(encoding="utf-8"))

    printed = run(blocks, loftet, strict=True)

    assert blocks
    assert all(printed), "each says something"


@pytest.mark.parametrize("command", INLINE)
def test_each_command_within_a_sentence_does_its_work(command: str, loftet: Stack) -> None:
    # given a letter that waits, where one is meant, and what a page leaves to its reader
    meant = {
        "SERVICE": ["reports"],
        "LETTER": [letter(loftet)],
        "TOPIC": [dead_letters_of("reports"), "--last", "1"],
        "...": ["The sender sends it anew."],
    }
    words = [each for word in command.split()[1:] for each in meant.get(word, [word])]
    environment = loftet.settings("reports") | {"LOFTET_NEW_PASSWORD": "ett-nytt-losen"}

    # when
    if set(FOLLOWING) & set(words):
        code, said = followed(words, environment)
    else:
        ran = CliRunner().invoke(main, words, env=environment)
        code, said = ran.exit_code, ran.output

    # then
    assert code == 0, said


def followed(words: list[str], environment: dict[str, str]) -> tuple[int, str]:
    """How a command ends that goes on until it is interrupted, and what it had said by then."""
    command = [sys.executable, "-m", "shared.ops.cli", *words]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, text=True, preexec_fn=_heed_interrupts
    ) as going:
        assert going.stdout is not None
        first = going.stdout.readline()
        going.send_signal(signal.SIGINT)
        return going.wait(20), first


def _heed_interrupts() -> None:
    """What a shell runs in the background ignores them, and so does all that it starts."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)

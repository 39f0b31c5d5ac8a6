"""Every `loftet ...` within a sentence of the documents is a command that there is, with arguments that it takes."""

import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from shared.ops.cli import main
from tests.commands import inline_of

DOCS = Path(__file__).parents[3] / "docs"
# What a page writes where whoever reads it writes something of his own.
_MEANT = {
    "SERVICE": "reports",
    "LETTER": "reports/3",
    "TOPIC": "loftet.tips",
    "FILE": str(Path(__file__)),
    "...": "because",
}


def commands() -> list[tuple[str, str]]:
    """Each with the page that it is on."""
    pages = sorted([*DOCS.glob("*.md"), *(DOCS / "runbook").glob("*.md")])
    return [(page.name, found) for page in pages for found in inline_of(page.read_text(encoding="utf-8"))]


def parse(words: list[str]) -> Iterator[str]:
    """The names of the commands that the words are for; each parsed, none run.

    Raises:
        click.UsageError: there is no such command, or it does not take this.
    """
    command: click.Command = main
    context = click.Context(main, info_name="loftet")
    while isinstance(command, click.Group) and words:
        name, found, words = command.resolve_command(context, words)
        assert found is not None
        command, context = found, click.Context(found, parent=context, info_name=name)
        yield found.name or ""
    if not isinstance(command, click.Group) and words:
        command.parse_args(context, words)


@pytest.mark.parametrize(("page", "command"), commands(), ids=lambda each: each)
def test_each_command_that_a_page_names_is_one_that_loftet_takes(
    page: str, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given what the environment of a service says
    monkeypatch.setenv("LOFTET_KAFKA_BOOTSTRAP", "127.0.0.1:1")
    monkeypatch.setenv("LOFTET_MONGODB_URI", "mongodb://127.0.0.1:1")
    monkeypatch.setenv("LOFTET_MONGODB_DATABASE", "reports")
    monkeypatch.setenv("LOFTET_NEW_PASSWORD", "x")
    words = [_MEANT.get(word, word) for word in shlex.split(command)[1:]]

    # when it is parsed, then nothing is wrong with it
    assert list(parse(words)), page


@pytest.mark.parametrize("command", ["dead-letters list reports", "lag --sevice reports", "lags"])
def test_what_loftet_does_not_take_is_found(command: str) -> None:
    with pytest.raises(click.UsageError):
        list(parse(command.split()))

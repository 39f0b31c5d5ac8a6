"""`--help`: every command says what it is for, what each option means, and shows how it is used."""

from collections.abc import Iterator
from typing import Any

import click
import pytest
from click.testing import CliRunner

from shared.ops.cli import main


def leaves(command: click.Command, *path: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command that does something, with the words that lead to it."""
    if not isinstance(command, click.Group):
        yield path, command
        return
    context = click.Context(command)
    for name in command.list_commands(context):
        found = command.get_command(context, name)
        assert found is not None
        yield from leaves(found, *path, name)


COMMANDS = list(leaves(main))


@pytest.mark.parametrize(("path", "command"), COMMANDS, ids=[" ".join(path) for path, _ in COMMANDS])
def test_each_command_shows_an_example_of_itself(path: tuple[str, ...], command: click.Command) -> None:
    told = CliRunner().invoke(main, [*path, "--help"])

    assert told.exit_code == 0
    examples = told.stdout.partition("Example")[2]
    assert f"loftet {' '.join(path)}" in " ".join(examples.split())


@pytest.mark.parametrize(("path", "command"), COMMANDS, ids=[" ".join(path) for path, _ in COMMANDS])
def test_each_option_says_what_it_means(path: tuple[str, ...], command: click.Command) -> None:
    options: list[Any] = [each for each in command.params if isinstance(each, click.Option)]

    assert [each.name for each in options if not each.help] == []


def test_every_command_has_a_form_for_machines_but_what_a_shell_reads_and_what_serves() -> None:
    without = {
        " ".join(path)
        for path, command in COMMANDS
        if "--json" not in [name for each in command.params for name in each.opts]
    }

    assert without == {"completion", "page"}

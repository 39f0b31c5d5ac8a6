"""What commands print: a table for people, a JSON line a row for machines."""

import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

import click
import msgspec
from rich.console import Console
from rich.table import Table

_UNBOUNDED = 1_000  # columns; what goes to a file or a pipe is not folded


def json_option(command: Any) -> Any:  # noqa: ANN401  (a decorator of click's)
    """`--json`: a JSON object a line instead of a table."""
    return click.option("--json", "as_json", is_flag=True, help="A JSON object a line, for machines.")(command)


def console() -> Console:
    """Where tables and progress go: as wide as the terminal, or as wide as they are when it is none."""
    found = Console(highlight=False, markup=False)
    return found if found.is_terminal else Console(highlight=False, markup=False, width=_UNBOUNDED)


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Table:
    """Rows under headings. Whole numbers stand to the right, None is a dash; what is too wide goes on below."""
    found = Table(*columns, box=None, pad_edge=False, header_style="bold")
    listed = list(rows)
    for place, column in enumerate(found.columns):
        column.overflow = "fold"
        if any(isinstance(row[place], int) for row in listed):
            column.justify = "right"
    for row in listed:
        found.add_row(*("-" if cell is None else plain(str(cell)) for cell in row))
    return found


def show(columns: Sequence[str], rows: Sequence[Sequence[object]], nothing: str) -> None:
    """Print a table, or what it means that there is nothing to print."""
    if rows:
        console().print(table(columns, rows))
    else:
        click.echo(nothing)


def show_json(found: object) -> None:
    """Print one thing as JSON on a line of its own."""
    click.echo(msgspec.json.encode(found).decode())


def plain(text: str) -> str:
    """Text from a stranger, for a terminal: without characters that would command it."""
    return "".join(each if unicodedata.category(each)[0] != "C" else "\N{REPLACEMENT CHARACTER}" for each in text)

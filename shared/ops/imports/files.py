"""The files of open data as rows, whichever form they are in: every value as JSON has it."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from shared.open_data.cells import rows_of

Row = dict[str, Any]

# What the cells of CSV hold, by their columns, where that is not a text. See docs/open-data.md.
_AS_JSON = frozenset(
    {
        "agreement",
        "attendance",
        "participants",
        "audiences",
        "tags",
        "results",
        "promises",
        "counts",
        "earlier",
        "observations",
    }
)
_NUMBERS = frozenset({"revision", "version", "quantity", "longitude", "latitude"})
_TRUTHS = frozenset({"demonstration"})


class Unreadable(Exception):
    """The file is no table of open data; the message says why."""


def read_rows(path: Path) -> list[Row]:
    """The rows of a file, JSON or CSV by its name's end.

    Raises:
        Unreadable: it is neither, or not what its name says.
    """
    try:
        if path.suffix == ".json":
            return list(_of_json(path))
        if path.suffix == ".csv":
            with path.open(encoding="utf-8", newline="") as file:
                return [{name: _value(name, cell) for name, cell in row.items()} for row in rows_of(file)]
    except (OSError, ValueError, csv.Error) as error:
        raise Unreadable(f"{path} cannot be read: {error}.") from error
    raise Unreadable(f"{path} ends neither with .json nor with .csv.")


def _of_json(path: Path) -> Iterator[Row]:
    told = json.loads(path.read_text(encoding="utf-8"))
    rows = told.get("rows") if isinstance(told, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Unreadable(f"{path} has no list of `rows`.")
    yield from rows


def _value(name: str, cell: str) -> Any:  # noqa: ANN401  (a value of JSON)
    if cell == "":
        return None
    if name in _AS_JSON:
        return json.loads(cell)
    if name in _NUMBERS:
        return json.loads(cell.replace(",", "."))
    return cell == "true" if name in _TRUTHS else cell

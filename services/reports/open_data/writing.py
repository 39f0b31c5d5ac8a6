"""Writing: a table as JSON or comma-separated values, piece by piece, so that no table is ever held as a whole."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Final, TypeVar

import msgspec

from services.reports.open_data.columns import Table
from shared.open_data import LICENCE
from shared.open_data.cells import BYTE_ORDER_MARK, COMMA, cell

ROWS_AT_A_TIME: Final = 200

Row = TypeVar("Row")


def as_json(table: Table[Row], rows: Iterable[Row], now: datetime) -> Iterator[bytes]:
    """`{"table": ..., "licence": ..., "generatedAt": ..., "rows": [...]}`, with each row on a line of its own."""
    head = msgspec.json.encode({"table": table.name, "licence": LICENCE, "generatedAt": now})
    yield head[:-1] + b',"rows":['
    before = b"\n"
    for some in _some(rows):
        yield before + b",\n".join(msgspec.json.encode(table.values(row)) for row in some)
        before = b",\n"
    yield b"\n]}\n"


def as_csv(table: Table[Row], rows: Iterable[Row], separator: str = COMMA) -> Iterator[bytes]:
    """A line of names, then a line a row; with semicolons a byte order mark goes before, as spreadsheets want it."""
    mark = "" if separator == COMMA else BYTE_ORDER_MARK
    yield (mark + _lines([[each.name for each in table.columns]], separator)).encode()
    for some in _some(rows):
        cells = ([cell(value, separator) for value in table.values(row).values()] for row in some)
        yield _lines(cells, separator).encode()


def _some(rows: Iterable[Row]) -> Iterator[list[Row]]:
    going = iter(rows)
    while some := list(islice(going, ROWS_AT_A_TIME)):
        yield some


def _lines(rows: Iterable[list[str]], separator: str) -> str:
    written = io.StringIO()
    csv.writer(written, delimiter=separator, lineterminator="\r\n").writerows(rows)
    return written.getvalue()

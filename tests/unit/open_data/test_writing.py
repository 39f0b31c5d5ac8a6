"""Tables as files: what spreadsheets must not reckon with, what comes back as it was, and nothing held as a whole."""

import csv
import io
import itertools
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.reports.open_data.columns import Table, Told, column
from services.reports.open_data.writing import ROWS_AT_A_TIME, as_csv, as_json
from shared.open_data.cells import COMMA, SEMICOLON, UNSAFE, cell, rows_of

NOW = datetime(2021, 4, 15, tzinfo=UTC)
NAMED = Told("Tabell", "Table")
TEXTS: Table[str] = Table(
    "texts",
    NAMED,
    NAMED,
    (column("first", "text", "En", "One", lambda row: row), column("second", "text", "Två", "Two", lambda _: "x")),
)


@pytest.mark.parametrize("separator", [COMMA, SEMICOLON])
@given(texts=st.lists(st.text(st.characters(blacklist_categories=["Cs"]), min_size=1)))
@settings(max_examples=60, deadline=None)
def test_whatever_is_written_comes_back_and_no_cell_is_a_formula(separator: str, texts: list[str]) -> None:
    written = b"".join(as_csv(TEXTS, texts, separator)).decode("utf-8")

    cells = [row[0] for row in csv.reader(io.StringIO(written.removeprefix("\ufeff"), newline=""), delimiter=separator)]
    assert not [each for each in cells if each.startswith(tuple(set(UNSAFE) - {"'"}))]
    assert [row["first"] for row in rows_of(io.StringIO(written, newline=""))] == texts
    assert written.startswith("\ufeff") == (separator == SEMICOLON)


@pytest.mark.parametrize("write", [lambda rows: as_json(TEXTS, rows, NOW), lambda rows: as_csv(TEXTS, rows)])
def test_a_table_is_written_while_it_is_read(write) -> None:
    read = itertools.count()
    pieces = write(f"row {next(read)}" for _ in itertools.repeat(None))

    for _ in range(4):
        next(pieces)

    assert next(read) <= 4 * ROWS_AT_A_TIME


@pytest.mark.parametrize(
    ("value", "with_comma", "with_semicolon"),
    [(None, "", ""), (True, "true", "true"), (1.0, "1", "1"), (-1.5, "-1.5", "-1,5"), ([1.5], "[1.5]", "[1.5]")],
)
def test_a_value_has_one_way_to_be_written(value: object, with_comma: str, with_semicolon: str) -> None:
    assert (cell(value), cell(value, SEMICOLON)) == (with_comma, with_semicolon)

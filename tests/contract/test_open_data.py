"""What is said of open data is what it is: its columns, its limit, its addresses."""

from services.reports.open_data.asking import A_MINUTE
from services.reports.open_data.columns import HOLDS
from services.reports.open_data.tables import TABLES
from tests.contract.open_data import PAGE, columns, told


def test_the_page_tells_every_column_as_it_is() -> None:
    assert told() == columns(), "run `python -m tests.contract.open_data`"


def test_every_column_has_a_name_of_its_own_and_is_told_in_both_languages() -> None:
    for table in TABLES.values():
        names = [column.name for column in table.columns]
        assert len(set(names)) == len(names)
        for column in table.columns:
            assert column.means.sv and column.means.en
            assert column.holds in HOLDS


def test_the_limit_is_told() -> None:
    assert f"may ask {A_MINUTE} times a minute" in " ".join(PAGE.read_text(encoding="utf-8").split())

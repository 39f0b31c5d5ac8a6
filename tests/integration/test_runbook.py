"""Every command of the runbook, run on the whole stack."""

from pathlib import Path

import pytest

from deploy.local import Stack
from tests.commands import blocks_of, run

PAGES = sorted(page for page in (Path(__file__).parents[2] / "docs" / "runbook").glob("*.md") if page.stem != "README")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_each_command_of_a_page_runs_as_it_stands(page: Path, loftet: Stack) -> None:
    blocks = blocks_of(page.read_text(encoding="utf-8"))

    printed = run(blocks, loftet, strict=True)

    assert blocks
    assert all(printed), "each says something"

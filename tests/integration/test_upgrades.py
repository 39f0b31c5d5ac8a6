"""The page on upgrades, run command by command on the whole stack."""

from pathlib import Path

from deploy.local import Stack
from tests.commands import blocks_of, differences, run

PAGE = Path(__file__).parents[2] / "docs" / "upgrades.md"


def test_each_command_of_the_page_on_upgrades_does_what_it_says(loftet: Stack) -> None:
    before = {name: loftet.pid(name) for name in loftet.state.processes}
    blocks = blocks_of(PAGE.read_text(encoding="utf-8"))

    try:
        printed = run(blocks, loftet)
    finally:
        now = Stack(loftet.root).state.processes
        loftet.state.processes.update(now)

    assert "\n".join(differences(blocks, printed)) == ""
    assert all(printed), "each says something"
    assert {name for name in now if now[name].pid == before[name]} == {"smtp", "mongodb", "kafka"}

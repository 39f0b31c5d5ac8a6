"""The first-hour pages, run line by line on the whole stack: each prints what it shows, in both languages."""

import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.local import Stack
from tests.commands import blocks_of, differences, run
from tests.integration.promising import sign_promises
from tests.waiting import eventually

DOCS = Path(__file__).parents[2] / "docs"
PAGES = ("municipality", "police", "operator")
LANGUAGES = ("sv", "en")
NEEDS = {"municipality": "curl", "police": "kcat", "operator": "kcat"}
# The operator's page is followed once: its faults take their time, and its keys are changed once.
RUN = [(who, language) for who in PAGES for language in LANGUAGES if (who, language) != ("operator", "sv")]


def page(who: str, language: str) -> str:
    return (DOCS / f"first-hour-{who}.{language}.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def promising(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A stack on which nobody else has done anything, as in a first hour."""
    stack = Stack(tmp_path_factory.mktemp("hour"))
    try:
        stack.start()
        sign_promises(stack)
        yield stack
    finally:
        stack.stop()


@pytest.mark.parametrize(("who", "language"), RUN)
def test_each_command_of_the_first_hour_prints_what_the_page_shows(who: str, language: str, promising: Stack) -> None:
    if not shutil.which(NEEDS[who]):
        pytest.skip(f"{NEEDS[who]} is not installed: apt install {NEEDS[who]}")
    blocks = blocks_of(page(who, language))
    second = int(time.time())
    eventually(lambda: int(time.time()) > second, what="a second that no other run of the page has changed things in")

    printed = run(blocks, promising)

    assert sum(block.shown is not None for block in blocks) > len(blocks) / 2
    assert "\n".join(differences(blocks, printed)) == ""


@pytest.mark.parametrize("who", PAGES)
def test_both_languages_have_the_same_commands_and_show_the_same(who: str) -> None:
    swedish, english = (
        [(block.commands, block.shown) for block in blocks_of(page(who, language))] for language in LANGUAGES
    )

    assert swedish == english


@pytest.mark.parametrize("who", PAGES)
def test_both_languages_have_as_many_headings_and_name_the_same_files(who: str) -> None:
    swedish, english = (page(who, language) for language in LANGUAGES)

    assert swedish.count("\n## ") == english.count("\n## ")
    assert _links(swedish) - {f"first-hour-{who}.en.md"} == _links(english) - {f"first-hour-{who}.sv.md"}
    assert [link for link in _links(swedish) | _links(english) if not (DOCS / link).exists()] == []


def _links(text: str) -> set[str]:
    return {link for link in re.findall(r"\]\(([^)]+)\)", text) if not link.startswith("http")}

"""Documents laid out in other ways: prose, marks of every sort, blocks of labels, columns, tables, split promises."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from shared.drafting.draft import Draft
from shared.drafting.structure import read_document
from shared.drafting.text import extract
from tests.unit.drafting.fields import drafted as of_figures
from tests.unit.drafting.fields import names, plain, target
from tests.unit.drafting.made_layouts import MADE

LAYOUTS = Path(__file__).with_name("layouts")
EXPECTED: dict[str, Any] = yaml.safe_load((LAYOUTS / "expected.yml").read_text("utf-8"))


def bytes_of_layout(name: str) -> bytes:
    """A document of this test."""
    return MADE[name]() if name in MADE else (LAYOUTS / name).read_bytes()


@cache
def drafted(name: str) -> Draft:
    return read_document(extract(bytes_of_layout(name), name))


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_who_promises_what_is_read_however_a_document_is_laid_out(name: str) -> None:
    expected, read = EXPECTED[name], plain(drafted(name).agreement)

    assert [(each["text"], sorted(each["by"])) for each in read["promises"]] == [
        (each["text"], sorted(each.get("by", []))) for each in expected["promises"]
    ]
    assert read["parties"] == expected["parties"]
    assert read["title"] == expected["title"]
    assert list(read["areas"]) == expected.get("areas", [])


@pytest.mark.parametrize("name", sorted(name for name in EXPECTED if "period" in EXPECTED[name]))
def test_how_many_and_by_when_is_read_however_a_document_is_laid_out(name: str) -> None:
    expected, read = EXPECTED[name], plain(drafted(name).agreement)

    assert [
        [target(says["target"]) if "target" in says else None for says in each["says"]] for each in read["promises"]
    ] == [each["targets"] for each in expected["promises"]]
    assert [str(day) for day in read["period"]] == expected["period"]
    assert read["groups"] == expected.get("groups", [])


def leaves(value: Any, path: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for key, each in value.items():
            yield from leaves(each, f"{path}.{key}".lstrip("."))
    elif isinstance(value, list):
        for place, each in enumerate(value):
            yield from leaves(each, f"{path}[{place}]")
    elif value not in (None, "") and not re.search(r"(?:^|[.])(?:id|number)$", path):
        yield path


@pytest.mark.parametrize("name", [*sorted(EXPECTED), *names()])
def test_every_value_that_is_proposed_rests_on_words_by_a_rule(name: str) -> None:
    draft = drafted(name) if name in EXPECTED else of_figures(name)

    bare = [
        path
        for path in leaves(draft.agreement)
        if not any(path == read or path.startswith((f"{read}.", f"{read}[")) for read in draft.evidence)
    ]

    assert bare == []
    assert all(0 < read.confidence < 1 and read.rule for read in draft.evidence.values())
    assert all(draft.text[read.span.start : read.span.end].strip() for read in draft.evidence.values())


def test_municipalities_whose_names_differ_by_a_ring_or_dots_alone_have_ids_of_their_own() -> None:
    text = "Medborgarlöften 2029 för {} kommun och Polisen\n\nLöfte 1: Trafik\nPolisen går två vandringar per år."

    ids = {read_document(extract(text.format(name).encode())).agreement["id"] for name in ("Habo", "Håbo", "Mora")}

    assert ids == {"habo-0643-2029", "habo-0305-2029", "mora-2029"}


def test_a_table_of_a_pdf_goes_on_over_the_page() -> None:
    draft = drafted("harnosand.pdf")

    assert len(draft.agreement["promises"]) == 5
    assert len(extract(MADE["harnosand.pdf"]()).pages) > 1


def test_the_words_of_two_columns_are_not_glued_together() -> None:
    text = drafted("osby.pdf").text

    assert text.index("två kvällar i veckan") < text.index("Kommunen lovar") < text.index("parken före midsommar")

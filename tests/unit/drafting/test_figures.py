"""What is read of whole documents: nothing wrong, most of what they give; and the page that says so is not stale."""

import pytest

from tests.unit.drafting.fields import Figures, drafted, figures, names
from tests.unit.drafting.figures import part, seconds, written

DOCUMENTS = pytest.mark.parametrize("name", names())


@pytest.fixture(scope="module")
def every() -> dict[str, Figures]:
    return {name: figures(name) for name in names()}


@DOCUMENTS
def test_nothing_wrong_is_read_of_a_document(every: dict[str, Figures], name: str) -> None:
    assert every[name].wrong == []


def test_at_least_85_percent_of_what_documents_give_is_read(every: dict[str, Figures]) -> None:
    right = sum(each.right for each in every.values())
    left = sum(len(each.left) for each in every.values())

    assert right / (right + left) >= 0.85
    assert len(every) >= 19


def test_the_figures_of_the_page_are_those_that_are_measured() -> None:
    assert written() == part(), "python -m tests.unit.drafting.figures --write"


def test_a_pdf_of_forty_pages_is_read_and_drafted_in_time() -> None:
    assert seconds() < 5


@pytest.mark.parametrize("name", [name for name in names() if name != "nykvarn-2021-2022"])
def test_every_value_rests_on_words_of_the_document(name: str) -> None:
    draft = drafted(name)

    for path, read in draft.evidence.items():
        assert draft.text[read.span.start : read.span.end].strip(), path


@pytest.mark.parametrize(
    ("name", "persons"), [("solvesborg", ("Karin", "Persson", "Öberg")), ("numbered", ("Andersson", "Bengtsson"))]
)
def test_no_person_is_named_in_a_draft(name: str, persons: tuple[str, ...]) -> None:
    told = drafted(name).as_json()

    assert not [person for person in persons if person in told]

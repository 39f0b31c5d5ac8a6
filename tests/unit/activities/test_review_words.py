"""What is wrong, and what was left open, is told in the reader's language."""

import ast
import inspect
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import get_args

import msgspec
import pytest

from services.activities import document_child
from services.activities.agreement_file import read_agreement
from services.activities.domain import agreement, agreement_limits, commitment, unfinished
from services.activities.domain.agreement_draft import AgreementDraft, begin
from services.activities.domain.unfinished import UnfinishedAgreement
from services.activities.web.review.view import Page
from services.activities.web.review.words_en import ENGLISH
from services.activities.web.review.words_sv import SWEDISH
from shared.drafting.unreadable import Code
from shared.events.agreement import Municipality
from tests.unit.drafting.fields import bytes_of, names
from tests.unit.drafting.test_layouts import EXPECTED, bytes_of_layout

SKARA = Municipality(code="1495", name="Skara")
NOW = datetime(2026, 3, 1, tzinfo=UTC)


def draft_of(name: str) -> AgreementDraft:
    data, called = bytes_of(name) if name in names() else (bytes_of_layout(name), name)
    order = document_child.Order(name=called, municipality=SKARA)
    told = msgspec.json.decode(document_child.answer(order, data), type=document_child.Answer)
    assert told.agreement is not None
    said = read_agreement(told.agreement, UnfinishedAgreement)
    return begin(said, "a", "kommunen", NOW, reading=told.reading).record


@pytest.mark.parametrize("name", [*names(), *sorted(EXPECTED)])
def test_each_finding_of_a_document_is_told_in_swedish_on_the_swedish_page(name: str) -> None:
    page = Page(draft_of(name), SWEDISH)

    told = [page.told(point) for point in page.points]

    assert told
    assert not [words for words in told if not words or words == SWEDISH.findings[""]]


def reasons() -> Iterator[str]:
    """Each reason that the domain gives for what an agreement holds, as it stands in the source; 12 for what varies."""
    for module in (agreement, agreement_limits, commitment, unfinished):
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Reason":
                parts = node.args[1].values if isinstance(node.args[1], ast.JoinedStr) else [node.args[1]]
                yield "".join(str(part.value) if isinstance(part, ast.Constant) else "12" for part in parts)


@pytest.mark.parametrize("reason", sorted(set(reasons())))
def test_each_reason_against_a_value_is_told_in_swedish(reason: str) -> None:
    assert SWEDISH.say(reason) != SWEDISH.otherwise
    assert ENGLISH.say(reason) == reason


@pytest.mark.parametrize("code", get_args(Code))
def test_each_reason_why_a_document_cannot_be_read_is_told_in_swedish(code: str) -> None:
    reason = f"{code}: The file is so. Do that."

    assert SWEDISH.say(reason) != SWEDISH.otherwise
    assert ENGLISH.say(reason) == "The file is so. Do that."

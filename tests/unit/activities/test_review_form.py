"""The review's form and the document's marks: nothing changes on the way through them."""

import json
from pathlib import Path

import msgspec
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from services.activities.agreement_file import read_agreement
from services.activities.domain.evidence import TextSpan
from services.activities.domain.unfinished import UnfinishedAgreement
from services.activities.web.review.fields import ALL, Group, Leaf, Many, Part
from services.activities.web.review.spans import marked, numbered, plain
from services.activities.web.review.typed import agreement_of, fields_of
from services.activities.web.review.words_en import ENGLISH
from services.activities.web.review.words_sv import SWEDISH
from shared.drafting.structure import read_document
from shared.drafting.text import extract
from shared.events.agreement import Agreement

SEED = Path("deploy/seed/nykvarn-2021-2022.yml")
TEXT = "Trygghetsvandringar genomförs vid två tillfällen, en per termin."
spans = st.tuples(st.integers(0, len(TEXT) - 1), st.integers(1, 30)).map(
    lambda each: TextSpan(start=each[0], end=min(sum(each), len(TEXT)))
)


def seeds() -> list[object]:
    signed = json.loads(json.dumps(yaml.safe_load(SEED.read_text(encoding="utf-8")), default=str))
    return [signed, read_document(extract(SEED.with_suffix(".txt").read_bytes())).agreement]


@pytest.mark.parametrize("said", seeds(), ids=["as signed", "as read"])
def test_an_agreement_comes_back_from_its_fields_as_it_was(said: object):
    agreement = read_agreement(said, UnfinishedAgreement)

    typed = fields_of(msgspec.to_builtins(agreement))

    assert read_agreement(agreement_of(typed), UnfinishedAgreement) == agreement


def test_every_field_of_an_agreement_stands_on_the_page():
    form = msgspec.inspect.type_info(Agreement)

    assert unlike(form, ALL) == set()


def unlike(form: msgspec.inspect.Type, parts: tuple[Part, ...], path: str = "") -> set[str]:
    if isinstance(form, msgspec.inspect.UnionType):
        form = next(each for each in form.types if isinstance(each, msgspec.inspect.StructType))
    if isinstance(form, msgspec.inspect.VarTupleType):
        form = form.item_type
    assert isinstance(form, msgspec.inspect.StructType)
    fields = {each.encode_name: each.type for each in form.fields}
    found = {f"{path}{name}" for name in fields.keys() ^ {part.name for part in parts}}
    for part in parts:
        if isinstance(part, (Group, Many)) and part.name in fields:
            found |= unlike(fields[part.name], part.parts, f"{path}{part.name}.")
    return found


@given(st.lists(spans, max_size=12))
def test_the_documents_text_is_the_same_with_marks_however_they_cross(found: list[TextSpan]):
    numbers = numbered(found)

    pieces = marked(TEXT, numbers, set())

    assert "".join(plain(pieces)) == TEXT


def test_each_field_has_a_name_in_both_languages():
    def names(parts: tuple[Part, ...], under: str = "") -> set[str]:
        made = set()
        for part in parts:
            path = f"{under}.{part.name}".lstrip(".")
            hidden = isinstance(part, Leaf) and part.widget == "hidden"
            made |= set() if hidden else {path}
            made |= names(part.parts, path) if isinstance(part, (Group, Many)) else set()
        return made

    for words in (SWEDISH, ENGLISH):
        assert [path for path in names(ALL) if words.label(path) == path.rpartition(".")[2]] == []
    assert SWEDISH.add.keys() == ENGLISH.add.keys()
    assert {name: table.keys() for name, table in SWEDISH.choices.items()} == {
        name: table.keys() for name, table in ENGLISH.choices.items()
    }

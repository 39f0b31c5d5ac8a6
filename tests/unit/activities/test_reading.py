"""Reading what callers say: strictly, with every reason, repeating nothing of what was sent."""

from datetime import time
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.activities.agreement_file import read_agreement
from services.activities.domain.agreement_life import Ending
from services.activities.domain.forms import Closing
from services.activities.domain.heard import EntryReport, InputReport
from services.activities.domain.refusal import Refused
from services.activities.domain.report import Correction, Report
from services.activities.domain.tip import TipReport
from services.activities.reading import read
from shared.agreement_file import Unreadable, parse_yaml
from shared.events.agreement import Agreement, Counts
from tests.unit.activities.things import agreement

GOOD: dict[str, Any] = {
    "municipality": "0140",
    "kind": "walk",
    "actual": {"start": "2021-04-15T18:00:00+02:00", "end": "2021-04-15T20:00:00+02:00"},
}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=10,
)


def reasons(body: Any, form: Any = Report, **options: Any) -> dict[str, str]:
    with pytest.raises(Refused) as refused:
        read(body, form, **options)
    return {each.property: each.reason for each in refused.value.reasons}


def test_a_kind_of_something_else_is_told_which_kinds_that_has():
    said = {"municipality": "0140", "source": {"kind": "fax", "name": "E"}}

    assert reasons(said, InputReport)["source.kind"].startswith("is none of survey, mail, phone")
    assert reasons({"reason": "Fel.", "kind": "parade"}, Correction)["kind"].startswith("is none of walk, meeting")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"kind": "parade"}, {"kind": "is none of walk, meeting"}),
        ({"quantity": "3"}, {"quantity": "must be a number"}),
        ({"quantity": 0}, {"quantity": "must be a number > 0"}),
        ({"tags": "x"}, {"tags": "must be a list"}),
        ({"tags": ["x"] * 21}, {"tags": "must be a list of length <= 20"}),
        ({"place": []}, {"place": "must be an object"}),
        ({"place": {}}, {"place.name": "is required"}),
        ({"title": "a\nb"}, {"title": "must be one line of text"}),
        ({"municipality": "140"}, {"municipality": "must be a municipality code"}),
        ({"promises": ["A b"]}, {"promises[0]": "must be lower-case letters"}),
        ({"actual": {"start": "2021-04-15T18:00:00", "end": None}}, {"actual.start": "needs an offset"}),
        ({"demonstration": "yes"}, {"demonstration": "must be true or false"}),
        ({"reported": 1, "x": 2}, {"reported": "is not a field here", "x": "is not a field here"}),
    ],
)
def test_a_reason_is_in_words_and_names_its_place(changes: dict[str, Any], expected: dict[str, str]):
    found = reasons(GOOD | changes)

    assert set(found) == set(expected)
    for name, words in expected.items():
        assert found[name].startswith(words)


@given(body=JSON)
def test_whatever_is_sent_is_read_or_refused(body: Any):
    with pytest.raises(Refused):
        read(body, Report)


@given(field=st.sampled_from(["kind", "title", "place", "tags", "results", "planned", "source"]), value=JSON)
def test_whatever_a_field_holds_is_read_or_refused(field: str, value: Any):
    try:
        read(GOOD | {field: value}, Report)
    except Refused as refused:
        assert refused.reasons


@pytest.mark.parametrize("number", ["19121212-1212", "121212-1212", "121212+1212", "1212121212", "191212121212"])
def test_a_personal_number_is_refused_wherever_free_text_stands_and_never_repeated(number: str):
    text = f"Vi talade med {number} om saken."

    found = reasons(GOOD | {"outcome": text, "place": {"name": number}, "results": {"a": -1}})

    assert {"outcome", "place.name"} <= set(found)
    assert number not in str(found)


@pytest.mark.parametrize("text", ["Org.nr 556036-0793", "Ring 114 14", "Diarienr 2021-04-15-1234", "12 av 12 platser"])
def test_other_numbers_are_let_through(text: str):
    assert read(GOOD | {"outcome": text, "source": {"system": "X", "id": "1212121212"}}, Report)


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"results": {"850709-9805": 1}}, "results"),
        ({"850709-9805": 1}, "body"),
        ({"place": {"name": "Torget", "850709-9805": {"deep": "850709-9805"}}}, "place"),
        ({"source": {"system": "850709-9805", "id": "1"}}, "source.system"),
        ({"source": {"system": "X", "id": "850709-9805"}}, "source.id"),
        ({"source": {"system": "X", "id": "1985-07-09-9805"}}, "source.id"),
    ],
)
def test_a_personal_number_is_found_in_names_and_sources_too_and_never_repeated(changes: dict[str, Any], place: str):
    found = reasons(GOOD | changes)

    assert "personal" in found[place]
    assert "9805" not in str(found)


@pytest.mark.parametrize("record", ["1212121212", "191212121212", "2021-04-15-A7", "insats-42"])
def test_the_number_of_a_record_is_no_personal_number(record: str):
    assert read(GOOD | {"source": {"system": "X", "id": record}}, Report)


def test_the_text_of_a_tip_may_hold_what_no_other_may_since_it_is_sealed():
    tip = {"municipality": "0140", "category": "other", "text": "Fråga 19121212-1212."}

    assert read(tip, TipReport, sealed="text")
    assert "area" in reasons(tip | {"area": "19121212-1212"}, TipReport, sealed="text")


def test_yaml_holds_jsons_values_and_no_others():
    text = b"a: 0140\nb: 17:00\nc: no\nd: 2021-01-01\ne:\nf: 1.5\ng: true\non: 1\nh: '1'"

    assert parse_yaml(text) == {
        "a": "0140",
        "b": "17:00",
        "c": "no",
        "d": "2021-01-01",
        "e": None,
        "f": 1.5,
        "g": True,
        "on": 1,
        "h": "1",
    }


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (b"a: &x 1\nb: *x", "aliases"),
        (b"a: &x {b: 1}\nc: {<<: *x}", "aliases"),
        (b"a: !!python/object:os.x 1", "tags"),
        (b"a: 1\na: 2", "twice"),
        (b"? [a]\n: 1", "plain text"),
        (b"[" * 100, "deep"),
        (b"a: [", "expected"),
        (b"\xff", "UTF-8"),
        (b'a: "\\0"', "NUL"),
        (b'a: "\\uD800"', "surrogate"),
        (b"a: 1\n---\nb: 2", "document"),
        (b"x" * 300_000, "longer"),
    ],
)
def test_yaml_that_could_be_understood_in_two_ways_or_unfold_is_refused(text: bytes, why: str):
    with pytest.raises(Unreadable, match=why):
        parse_yaml(text)


@pytest.mark.parametrize("clock", ["17:00", "17:00:00"])
def test_a_clock_time_needs_no_seconds(clock: str):
    content = msgspec.json.decode(msgspec.json.encode(agreement(Counts(from_=time(8)))))
    content["promises"][0]["commitments"][0]["counts"]["from"] = clock

    read_back = read_agreement(content, Agreement)

    assert read_back.promises[0].commitments[0].counts.from_ == time(17)


def test_an_unknown_field_of_an_agreement_is_named_wherever_it_stands():
    with pytest.raises(Refused) as refused:
        read_agreement(
            {
                "id": "x",
                "extra": 1,
                "parties": [{"id": "a", "nam": 2}],
                "promises": [{"commitments": [{"target": {"atleast": 1}}]}],
            },
            Agreement,
        )

    named = {each.property for each in refused.value.reasons}
    assert {"extra", "parties[0].nam", "promises[0].commitments[0].target.atleast", "title"} <= named


@pytest.mark.parametrize("blank", ["     ", "\n\n\n", "\u00a0\t\u2003"])
def test_a_reason_that_says_nothing_is_none(blank: str):
    for form in (Closing, Ending, Correction):
        assert "not blank" in reasons({"reason": blank}, form)["reason"]
    assert "not blank" in reasons({"summary": blank}, EntryReport)["summary"]


def test_a_reason_may_have_several_lines():
    assert read({"reason": "\nDet regnade.\nVi ses nästa vecka.\n"}, Closing)

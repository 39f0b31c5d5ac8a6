"""What strangers send has one form: camelCase, nothing unknown, aware times, text fit to be shown."""

from datetime import UTC, datetime

import pytest
from marshmallow import ValidationError, fields

from shared.http.schema import Base, Day, FreeText, Instant, camel


class Form(Base):
    happened_at = Instant()
    day = Day()
    title = FreeText(max_length=20, lines=False)
    outcome = FreeText(max_length=4000)
    size = fields.Integer()
    items = fields.List(fields.Integer())


def reasons(**sent: object) -> dict:
    with pytest.raises(ValidationError) as refused:
        Form().load(sent)
    return refused.value.messages


def test_names_are_camel_case_outside() -> None:
    assert camel("reported_by") == "reportedBy"
    assert camel("from_") == "from"
    assert Form().load({"happenedAt": "2021-04-15T16:00:00Z"}) == {"happened_at": datetime(2021, 4, 15, 16, tzinfo=UTC)}


@pytest.mark.parametrize(
    "written",
    ["2021-04-15T18:00:00+02:00", "2021-04-15T16:00:00Z", "2021-04-15t16:00:00z", "2021-04-15T16:00:00.000-00:00"],
)
def test_a_moment_is_made_utc(written: str) -> None:
    loaded = Form().load({"happenedAt": written})["happened_at"]

    assert (loaded, loaded.tzinfo) == (datetime(2021, 4, 15, 16, tzinfo=UTC), UTC)


@pytest.mark.parametrize("written", ["2021-04-15T18:00:00", "2021-04-15T18:00:00.123"])
def test_a_moment_without_an_offset_is_refused_with_an_example(written: str) -> None:
    assert reasons(happenedAt=written) == {"happenedAt": ["needs an offset, as in 2021-04-15T18:00:00+02:00"]}


def test_a_plus_that_became_a_space_in_an_address_is_said_so() -> None:
    assert "written %2B" in reasons(happenedAt="2021-04-15T18:00:00 02:00")["happenedAt"][0]


@pytest.mark.parametrize(
    "written",
    ["2021-04-15", "20210415T180000Z", "2021-W15-4T18:00:00Z", "2021-02-30T18:00:00Z", "2021-04-15T24:00:01Z",
     "0001-01-01T00:00:00+14:00", "2021-04-15 18:00:00Z", "2021-04-15T18:00:00+25:00", "", 0, None, ["x"], True],
)  # fmt: skip
def test_what_is_no_moment_is_refused(written: object) -> None:
    assert list(reasons(happenedAt=written)) == ["happenedAt"]


def test_an_unknown_field_is_named_with_what_was_meant_or_what_is_known() -> None:
    assert reasons(happendAt="x")["happendAt"] == ["unknown field; did you mean happenedAt?"]
    assert reasons(colour=1)["colour"] == ["unknown field; known are day, happenedAt, items, outcome, size, title"]


def test_unknown_fields_are_named_in_each_of_many() -> None:
    with pytest.raises(ValidationError) as refused:
        Form(many=True).load([{"size": 1}, {"sise": 1}])

    assert refused.value.messages == {1: {"sise": ["unknown field; did you mean size?"]}}


def test_a_whole_number_must_fit_in_64_bits() -> None:
    assert list(reasons(size=2**63)) == ["size"]
    assert Form().load({"size": 2**63 - 1}) == {"size": 2**63 - 1}


def test_a_field_named_as_a_mappings_method_is_shown_only_when_there() -> None:
    assert Form().dump({"size": 1}) == {"size": 1}
    assert Form().dump({"items": [1]}) == {"items": [1]}


def test_text_keeps_its_lines_and_is_composed() -> None:
    assert Form().load({"outcome": " Rad ett\n\tA\u030atga\u0308rd 👍🏽 "}) == {"outcome": "Rad ett\n\tÅtgärd 👍🏽"}


REFUSED_TEXTS = {
    "a control character": ("outcome", "a\x07b", "holds the control character U+0007; leave it out"),
    "NUL": ("outcome", "a\x00b", "holds the control character U+0000; leave it out"),
    "a C1 control character": ("outcome", "a\x9bb", "holds the control character U+009B; leave it out"),
    "half a surrogate pair": ("outcome", "a\ud800b", "holds the control character U+D800; leave it out"),
    "text that turns round": ("outcome", "a\u202eb", "holds the control character U+202E; leave it out"),
    "two lines where one is asked": ("title", "a\nb", "must be a single line"),
    "too much": ("title", "å" * 21, "has 21 characters; at most 20 are taken"),
    "no text": ("title", 7, "Not a valid string."),
}


@pytest.mark.parametrize(("field", "text", "reason"), REFUSED_TEXTS.values(), ids=REFUSED_TEXTS.keys())
def test_text_that_cannot_be_shown_is_refused(field: str, text: object, reason: str) -> None:
    assert reasons(**{field: text}) == {field: [reason]}


def test_a_personal_number_in_text_is_refused_without_repeating_it() -> None:
    (reason,) = reasons(outcome="Vi talade med 640823-3234 om belysningen.")["outcome"]

    assert "personal identity number" in reason
    assert "640823" not in reason


@pytest.mark.parametrize("written", ["15/4 2021", "2021-02-30", "2021-04-15T00:00:00Z", "", "x"])
def test_a_day_that_is_none_is_refused_with_an_example(written: str) -> None:
    assert reasons(day=written) == {"day": ["is no day; write it as in 2021-04-15"]}

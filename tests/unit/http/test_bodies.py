"""JSON is read so that every reader would read the same, and so that all of it can be stored."""

import time

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from shared.http.bodies import parse_json
from shared.http.problem import Problem

REFUSED = {
    "no JSON at all": b"walk",
    "nothing": b"",
    "an unfinished object": b'{"a": 1',
    "two values": b"1 2",
    "invalid UTF-8": b'{"a": "\xff"}',
    "UTF-16": '{"a": 1}'.encode("utf-16"),
    "a name twice": b'{"a": 1, "a": 2}',
    "a name twice, deep": b'[{"b": {"a": 1, "\\u0061": 2}}]',
    "not a number": b'{"a": NaN}',
    "infinity": b'{"a": -Infinity}',
    "a float beyond all": b'{"a": 1e999}',
    "more than 64 bits": b'{"a": 9223372036854775808}',
    "five thousand digits": b"1" * 5000,
    "NUL": b'{"a": "\\u0000"}',
    "NUL in a name": b'{"\\u0000": 1}',
    "half a surrogate pair": b'{"a": ["\\ud83d"]}',
    "a raw control character": b'{"a": "\x01"}',
    "33 levels": b"[" * 33 + b"]" * 33,
    "a million levels": b"[" * 1_000_000,
}


@pytest.mark.parametrize("body", REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_read_by_all_is_refused(client: FlaskClient, body: bytes) -> None:
    response = client.post("/sample/v1/raw", data=body)

    assert response.status_code == 400
    assert response.content_type == "application/problem+json"


TAKEN = {
    "an escaped backslash before u0000": (b'{"a": "\\\\u0000"}', {"a": "\\u0000"}),
    "a whole surrogate pair": (b'"\\ud83d\\ude00"', "\U0001f600"),
    "a byte order mark": (b"\xef\xbb\xbf{}", {}),
    "64 bits": (b"[-9223372036854775808, 9223372036854775807]", [-(2**63), 2**63 - 1]),
    "32 levels": (b"[" * 32 + b"]" * 32, None),
    "many shallow things": (b"[" + b",".join([b"{}"] * 1000) + b"]", [{}] * 1000),
}


@pytest.mark.parametrize(("body", "value"), TAKEN.values(), ids=TAKEN.keys())
def test_what_all_can_read_is_taken(client: FlaskClient, body: bytes, value: object) -> None:
    response = client.post("/sample/v1/raw", data=body)

    assert response.status_code == 200
    assert value is None or response.get_json()["is"] == value


def test_a_refusal_says_where_the_body_breaks(client: FlaskClient) -> None:
    response = client.post("/sample/v1/raw", data=b'{"a": 1,\n "b" 2}')

    assert "line 2, column 6" in response.get_json(force=True)["detail"]


def test_a_name_that_stands_twice_is_found_in_a_large_object_at_once() -> None:
    names = [f'"{number}": 0' for number in range(50_000)]
    began = time.process_time()

    with pytest.raises(Problem, match="stands twice"):
        parse_json(f"{{{', '.join([*names, names[-1]])}}}".encode())

    assert time.process_time() - began < 5


@pytest.mark.parametrize(("charset", "status"), [("utf-8", 200), ("UTF8", 200), ("iso-8859-1", 415)])
def test_json_is_taken_in_utf_8_alone(client: FlaskClient, charset: str, status: int) -> None:
    sent = client.post("/sample/v1/raw", data=b"{}", content_type=f"application/json; charset={charset}")

    assert sent.status_code == status


@given(st.binary(max_size=200))
def test_no_bytes_do_anything_but_parse_or_be_refused(body: bytes) -> None:
    try:
        parse_json(body)
    except Problem as problem:
        assert problem.status == 400


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner),
    max_leaves=20,
)


@given(json_values)
def test_a_value_is_refused_only_for_nul(value: object) -> None:
    import msgspec

    encoded = msgspec.json.encode(value)

    if b"\\u0000" in encoded and "\\x00" in repr(value):
        with pytest.raises(Problem):
            parse_json(encoded)
    else:
        assert parse_json(encoded) == value

"""What a record of a dead-letter topic says, whatever a stranger wrote into the headers of the original."""

from types import SimpleNamespace
from typing import Any

import pytest

from shared.kafka.dead_letters import DeadLetter
from shared.ops.dead_letters.letters import Letter, told_by

FORGED = [
    ("loftet-settles", b"reports/0"),
    ("loftet-settled", b"discarded"),
    ("loftet-document", b"agreements/nykvarn"),
    ("loftet-key", b"another"),
    ("loftet-topic", b"loftet.agreements"),
]
PLACE = [("loftet-topic", b"loftet.inbound"), ("loftet-partition", b"2"), ("loftet-offset", b"7")]


def record(headers: list[Any], value: bytes | None = b"{") -> Any:
    return SimpleNamespace(
        topic="loftet.inbound", partition=2, offset=7, timestamp=0, key=b"0140", value=value, headers=headers
    )


def written(headers: list[Any]) -> Any:
    """The record on the dead-letter topic of one that came with headers."""
    made = DeadLetter(record(headers), "not JSON").to_record("reports")
    return record(made.headers, made.value)


@pytest.mark.parametrize(
    "letter",
    [
        pytest.param(written([("ce_id", b"1"), *FORGED]), id="made now"),
        pytest.param(record([("ce_id", b"1"), *FORGED, *PLACE]), id="made before foreign headers were told from ours"),
        pytest.param(record([*FORGED, *PLACE], None), id="made before, of a record without a value"),
    ],
)
def test_headers_of_the_original_that_look_like_ours_forge_nothing(letter: Any) -> None:
    told = told_by("reports", letter)

    assert isinstance(told, Letter)
    assert (told.origin, told.topic, told.key) == ("loftet.inbound[2]@7", "loftet.inbound", b"0140")
    assert not [name for name, _ in told.again().headers if name.startswith("loftet-")]


def test_a_settlement_of_ours_is_still_one() -> None:
    letter = told_by("reports", written([]))
    assert isinstance(letter, Letter)

    settling = letter.settling("discarded", "a test")

    told = told_by("reports", record(settling.headers, settling.value))
    assert not isinstance(told, Letter)
    assert (told[0], told[1].why) == (letter.id, "a test")


def test_a_header_without_a_value_is_written_and_sent_again_as_an_empty_one() -> None:
    again = []
    for headers in (written([("note", None)]).headers, [("note", None), ("loftet-why", None), *PLACE]):
        told = told_by("reports", record(headers))
        assert isinstance(told, Letter)
        again.append(told.again().headers)

    assert again == [[("note", b"")]] * 2

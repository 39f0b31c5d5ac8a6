"""How many of something, in words."""

import pytest

from shared.ops.counted import counted


@pytest.mark.parametrize(
    ("number", "said"),
    [(0, "0 findings"), (1, "1 finding"), (2, "2 findings"), (1441, "1,441 findings")],
)
def test_one_is_told_as_one(number: int, said: str) -> None:
    assert counted(number, "finding") == said


def test_what_is_more_than_an_s_longer_is_told() -> None:
    assert [counted(number, "activity", "activities") for number in (1, 2)] == ["1 activity", "2 activities"]

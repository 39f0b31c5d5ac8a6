"""Which promises an amendment is about: of the others it changes nothing, and silences nothing."""

from typing import Any

import pytest

from services.notifications.domain.amending import amended_at
from tests.unit.notifications.events import GROUP, NOW, WALKS, agreement, amended


@pytest.mark.parametrize(
    ("published", "found"),
    [
        (agreement(), set()),
        (amended(WALKS), {WALKS}),
        (amended(GROUP), {GROUP}),
        (amended("", "extended"), set()),
        (amended("", "ended"), {WALKS, GROUP}),
    ],
)
def test_only_what_says_something_else_is_amended(published: Any, found: set[str]) -> None:
    assert amended_at(published.data, NOW) == dict.fromkeys(found, NOW)

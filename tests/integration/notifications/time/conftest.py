"""A house on New Year's Day, whose parties are told at once."""

from collections.abc import Iterator

import pytest

from deploy.local import Stack
from tests.integration.notifications.time.passing import NEW_YEAR
from tests.integration.notifications_house import House, house
from tests.unit.notifications.events import BOTH, endpoint


@pytest.fixture
def notifications(stack: Stack) -> Iterator[House]:
    with house(stack, told=NEW_YEAR) as made:
        for party in BOTH:
            made.put(endpoint(party))
        yield made

"""A house, and a system that takes what it is sent."""

from collections.abc import Iterator

import pytest

from deploy.local import Stack
from tests.integration.notifications_house import House, house
from tests.integration.webhook_receiver import Receiver, receiver


@pytest.fixture
def notifications(stack: Stack) -> Iterator[House]:
    with house(stack, activities_url="https://loftet.example") as made:
        yield made


@pytest.fixture
def system() -> Iterator[Receiver]:
    with receiver() as made:
        yield made

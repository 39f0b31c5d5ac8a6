"""Given what takes records in from the inbound topic, and one who puts them there."""

from collections.abc import Iterator

import pytest
from kafka import KafkaProducer

from deploy.local import Stack
from services.activities.inbound import Inbound
from tests.integration.activities_house import House, house_on
from tests.integration.inbound import inbound_of, taken_in


@pytest.fixture(scope="module")
def house(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house_on(stack, tmp_path_factory.mktemp("inbound")) as made:
        yield made


@pytest.fixture(scope="module")
def inbound(house: House) -> Inbound:
    return inbound_of(house)


@pytest.fixture(scope="module")
def producer(house: House, inbound: Inbound) -> Iterator[KafkaProducer]:
    """One who puts records on the topic, while they are taken in."""
    with taken_in(house, inbound) as made:
        yield made

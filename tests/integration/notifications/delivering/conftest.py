"""A house in which both parties are told at once."""

from collections.abc import Iterator

import pytest

from deploy.local import Stack
from tests.integration.mail_server import MailServer
from tests.integration.notifications_house import House, house
from tests.unit.notifications.events import BOTH, endpoint


@pytest.fixture
def notifications(stack: Stack, server: tuple[MailServer, int]) -> Iterator[House]:
    with house(stack, smtp_port=server[1]) as made:
        for party in BOTH:
            made.put(endpoint(party))
        yield made

"""A house in which residents may follow."""

from collections.abc import Iterator

import pytest

from deploy.local import Stack
from tests.integration.mail_server import MailServer
from tests.integration.notifications.followers.residents import OLD
from tests.integration.notifications_house import House, house
from tests.unit.notifications.events import agreement


@pytest.fixture
def notifications(stack: Stack, server: tuple[MailServer, int]) -> Iterator[House]:
    with house(stack, smtp_port=server[1], followers_keys=f"2021:{OLD}") as made:
        made.planner.handle([agreement()])
        yield made

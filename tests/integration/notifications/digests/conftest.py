"""A house on a Thursday, whose municipality has a digest a day."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from deploy.local import Stack
from tests.integration.mail_server import MailServer
from tests.integration.notifications.digests.mornings import MUNICIPALITY, THURSDAY
from tests.integration.notifications_house import House, house
from tests.unit.notifications.events import endpoint


@pytest.fixture
def notifications(stack: Stack, server: tuple[MailServer, int]) -> Iterator[House]:
    with house(stack, told=THURSDAY, smtp_port=server[1]) as made:
        made.put(replace(endpoint(MUNICIPALITY), rhythm="daily"))
        yield made

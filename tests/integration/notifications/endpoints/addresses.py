"""An endpoint of the municipality, and what its tests do again and again."""

import re
from datetime import timedelta
from typing import Any

from tests.integration.notifications_house import House
from tests.unit.notifications.events import BOTH

MUNICIPALITY, POLICE = BOTH
BASE = "/notifications/v1"
HERE = f"{BASE}/parties/{MUNICIPALITY}/endpoints/trygghet"
REAL = {"channel": "mail", "address": "trygghet@nykvarn.se", "rhythm": "immediate"}


def deliver(notifications: House) -> int:
    """By the machine's clock a little later: what the API has planned is due by then."""
    notifications.machine.advance(timedelta(minutes=2))
    return notifications.deliver()


def link_in(mail: Any) -> str:
    text = mail.get_body(("plain",)).get_content()
    found = re.search(r"http://127\.0\.0\.1(/confirm/\S+)", text)
    assert found, text
    return found[1]

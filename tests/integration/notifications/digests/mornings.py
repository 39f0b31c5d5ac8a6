"""Mornings with a digest, and what is heard between."""

from datetime import datetime, timedelta
from typing import Any

from shared.clock import STOCKHOLM
from tests.integration.notifications_house import House
from tests.unit.notifications.events import (
    BOTH,
    at,
    count,
)

MUNICIPALITY, POLICE = BOTH
ONLY = (count(responsible=BOTH[:1]),)
THURSDAY = datetime(2022, 3, 24, 12, 0, tzinfo=STOCKHOLM)


def hear(notifications: House, *events: Any) -> None:
    notifications.planner.handle([at(notifications.clock.now(), each) for each in events])


def at_half_past_seven(notifications: House, days: int = 1) -> int:
    """Let it become half past seven, and deliver; how many mails went out."""
    here = notifications.clock.now().astimezone(STOCKHOLM)
    then = (here + timedelta(days=days)).replace(hour=7, minute=30)
    notifications.clock.advance(then - notifications.clock.now())
    notifications.timekeeper.tick()
    return notifications.deliver()


def text_of(mail: Any) -> str:
    return str(mail.get_body(("plain",)).get_content()).replace("\r\n", "\n")

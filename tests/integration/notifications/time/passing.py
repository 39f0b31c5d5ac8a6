"""Time passes, and what was told by then."""

from datetime import datetime, timedelta
from typing import Any

from shared.clock import STOCKHOLM
from tests.integration.notifications_house import House
from tests.unit.notifications.events import (
    BOTH,
    at,
)

MUNICIPALITY, POLICE = BOTH
NEW_YEAR = datetime(2022, 1, 1, 12, 0, tzinfo=STOCKHOLM)


def hear(notifications: House, *events: Any) -> None:
    notifications.planner.handle([at(notifications.clock.now(), each) for each in events])


def let_pass(notifications: House, days: int, *, a_day: int = 1) -> None:
    """Let days pass, with a look at half past eight on each, or only on some."""
    for _ in range(0, days, a_day):
        here = notifications.clock.now().astimezone(STOCKHOLM) + timedelta(days=a_day)
        notifications.clock.advance(here.replace(hour=8, minute=30) - notifications.clock.now())
        notifications.timekeeper.tick()


def told(notifications: House, party: str = MUNICIPALITY, but: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """What a party was told, and on which day, the earliest first."""
    rows = [
        (one["rule"], f"{one['createdAt'].astimezone(STOCKHOLM):%m-%d}")
        for one in notifications.log(party=party)
        if one["rule"] not in but
    ]
    return sorted(rows, key=lambda row: row[1])

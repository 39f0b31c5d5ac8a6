"""Webhooks are held against the registry of clients as it is when they are sent, whatever it was before."""

import json
from pathlib import Path
from typing import Any

import pytest

from services.notifications.domain.delivery import NOT_REGISTERED
from tests.integration.notifications.webhooks.sending import deliver, to_system
from tests.integration.notifications_house import House
from tests.integration.webhook_receiver import Receiver
from tests.unit.notifications.events import done

SYSTEM: dict[str, Any] = {"party": "nykvarn-kommun", "municipalities": ["0140"], "scopes": ["subscriptions:write"]}


def registry(folder: Path, **clients: dict[str, Any]) -> str:
    """A file of registered clients."""
    (folder / "clients.json").write_text(json.dumps({"clients": clients}), encoding="utf-8")
    return str(folder / "clients.json")


def test_a_registered_client_is_sent_what_it_subscribed_to(
    notifications: House, system: Receiver, tmp_path: Path
) -> None:
    notifications.subscribe(system.url)
    notifications.planner.handle([done()])

    deliver(notifications, registry=registry(tmp_path, system=SYSTEM))

    assert [each["state"] for each in to_system(notifications)] == ["delivered"]


@pytest.mark.parametrize(
    "clients",
    [
        pytest.param({}, id="it was taken out"),
        pytest.param({"system": SYSTEM | {"municipalities": ["9999"]}}, id="another municipality"),
        pytest.param({"system": SYSTEM | {"scopes": ["subscriptions:read"]}}, id="without the scope"),
        pytest.param({"system": SYSTEM | {"party": "polisen-sodertalje"}}, id="for another party"),
    ],
)
def test_a_client_that_is_not_registered_for_it_any_more_is_sent_nothing_and_the_row_says_why(
    notifications: House, system: Receiver, tmp_path: Path, clients: dict[str, Any]
) -> None:
    notifications.subscribe(system.url)
    notifications.planner.handle([done()])

    deliver(notifications, registry=registry(tmp_path, **clients))

    assert not system.received
    assert [(each["state"], each["reason"]) for each in to_system(notifications)] == [("suppressed", NOT_REGISTERED)]

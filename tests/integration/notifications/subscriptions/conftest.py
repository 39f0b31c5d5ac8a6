"""A house with its web process, one that reaches no private machine, and a system's tokens."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from deploy.local import Stack
from services.notifications.app import create_app
from shared.ops.token import Grant, make_token
from tests.integration.notifications.subscriptions.asking import MUNICIPALITY, As, Headers
from tests.integration.notifications_house import House, house
from tests.integration.webhook_receiver import Receiver, receiver


@pytest.fixture
def notifications(stack: Stack) -> Iterator[House]:
    with house(stack) as made:
        yield made


@pytest.fixture
def strict(stack: Stack) -> Iterator[House]:
    with house(stack, webhooks_insecure=False) as made:
        yield made


@pytest.fixture
def system() -> Iterator[Receiver]:
    with receiver() as made:
        yield made


def client_of(house: House) -> Iterator[FlaskClient]:
    app = create_app(house.settings)
    with app.test_client() as client:
        yield client
    app.extensions["store"].database.client.close()


@pytest.fixture
def web(notifications: House) -> Iterator[FlaskClient]:
    yield from client_of(notifications)


@pytest.fixture
def strict_web(strict: House) -> Iterator[FlaskClient]:
    yield from client_of(strict)


@pytest.fixture
def as_system(stack: Stack) -> As:
    """Headers with a token of a system; changes are of its grant, `If_Match` is a header."""

    def headers(match: str | None = None, **changes: Any) -> Headers:
        values: dict[str, Any] = {
            "client": "trygg-i-nykvarn",
            "party": MUNICIPALITY,
            "municipalities": ("0140",),
            "scopes": ("subscriptions:read", "subscriptions:write"),
        }
        grant = Grant(**values | changes)
        token = make_token(stack.keys.signing, grant, issuer="https://loftet.localhost", audience="loftet")
        return {"Authorization": f"Bearer {token}"} | ({"If-Match": match} if match else {})

    return headers

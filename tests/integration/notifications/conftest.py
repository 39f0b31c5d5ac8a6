"""What tests of notifications stand on, unless they say otherwise: a house, its mail server and its web process."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from deploy.local import Stack
from services.notifications.app import create_app
from shared.ops.token import Grant, make_token
from tests.integration.mail_server import MailServer, mail_server
from tests.integration.notifications_house import House, house
from tests.unit.notifications.events import BOTH


@pytest.fixture
def server() -> Iterator[tuple[MailServer, int]]:
    with mail_server() as running:
        yield running


@pytest.fixture
def mails(server: tuple[MailServer, int]) -> MailServer:
    return server[0]


@pytest.fixture
def notifications(stack: Stack, server: tuple[MailServer, int]) -> Iterator[House]:
    with house(stack, smtp_port=server[1]) as made:
        yield made


@pytest.fixture
def app(notifications: House) -> Iterator[Flask]:
    made = create_app(notifications.settings)
    made.extensions["clock"] = notifications.clock
    yield made
    made.extensions["store"].database.client.close()


@pytest.fixture
def web(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def asked(stack: Stack, notifications: House, web: FlaskClient) -> Callable[..., Any]:
    """Ask as a party's system, the municipality's when nothing else is said, which has made its subscriptions, too."""

    def ask(method: str, path: str, body: Any = None, party: str = BOTH[0], **headers: str) -> Any:
        scopes, settings = ("notifications:read", "notifications:write"), notifications.settings
        grant = Grant(client="system", scopes=scopes, party=party, municipalities=("0140",))
        token = make_token(stack.keys.signing, grant, issuer=settings.token_issuer, audience=settings.token_audience)
        return web.open(path, method=method, json=body, headers={"Authorization": f"Bearer {token}", **headers})

    return ask

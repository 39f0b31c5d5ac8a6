"""A token reaches only its own municipalities, whoever it speaks for: what was told, its words, sending it anew."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from deploy.local import Stack
from shared.events.status import State
from shared.ops.token import Grant, make_token
from tests.integration.notifications_house import House
from tests.unit.notifications.events import BOTH, endpoint, status

BASE = "/notifications/v1"
BEHIND = status(State.BEHIND)
Ask = Callable[..., Any]


@pytest.fixture(params=[None, BOTH[0]], ids=["an operator", "a party"])
def ask(request: pytest.FixtureRequest, stack: Stack, notifications: House, web: FlaskClient) -> Ask:
    """Ask with a token that reaches a municipality."""

    def ask(code: str, method: str, path: str) -> Any:
        scopes, settings = ("notifications:read", "notifications:write"), notifications.settings
        grant = Grant(client="system", scopes=scopes, party=request.param, municipalities=(code,))
        token = make_token(stack.keys.signing, grant, issuer=settings.token_issuer, audience=settings.token_audience)
        body = {} if method == "POST" else None
        return web.open(BASE + path, method=method, json=body, headers={"Authorization": f"Bearer {token}"})

    return ask


def test_what_was_told_is_known_within_its_municipality_alone(notifications: House, ask: Ask) -> None:
    # given a delivery that failed
    notifications.put(endpoint(BOTH[0]))
    notifications.planner.handle([BEHIND])
    failed = notifications.log(party=BOTH[0])[0]["_id"]
    notifications.fail(failed)

    def seen(code: str) -> tuple[bool, int, int, int]:
        listed = ask(code, "GET", f"/deliveries?party={BOTH[0]}").json["items"]
        preview = ask(code, "GET", f"/preview?rule=status-behind&cause={BEHIND.id}")
        some = ask(code, "POST", "/deliveries/resend").json["resent"]
        notifications.fail(failed)
        return bool(listed), preview.status_code, some, ask(code, "POST", f"/deliveries/{failed}/resend").status_code

    assert seen("9999") == (False, 404, 0, 404)
    assert seen("0140") == (True, 200, 1, 200)

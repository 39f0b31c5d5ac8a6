"""How a system asks of its subscriptions."""

from collections.abc import Callable

from werkzeug.test import TestResponse

from tests.unit.notifications.events import BOTH

MUNICIPALITY, POLICE = BOTH
EVERY = "/notifications/v1/subscriptions"
ONE = f"{EVERY}/nykvarn-status"
BODY = {"url": "https://system.nykvarn.example/loftet", "types": ["statuses"]}

Headers = dict[str, str]
As = Callable[..., Headers]


def problem(response: TestResponse) -> tuple[int, list[str]]:
    """The status of a refusal, and the properties that it names."""
    assert response.content_type == "application/problem+json"
    return response.status_code, [each["property"] for each in response.get_json().get("invalidParameters", [])]

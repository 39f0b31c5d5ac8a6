"""What webhook tests do again and again."""

from typing import Any

from tests.integration.notifications_house import NEVER, House


def deliver(notifications: House, *, registry: str | None = None, **limits: float) -> None:
    notifications.webhooks(registry=registry, **limits).deliver_due(NEVER)


def to_system(notifications: House) -> list[dict[str, Any]]:
    return notifications.log(channel="webhook")

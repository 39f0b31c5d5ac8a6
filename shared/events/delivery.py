"""The delivery: what was told to whom, or why not. Carries no address and no text."""

from datetime import datetime
from typing import Literal

from shared.events.record import Record

DeliveryState = Literal["pending", "delivered", "failed", "suppressed"]


class DeliveryChanged(Record, frozen=True):
    """Data of `delivery.succeeded`, `delivery.failed` and `delivery.suppressed`."""

    delivery_id: str
    party: str
    endpoint: str
    channel: str
    rule: str
    cause: str
    state: DeliveryState
    attempts: int
    changed_at: datetime
    reason: str | None = None
    demonstration: bool = False

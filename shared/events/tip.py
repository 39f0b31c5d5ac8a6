"""The tip, as far as it may be seen: area, category and time. Its text never travels."""

from datetime import datetime

from shared.events.agreement import Record


class TipReceived(Record, frozen=True):
    """Data of `tip.received`. ``recipients`` are the police parties of the municipality (ids)."""

    tip_id: str
    municipality: str
    municipality_name: str
    category: str
    received_at: datetime
    recipients: tuple[str, ...]
    area: str | None = None
    demonstration: bool = False

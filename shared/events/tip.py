"""The tip, as far as it may be seen: area, category and time. Its text never travels."""

from datetime import datetime
from enum import StrEnum

from shared.events.record import Record


class TipCategory(StrEnum):
    """What a tip is about: told in the open, so that nobody can write there what should be sealed."""

    NARCOTICS = "narcotics"
    VIOLENCE = "violence"
    THEFT = "theft"
    VANDALISM = "vandalism"
    TRAFFIC = "traffic"
    ALCOHOL = "alcohol"
    YOUTH = "youth"
    UNSAFE_PLACE = "unsafe-place"
    OTHER = "other"


class TipReceived(Record, frozen=True):
    """Data of `tip.received`. ``recipients`` are the police parties of the municipality (ids).

    ``observed_at`` is about when it was seen, if that was told.
    """

    tip_id: str
    municipality: str
    municipality_name: str
    category: str
    received_at: datetime
    recipients: tuple[str, ...]
    area: str | None = None
    observed_at: datetime | None = None
    demonstration: bool = False

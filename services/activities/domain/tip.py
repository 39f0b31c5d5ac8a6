"""What residents say in a tip."""

from datetime import datetime, timedelta
from typing import Annotated, Final

from msgspec import Meta

from services.activities.domain.forms import LINE, LONGEST_ID, LONGEST_TEXT, Code, Instant, Said
from services.activities.domain.refusal import Reason
from services.activities.domain.spans import CLOCKS_DIFFER
from shared.events.tip import TipCategory

LONGEST_AGO: Final = timedelta(days=366)


class TipReport(Said, frozen=True):
    """What a resident wants the police to know; ``observed_at`` is about when it was seen."""

    municipality: Code
    category: TipCategory
    text: Annotated[str, Meta(pattern=r"\S", min_length=1, max_length=LONGEST_TEXT)]
    area: Annotated[str, Meta(pattern=LINE, max_length=LONGEST_ID)] | None = None
    observed_at: Instant | None = None


def check_tip(said: TipReport, now: datetime) -> list[Reason]:
    """What is wrong with when it was seen."""
    seen = said.observed_at
    if seen is None:
        return []
    if seen > now + CLOCKS_DIFFER:
        return [Reason("observedAt", "lies in the future")]
    if seen < now - LONGEST_AGO:
        return [Reason("observedAt", "is more than a year ago")]
    return []

"""What a time must be by itself: a span that ends after it starts, in years that can be meant."""

from datetime import datetime, timedelta

from services.activities.domain.forms import SaidSpan
from services.activities.domain.refusal import Reason

CLOCKS_DIFFER = timedelta(minutes=5)
LONGEST = timedelta(days=366)
FIRST_YEAR, LAST_YEAR = 2000, 2099


def check_span(span: SaidSpan | None, name: str) -> list[Reason]:
    """What is wrong with a time span by itself. Must be clean before anything is reckoned with it."""
    if span is None:
        return []
    for end in ("start", "end"):
        if reasons := check_instant(getattr(span, end), f"{name}.{end}"):
            return reasons
    if span.end < span.start:
        return [Reason(f"{name}.end", "is before the start")]
    if span.end - span.start > LONGEST:
        return [Reason(f"{name}.end", f"is more than {LONGEST.days} days after the start")]
    return []


def check_instant(instant: datetime | None, name: str) -> list[Reason]:
    """What is wrong with an instant by itself, as `check_span`."""
    if instant is None or FIRST_YEAR <= instant.year <= LAST_YEAR:
        return []
    return [Reason(name, f"must lie in the years {FIRST_YEAR}-{LAST_YEAR}")]

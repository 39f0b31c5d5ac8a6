"""The lint: what of an agreement cannot be measured, contradicts itself, cannot be met, or is nobody's.

SMART in the sense of the handbook of Brå, the police and SKR: specific, measurable, accepted, realistic, timed. The
rules, why they matter and who says so stand in `linting/lint.yml`. Findings are advice and block nothing.
"""

from collections.abc import Collection, Iterator
from typing import Final

from shared.drafting.linting.against import against
from shared.drafting.linting.filtered import filtered
from shared.drafting.linting.found import Found, Linted, found
from shared.drafting.linting.ground import answered_for, ground
from shared.drafting.linting.measures import measures
from shared.drafting.linting.possible import possible
from shared.drafting.linting.worded import worded
from shared.events.agreement import Agreement, Period

_MOST_YEARS: Final = 12
_MOST_READ: Final = 20_000  # characters of all promises; real agreements have some 5,000, and reading takes time


def lint(agreement: Agreement, missing: Collection[str] = ()) -> tuple[Found, ...]:
    """What is found, the agreement as a whole first and then promise by promise.

    Args:
        agreement: any, finished or not; nothing of it is trusted.
        missing: paths of its fields that nobody has said yet, as `unfinished.filled` gives them.
    """
    return tuple(_found(agreement, missing))


def _found(agreement: Agreement, missing: Collection[str]) -> Iterator[Found]:
    for name in missing:
        yield found("specific.missing", name, field=name)
    yield from ground(agreement)
    timed = "period" not in missing and _is_sane(agreement.period)
    left = _MOST_READ
    for place, promise in enumerate(agreement.promises):
        left -= len(promise.text)
        linted = Linted(agreement, promise, f"promises[{place}]", timed, worded=left >= 0)
        yield from answered_for(linted)
        yield from measures(linted)
        yield from worded(linted)
        yield from filtered(linted)
        yield from possible(linted)
    yield from against(agreement)


def _is_sane(period: Period) -> bool:
    """Whether windows can be reckoned in it; what is not is refused when the agreement is published."""
    first, last = period.start.year, period.end.year
    return period.start <= period.end and first >= 1900 and last <= 2999 and last - first <= _MOST_YEARS

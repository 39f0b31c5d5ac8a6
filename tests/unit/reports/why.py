"""Why a promise is in its state, asked of an agreement with one commitment and what was told."""

from services.reports.domain.explained import Explanation, Prospect
from services.reports.domain.explanation import explanation
from shared.events.activity import Activity
from shared.events.agreement import Target
from tests.unit.reports.samples import agreement, at, commitment, revisions


def why(asked: Target | None, *told: Activity, as_of: str = "2021-08-01", known_at: str | None = None, **more):
    """The explanation of a promise that asks for one thing."""
    version = agreement(commitment(asked), **more)
    return explanation(version, "p", revisions(*told), at(as_of), at(known_at or as_of))


def prospect(found: Explanation, kind: str) -> Prospect | None:
    """What would change it: by time, a deed or a plan."""
    return next((each for each in found.prospects if each.kind == kind), None)

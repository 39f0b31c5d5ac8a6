"""Explanations: why a promise is in its state, activity by activity, and what would change it."""

from typing import Any

from services.reports.api import told_examples as examples
from services.reports.api.moments import MomentArgs, moment_of, not_held, promise_found, query
from services.reports.domain.explained import Explanation
from shared.http.auth import needs
from shared.http.blueprint import Blueprint

blp = Blueprint(
    "explanations",
    __name__,
    url_prefix="/reports/v1",
    description="Explanations: why a promise is in its state. Förklaringar: varför ett löfte är i sitt läge.",
)


@blp.route("/promises/<promiseId>/explanation", methods=["GET"])
@needs("reports:read")
@blp.arguments(MomentArgs, location="query")
@blp.response(
    200, Explanation, description="The rule, its inputs and what was considered.", example=examples.EXPLANATION
)
@blp.alt_response(404, "NOT_FOUND")
def get_explanation(args: dict[str, Any], promiseId: str) -> Explanation:  # noqa: N803  (the path's own name)
    """Explain why a promise is in its state.

    For each commitment the rule that decided and what it looked at; for each window the activities that count, with
    how much each adds, and those that were considered and do not count, each with the reason: at most 200 of each,
    with how many there are. Considered is what counts under any version of the agreement, and what is of a kind that
    the commitment names and misses another of its conditions. `considered` of a commitment is what lies in none of its
    windows. `prospects` are what would change the state: time alone, the least deed that would meet the open window, a
    plan. `asOf` and `knownAt` as for the status. Varför ett löfte är i sitt läge, och vad som skulle ändra det.
    """
    published, _ = promise_found(promiseId)
    moment = moment_of(args)
    found = query().explanation(published, promiseId, moment)
    if found is None:
        raise not_held(published, promiseId, moment)
    return found

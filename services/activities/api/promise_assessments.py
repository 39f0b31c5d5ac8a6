"""The assessments of one promise: what each responsible party says, and whether they agree."""

from typing import Any, Final

from services.activities.api.assessments import ASSESSMENT_EXAMPLE
from services.activities.api.bodies import refusals
from services.activities.api.service import service
from services.activities.domain.assessment import newest_with
from services.activities.domain.verdicts import PromiseVerdicts, verdicts
from shared.http.auth import caller, needs
from shared.http.blueprint import Blueprint
from shared.http.problem import not_found

blp = Blueprint(
    "promise-assessments",
    __name__,
    url_prefix="/activities/v1",
    description="What each party says of a promise, period by period. Parternas uppföljningar av ett löfte.",
)

_EXAMPLE: Final[dict[str, Any]] = {
    "promise": "nykvarn-2021-2022-trygghetsvandringar",
    "promiseTitle": "Trygghetsvandringar",
    "agreement": "nykvarn-2021-2022",
    "municipality": "0140",
    "responsible": ["nykvarn-kommun", "polisen-sodertalje"],
    "periods": [
        {
            "period": {"start": "2021-01-01", "end": "2021-12-31"},
            "parties": [
                {
                    "party": "nykvarn-kommun",
                    "name": "Nykvarns kommun",
                    "responsible": True,
                    "assessment": ASSESSMENT_EXAMPLE,
                },
                {
                    "party": "polisen-sodertalje",
                    "name": "Polisen, Södertälje lokalpolisområde",
                    "responsible": True,
                    "assessment": None,
                },
            ],
            "complete": False,
            "missing": ["polisen-sodertalje"],
            "agree": {"delivery": None, "effect": None},
        }
    ],
}


@blp.route("/promises/<promiseId>/assessments", methods=["GET"])
@needs("activities:read")
@blp.response(
    200, PromiseVerdicts, description="By period, the latest first: who has signed, and who has not.", example=_EXAMPLE
)
@refusals(404, 503)
def get_promise_assessments(promiseId: str) -> PromiseVerdicts:  # noqa: N803  (the path's own name)
    """Read what the parties say of a promise.

    A joint promise needs each responsible party's own: a period is `complete` when every one has signed, and only then
    does `agree` tell whether they say the same of delivery and of effect. Läs parternas uppföljningar av ett löfte.
    """
    store = service().store
    published = store.agreements.of_promise(promiseId)
    found = newest_with(published, promiseId) if published else None
    if published is None or found is None or not caller().reaches(published.municipality):
        remedy = "GET /activities/v1/agreements lists the agreements that have them."
        raise not_found(f"There is no promise {promiseId[:100]}.", remedy=remedy)
    signed = store.assessments.find({"municipality": published.municipality, "record.promise": promiseId})
    return verdicts(*found, signed)

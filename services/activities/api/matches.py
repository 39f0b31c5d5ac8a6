"""Matches: which commitments an activity counts toward, and for each of the others the first condition it misses."""

from flask import Response

from services.activities.api.answers import ACTIVITY_EXAMPLE
from services.activities.api.bodies import refusals
from services.activities.api.resource import in_force_in
from services.activities.api.seen import find_activity
from services.activities.domain.matching import Match, Miss, explain
from shared.events.record import Record
from shared.http import jsons
from shared.http.auth import needs
from shared.http.blueprint import Blueprint

blp = Blueprint(
    "matches",
    __name__,
    url_prefix="/activities/v1/activities/<activityId>",
    description="Matches: what an activity counts toward, and why not toward the rest. Vad en aktivitet räknas mot.",
)


class MatchesAnswer(Record, frozen=True):
    """How an activity at its revision stands to every commitment of its municipality's agreements."""

    activity_id: str
    revision: int
    counts: tuple[Match, ...]
    misses: tuple[Miss, ...]


_EXAMPLE = {
    "activityId": ACTIVITY_EXAMPLE["id"],
    "revision": 1,
    "counts": [
        {
            "agreement": "nykvarn-2021-2022",
            "promise": "nykvarn-2021-2022-trygghetsvandringar",
            "commitment": "nykvarn-2021-2022-trygghetsvandringar-per-termin",
        }
    ],
    "misses": [
        {
            "agreement": "nykvarn-2021-2022",
            "promise": "nykvarn-2021-2022-nattvandrare",
            "commitment": "nykvarn-2021-2022-nattvandrare-nattvandringar",
            "condition": "kind",
            "explanation": {
                "en": "It is another kind of activity.",
                "sv": "Det är en annan sorts aktivitet.",
            },
            "wanted": ["night-walk"],
            "found": ["walk"],
        }
    ],
}


@blp.route("/matches", methods=["GET"])
@needs("activities:read")
@blp.response(
    200,
    MatchesAnswer,
    description="Every commitment of the municipality's agreements, as they read now.",
    example=_EXAMPLE,
)
@refusals(404, 503)
def get_matches(activityId: str) -> Response:  # noqa: N803  (the path's own name)
    """Explain what an activity counts toward.

    And for each commitment that it does not count toward, the first condition that it misses, with what was wanted and
    what was found. An agreement that does not hold on its day is told of once. Förklara vad en aktivitet räknas mot.
    """
    activity = find_activity(activityId).record
    told = explain(activity, in_force_in(activity.municipality).agreements)
    return jsons.answer(
        MatchesAnswer(activity_id=activity.id, revision=activity.revision, counts=told.counts, misses=told.misses)
    )

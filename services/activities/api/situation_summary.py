"""The situation summary: what the promises are grounded in, counted and summarised."""

from collections.abc import Sequence
from typing import Any, Final

from marshmallow import fields, validate

from services.activities.api.bodies import refusals
from services.activities.api.publishing import find_published
from services.activities.api.resource import in_force_in
from services.activities.api.service import service
from services.activities.domain.forms import MUNICIPALITY
from services.activities.domain.refusal import Reason, Refused
from services.activities.domain.situation_summary import SituationSummary, summarise
from shared.events.agreement import Agreement
from shared.http.auth import needs
from shared.http.blueprint import Blueprint
from shared.http.schema import Base
from shared.store.mongo import Document

blp = Blueprint(
    "situation-summary",
    __name__,
    url_prefix="/activities/v1",
    description="The situation summary: what the promises rest on. Vad löftena grundar sig på.",
)

_TOPICS: Final = [{"topic": "Mörka gångvägar", "voices": 14, "inputs": 1}]
_EXAMPLE: Final[dict[str, Any]] = {
    "municipality": "0140",
    "municipalityName": "Nykvarn",
    "agreement": "nykvarn-2021-2022",
    "entries": 1,
    "inputs": 1,
    "voices": 14,
    "dialogue": [
        {"kind": "survey", "inputs": 0, "voices": 0},
        {"kind": "mail", "inputs": 1, "voices": 14},
        {"kind": "phone", "inputs": 0, "voices": 0},
        {"kind": "social-media", "inputs": 0, "voices": 0},
        {"kind": "meeting", "inputs": 0, "voices": 0},
        {"kind": "other", "inputs": 0, "voices": 0},
    ],
    "sources": [
        {"kind": "mail", "name": "trygghetsbrevlådan", "entries": 0, "inputs": 1, "voices": 14},
        {"kind": "survey", "name": "polisens trygghetsundersökning", "entries": 1, "inputs": 0, "voices": 0},
    ],
    "focusAreas": [
        {
            "id": "nykvarn-2021-2022-tryggheten-i-centrum",
            "title": "Tryggheten i centrum",
            "entries": 0,
            "inputs": 0,
            "voices": 0,
            "topics": [],
        }
    ],
    "promises": [
        {
            "id": "nykvarn-2021-2022-trygghetsvandringar",
            "title": "Trygghetsvandringar",
            "entries": 1,
            "inputs": 1,
            "voices": 14,
            "topics": _TOPICS,
        }
    ],
}


class SummaryArgs(Base):
    """What is summarised: an agreement, or all of a municipality."""

    agreement = fields.String(metadata={"description": "Agreement id.", "example": "nykvarn-2021-2022"})
    municipality = fields.String(
        validate=validate.Regexp(MUNICIPALITY, error="must be four digits, as in 0140"),
        metadata={"description": "Municipality code, instead of an agreement.", "example": "0140"},
    )


@blp.route("/situation-summary", methods=["GET"])
@needs("activities:read")
@blp.arguments(SummaryArgs, location="query")
@blp.response(200, SituationSummary, description="Counted and summarised.", example=_EXAMPLE)
@refusals(404, 422, 503)
def get_situation_summary(args: dict[str, Any]) -> SituationSummary:
    """Summarise what promises are grounded in.

    Of an `agreement`, what names its focus areas and promises is counted; of a `municipality`, everything. By source,
    by way of dialogue, by focus area and by promise, with the topics that most residents spoke of first. What is
    withdrawn is left out. Sammanfatta lägesbild och medborgardialog.
    """
    agreements = _agreements(args)
    query: Document = {"municipality": agreements[-1].municipality.code, "record.state": {"$ne": "withdrawn"}}
    store = service().store
    return summarise(
        agreements,
        store.situation_entries.find(query),
        store.dialogue_inputs.find(query),
        only="agreement" in args,
    )


def _agreements(args: dict[str, Any]) -> Sequence[Agreement]:
    if len(args) != 1:
        either = "give either `agreement` or `municipality`"
        raise Refused("It must be one or the other.", [Reason("agreement", either), Reason("municipality", either)])
    if "agreement" in args:
        return [find_published(args["agreement"]).latest.agreement]
    return in_force_in(args["municipality"]).agreements

"""Observations: the safe and unsafe places that were noted on walks."""

from typing import Any

from marshmallow import fields, validate

from services.reports.api import examples
from services.reports.api.lists import MunicipalityFilter, municipalities, not_hidden, store
from shared.events.observation import Observation, ObservationCategory
from shared.http.auth import needs
from shared.http.blueprint import Blueprint
from shared.http.paging import Page, turn_of

blp = Blueprint(
    "observations",
    __name__,
    url_prefix="/reports/v1",
    description="Observations: places noted on walks. Observationer: platser som noterats på trygghetsvandringar.",
)


class ShownObservationPage(Page, frozen=True, kw_only=True):
    """A page of observations."""

    items: list[Observation]


class ObservationFilter(MunicipalityFilter):
    """Which observations are listed."""

    walk = fields.UUID(
        metadata={
            "description": "Only those noted on this walk, an activity's id.",
            "example": examples.OBSERVATION["walk"],
        }
    )
    feeling = fields.String(
        validate=validate.OneOf(["safe", "unsafe"]), metadata={"description": "How it felt.", "example": "unsafe"}
    )
    category = fields.Enum(
        ObservationCategory,
        by_value=True,
        metadata={"description": "What makes the place feel so.", "example": "lighting"},
    )


@blp.route("/observations", methods=["GET"])
@needs("reports:read")
@blp.arguments(ObservationFilter, location="query")
@blp.response(
    200,
    ShownObservationPage,
    description="A page of observations, in order of id.",
    example=examples.page(examples.OBSERVATION),
)
def list_observations(args: dict[str, Any]) -> ShownObservationPage:
    """List observations as they stand now.

    Only those of the municipalities that the token reaches, none that was withdrawn, and none noted on a walk
    that was withdrawn or may not be shown yet. There is no `changedSince`: what may be shown
    changes with the day and with its walk, although nothing is changed; whoever keeps a copy follows
    `/activities/v1/observations`. Lista observationer.
    """
    codes = municipalities(args)
    shown = not_hidden(but=store().facts.withdrawn_walks(codes))
    narrowed = {"walk": shown | ({"$eq": str(args["walk"])} if "walk" in args else {})}
    narrowed |= {name: args[name] for name in ("feeling", "category") if name in args}
    turn = turn_of(args)
    return ShownObservationPage(**turn.answer(store().observations.page(codes, narrowed, turn.wanted)))

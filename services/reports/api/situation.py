"""The situation: the entries of the lägesbild that promises are grounded in."""

from typing import Any, get_args

from marshmallow import fields, validate

from services.reports.api import examples
from services.reports.api.lists import MunicipalityFilter, municipalities, store
from shared.events.situation import SituationEntry, SituationKind
from shared.http.auth import needs
from shared.http.blueprint import Blueprint
from shared.http.paging import Page, turn_of

blp = Blueprint(
    "situation",
    __name__,
    url_prefix="/reports/v1",
    description="The situation: what promises are grounded in, by source. Lägesbilden, källa för källa.",
)


class SituationPageAnswer(Page, frozen=True, kw_only=True):
    """A page of entries of the lägesbild."""

    items: list[SituationEntry]


class SituationFilter(MunicipalityFilter):
    """Which entries are listed."""

    promise = fields.String(
        metadata={
            "description": "Only those that a promise, by its id, rests on.",
            "example": "nykvarn-2021-2022-trygghetsvandringar",
        }
    )
    source_kind = fields.String(
        validate=validate.OneOf(get_args(SituationKind), error="is none of: {choices}"),
        metadata={"description": "Only those of this kind of source.", "example": "survey"},
    )


@blp.route("/situation", methods=["GET"])
@needs("reports:read")
@blp.arguments(SituationFilter, location="query")
@blp.response(
    200,
    SituationPageAnswer,
    description="A page of entries, in order of id.",
    example=examples.page(examples.SITUATION),
)
def list_situation(args: dict[str, Any]) -> SituationPageAnswer:
    """List the entries of the lägesbild as they stand now.

    Only those of the municipalities that the token reaches, and none that was withdrawn. There is no `changedSince`:
    whoever keeps a copy follows `/activities/v1/situation-entries`, withdrawals and all. Lista lägesbildens poster.
    """
    asked = {"promise": "promises", "source_kind": "sourceKind"}
    narrowed = {column: args[name] for name, column in asked.items() if name in args}
    turn = turn_of(args)
    return SituationPageAnswer(**turn.answer(store().situation.page(municipalities(args), narrowed, turn.wanted)))

"""Situation entries: the lägesbild, entry by entry, with the source of each."""

from typing import Any, Final, get_args

import msgspec
from flask import Response
from marshmallow import fields, validate

from services.activities.api.bodies import reads, refusals
from services.activities.api.lists import listed, of_state, state_field
from services.activities.api.periods import GroundsFilter
from services.activities.api.resource import (
    CREATED,
    Decision,
    change,
    changing,
    create,
    find,
    in_force_in,
    must_have_reported,
    party,
    show,
)
from services.activities.api.service import service
from services.activities.domain import situation
from services.activities.domain.forms import Closing
from services.activities.domain.heard import EntryCorrection, EntryReport
from services.activities.store.periods import query_of
from shared.events import catalogue
from shared.events.examples import EXAMPLES
from shared.events.situation import SituationEntry, SituationKind
from shared.http import etag, idempotency
from shared.http.auth import needs
from shared.http.blueprint import Blueprint, Views
from shared.http.paging import ChangesPage, example_of

blp = Blueprint(
    "situation-entries",
    __name__,
    url_prefix="/activities/v1/situation-entries",
    description="Situation entries: the lägesbild, by source. Lägesbilden, källa för källa.",
)

ENTRY_EXAMPLE: Final[dict[str, Any]] = msgspec.to_builtins(EXAMPLES[catalogue.SITUATION_NOTED])
_SAID: Final = {
    name: ENTRY_EXAMPLE[name] for name in ("municipality", "source", "period", "summary", "figures", "promises")
}
_AGAIN: Final = {**ENTRY_EXAMPLE, "revision": 2}
_KINDS: Final = get_args(SituationKind)


class EntryPageAnswer(ChangesPage, frozen=True, kw_only=True):
    """A page of entries of the lägesbild."""

    items: list[SituationEntry]


class EntryFilter(GroundsFilter):
    """Which entries are listed."""

    state = state_field("noted")
    source_kind = fields.String(
        validate=validate.OneOf(_KINDS), metadata={"description": "Kind of source.", "example": "survey"}
    )


def _changes(form: type[Any], example: dict[str, Any], after: dict[str, Any]) -> Views:
    return changing(blp, "activities:write", form, SituationEntry, said=example, shown={**_AGAIN, **example, **after})


@blp.route("", methods=["POST"])
@needs("activities:write")
@reads(EntryReport, example=_SAID)
@blp.response(201, SituationEntry, description="The entry as recorded.", example=ENTRY_EXAMPLE, headers=CREATED)
@refusals(400, 413, 415, 422, 503)
@blp.doc(parameters=[idempotency.PARAMETER])
def note_situation(said: EntryReport) -> Response:
    """Add an entry to the lägesbild.

    What is so, in which period and by which source; the focus areas and promises that it bears on. Organisations and
    numbers, no persons. The caller's party is the one that reports. Lägg till i lägesbilden.
    """
    in_force = in_force_in(said.municipality)
    reporter = party()
    return create(
        service().store.situation_entries,
        "situation-entries",
        lambda entry_id, now: situation.note(said, entry_id, reporter, in_force, now),
    )


@blp.route("", methods=["GET"])
@needs("activities:read")
@blp.arguments(EntryFilter, location="query")
@blp.response(
    200,
    EntryPageAnswer,
    description="A page of entries, the latest period first.",
    example=example_of(ENTRY_EXAMPLE),
)
@refusals(422, 503)
def list_situation_entries(args: dict[str, Any]) -> dict[str, Any]:
    """List entries of the lägesbild.

    Only those of the municipalities that the token reaches; those withdrawn when they are asked for.
    Lista lägesbildens uppgifter.
    """
    return listed(service().store.situation_entries, args, {**query_of(args), **of_state(args)})


@blp.route("/<entryId>", methods=["GET"])
@needs("activities:read")
@blp.response(
    200, SituationEntry, description="The entry at its latest revision.", example=ENTRY_EXAMPLE, headers=etag.HEADERS
)
@refusals(404, 503)
def get_situation_entry(entryId: str) -> Response:  # noqa: N803  (the path's own name)
    """Read an entry of the lägesbild.

    Its ETag is what a change is based on. Läs en uppgift i lägesbilden.
    """
    return show(find(service().store.situation_entries, entryId, "situation entry"))


@blp.route("/<entryId>/correction", methods=["POST"])
@_changes(EntryCorrection, {"reason": "Fel enhet angavs.", "summary": "Var tredje är otrygg i centrum på kvällen."}, {})
def correct_situation_entry(said: EntryCorrection, entryId: str) -> Response:  # noqa: N803
    """Correct an entry of the lägesbild.

    Send what was wrong as it should be, and why; what is left out stays. The municipality cannot be corrected: withdraw
    it and report it anew. Rätta en uppgift i lägesbilden.
    """
    return _change(entryId, lambda entry, in_force, now: situation.correct(entry, said, in_force, now))


@blp.route("/<entryId>/withdrawal", methods=["POST"])
@_changes(Closing, {"reason": "Uppgiften gällde en annan ort."}, {"state": "withdrawn"})
def withdraw_situation_entry(said: Closing, entryId: str) -> Response:  # noqa: N803
    """Withdraw an entry of the lägesbild.

    It was told by mistake, and its words are told no more; the reason is public. Dra tillbaka en uppgift i lägesbilden.
    """
    return _change(entryId, lambda entry, _, now: situation.withdraw(entry, said.reason, now))


def _change(entry_id: str, decide: Decision[SituationEntry]) -> Response:
    entries = service().store.situation_entries
    kept = find(entries, entry_id, "situation entry")
    must_have_reported(kept)
    return change(entries, kept, decide)

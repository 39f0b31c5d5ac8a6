"""Dialogue inputs: what residents said, counted and summarised, with the source of each."""

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
from services.activities.domain.heard import InputCorrection, InputReport
from services.activities.store.periods import query_of
from shared.events import catalogue
from shared.events.examples import EXAMPLES
from shared.events.situation import DialogueInput, DialogueKind
from shared.http import etag, idempotency
from shared.http.auth import needs
from shared.http.blueprint import Blueprint, Views
from shared.http.paging import ChangesPage, example_of

blp = Blueprint(
    "dialogue-inputs",
    __name__,
    url_prefix="/activities/v1/dialogue-inputs",
    description="Dialogue inputs: what residents said, by source. Medborgardialogen, källa för källa.",
)

INPUT_EXAMPLE: Final[dict[str, Any]] = msgspec.to_builtins(EXAMPLES[catalogue.DIALOGUE_INPUT_RECEIVED])
_SAID: Final = {
    name: INPUT_EXAMPLE[name] for name in ("municipality", "source", "period", "topic", "voices", "summary", "promises")
}
_AGAIN: Final = {**INPUT_EXAMPLE, "revision": 2}
_KINDS: Final = get_args(DialogueKind)


class InputPageAnswer(ChangesPage, frozen=True, kw_only=True):
    """A page of dialogue inputs."""

    items: list[DialogueInput]


class InputFilter(GroundsFilter):
    """Which inputs are listed."""

    state = state_field("received")
    source_kind = fields.String(
        validate=validate.OneOf(_KINDS), metadata={"description": "Kind of source.", "example": "mail"}
    )


def _changes(form: type[Any], example: dict[str, Any], after: dict[str, Any]) -> Views:
    return changing(blp, "activities:write", form, DialogueInput, said=example, shown={**_AGAIN, **example, **after})


@blp.route("", methods=["POST"])
@needs("activities:write")
@reads(InputReport, example=_SAID)
@blp.response(201, DialogueInput, description="The input as recorded.", example=INPUT_EXAMPLE, headers=CREATED)
@refusals(400, 413, 415, 422, 503)
@blp.doc(parameters=[idempotency.PARAMETER])
def receive_dialogue_input(said: InputReport) -> Response:
    """Tell what residents said.

    On which topic and how many of them, in which period and by which source; the focus areas and promises that it bears
    on. Counted and summarised, no persons. The caller's party is the one that reports. Berätta vad invånarna har sagt.
    """
    in_force = in_force_in(said.municipality)
    reporter = party()
    return create(
        service().store.dialogue_inputs,
        "dialogue-inputs",
        lambda input_id, now: situation.receive(said, input_id, reporter, in_force, now),
    )


@blp.route("", methods=["GET"])
@needs("activities:read")
@blp.arguments(InputFilter, location="query")
@blp.response(
    200,
    InputPageAnswer,
    description="A page of inputs, the latest period first.",
    example=example_of(INPUT_EXAMPLE),
)
@refusals(422, 503)
def list_dialogue_inputs(args: dict[str, Any]) -> dict[str, Any]:
    """List what residents said.

    Only those of the municipalities that the token reaches; those withdrawn when they are asked for.
    Lista medborgardialogen.
    """
    return listed(service().store.dialogue_inputs, args, {**query_of(args), **of_state(args)})


@blp.route("/<inputId>", methods=["GET"])
@needs("activities:read")
@blp.response(
    200, DialogueInput, description="The input at its latest revision.", example=INPUT_EXAMPLE, headers=etag.HEADERS
)
@refusals(404, 503)
def get_dialogue_input(inputId: str) -> Response:  # noqa: N803  (the path's own name)
    """Read what residents said.

    Its ETag is what a change is based on. Läs vad invånarna har sagt.
    """
    return show(find(service().store.dialogue_inputs, inputId, "dialogue input"))


@blp.route("/<inputId>/correction", methods=["POST"])
@_changes(InputCorrection, {"reason": "Ett mail hade räknats bort.", "voices": 15}, {})
def correct_dialogue_input(said: InputCorrection, inputId: str) -> Response:  # noqa: N803
    """Correct what residents were said to have said.

    Send what was wrong as it should be, and why; what is left out stays. The municipality cannot be corrected: withdraw
    it and report it anew. Rätta det som berättats.
    """
    return _change(inputId, lambda heard, in_force, now: situation.correct(heard, said, in_force, now))


@blp.route("/<inputId>/withdrawal", methods=["POST"])
@_changes(Closing, {"reason": "Mailen räknades två gånger."}, {"state": "withdrawn"})
def withdraw_dialogue_input(said: Closing, inputId: str) -> Response:  # noqa: N803
    """Withdraw what residents were said to have said.

    It was told by mistake, and its words are told no more; the reason is public. Dra tillbaka det som berättats.
    """
    return _change(inputId, lambda heard, _, now: situation.withdraw(heard, said.reason, now))


def _change(input_id: str, decide: Decision[DialogueInput]) -> Response:
    inputs = service().store.dialogue_inputs
    kept = find(inputs, input_id, "dialogue input")
    must_have_reported(kept)
    return change(inputs, kept, decide)

"""Pauses: what the parties have agreed to leave alone for a while. Reminders stop until then."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, Final

from flask import Response, current_app, request
from marshmallow import fields, validate

from services.notifications.api import PREFIX, must_be_slugs, store
from services.notifications.api.subscribers import changed_meanwhile
from services.notifications.domain.answering import answered
from services.notifications.domain.concern import Concern
from services.notifications.domain.pause import LONGEST_DAYS, Pause, concerned
from services.notifications.pausing import settle
from shared.clock import SystemClock, local_day
from shared.events.record import Record
from shared.http import etag, jsons
from shared.http.auth import caller, needs
from shared.http.blueprint import Blueprint
from shared.http.paging import Page, PageArgs, example_of, turn_of
from shared.http.problem import Invalid, Problem, forbidden, invalid, not_found
from shared.http.schema import Base, FreeText

blp = Blueprint(
    "pauses",
    __name__,
    url_prefix=PREFIX,
    description="Pauses: nothing is reminded of until then. Pauser: ingen påminnelse till dess.",
)


class PauseBody(Base):
    """Until when nothing is reminded of, and why."""

    until = fields.Date(
        required=True,
        metadata={"description": "Its last day, in Stockholm; at most a year and a day away.", "example": "2022-05-31"},
    )
    reason = FreeText(
        required=True,
        max_length=500,
        metadata={"description": "What was agreed.", "example": "Vi väntar på att gångvägen byggs om."},
    )


class PauseFilter(PageArgs):
    """Which pauses are listed."""

    municipality = fields.String(
        validate=validate.Regexp(r"^[0-9]{4}\Z", error="must be four digits, as in 0140"),
        metadata={"description": "Municipality code.", "example": "0140"},
    )
    party = fields.String(metadata={"description": "Party that told of it.", "example": "nykvarn-kommun"})


class PauseAnswer(Record, frozen=True):
    """A pause of a promise, measure or agreement. `party` told of it; null: the operator."""

    about: str
    municipality: str
    until: date
    reason: str
    party: str | None
    revision: int
    created_at: datetime
    changed_at: datetime


class PausePage(Page, frozen=True, kw_only=True):
    """A page of pauses."""

    items: list[PauseAnswer]


BODY_EXAMPLE: Final[dict[str, Any]] = {"until": "2022-05-31", "reason": "Vi väntar på att gångvägen byggs om."}
EXAMPLE: Final[dict[str, Any]] = BODY_EXAMPLE | {
    "about": "nykvarn-2021-2022-trygghetsvandringar",
    "municipality": "0140",
    "party": "nykvarn-kommun",
    "revision": 1,
    "createdAt": "2022-01-11T08:00:00Z",
    "changedAt": "2022-01-11T08:00:00Z",
}


@blp.route("/pauses/<aboutId>", methods=["PUT"])
@needs("notifications:write")
@blp.takes(etag.OF_PUT)
@blp.arguments(PauseBody, example=BODY_EXAMPLE)
@blp.response(200, PauseAnswer, description="As it stands now.", example=EXAMPLE, headers=etag.HEADERS)
@blp.alt_response(201, schema=PauseAnswer, success=True, description="New.", example=EXAMPLE, headers=etag.HEADERS)
@blp.alt_response(404, "NOT_FOUND")
@blp.alt_response(409, "CONFLICT")
@blp.alt_response(412, "PRECONDITION_FAILED")
@blp.alt_response(428, "PRECONDITION_REQUIRED")
def put_pause(body: dict[str, Any], aboutId: str) -> Response:  # noqa: N803
    """Pause the reminders of a promise, measure or agreement.

    Those whom it is up to may, and the operator; whoever else signed is told. What changes meanwhile is told as
    always; only reminders and what follows on them stop, and begin anew when it is over. The same again changes
    nothing; changing what is there needs `If-Match`. Pausa påminnelser.
    """
    concern = _own(aboutId)
    now = current_app.extensions["clock"].now()
    if not timedelta(0) <= body["until"] - local_day(now) <= timedelta(days=LONGEST_DAYS):
        raise invalid(Invalid("until", f"must be a day from today, at most {LONGEST_DAYS} days away"))
    current = store().pauses.find(aboutId)
    if current is not None and _says(current, body):
        return _answered(current, 200)
    pause = Pause(
        about=aboutId,
        municipality=concern.notice.municipality,
        until=body["until"],
        reason=body["reason"],
        party=caller().party,
        readers=tuple(concerned(concern, store().concerns.agreements(concern.notice.municipality))),
        revision=_following(aboutId, current),
        created_at=current.created_at if current else now,
        changed_at=now,
    )
    if store().pauses.put(pause):
        settle(store(), pause, now, SystemClock().now())
        return _answered(pause, 201 if current is None else 200)
    current = store().pauses.find(aboutId)
    if current is None or not _says(current, body):
        raise changed_meanwhile()
    return _answered(current, 200)  # told at this very moment, by another


@blp.route("/pauses/<aboutId>", methods=["GET"])
@needs("notifications:read")
@blp.response(200, PauseAnswer, description="The pause.", example=EXAMPLE, headers=etag.HEADERS)
@blp.alt_response(404, "NOT_FOUND")
def get_pause(aboutId: str) -> Response:  # noqa: N803
    """Read a pause.

    Those whom the thing is up to may, and those who signed. Läs en paus.
    """
    return _answered(_found(aboutId), 200)


@blp.route("/pauses", methods=["GET"])
@needs("notifications:read")
@blp.arguments(PauseFilter, location="query")
@blp.response(200, PausePage, description="A page of pauses, in order of what is paused.", example=example_of(EXAMPLE))
def list_pauses(args: dict[str, Any]) -> PausePage:
    """List pauses.

    A party's token sees those that concern it, in the municipalities that it reaches; an operator's all of those. They
    are few, so there is no `changedSince`: read them all. Lista pauser.
    """
    codes = caller().municipalities
    if "municipality" in args:
        caller().must_reach(args["municipality"])
        codes = frozenset({args["municipality"]})
    turn = turn_of(args)
    rows = store().pauses.listed(codes, args.get("party"), caller().party, turn.wanted)
    return PausePage(**turn.answer(rows.each(_shown)))


@blp.route("/pauses/<aboutId>", methods=["DELETE"])
@needs("notifications:write")
@blp.response(204, description="It is over; reminders go on.")
@blp.takes(etag.PARAMETER)
@blp.alt_response(404, "NOT_FOUND")
@blp.alt_response(412, "PRECONDITION_FAILED")
@blp.alt_response(428, "PRECONDITION_REQUIRED")
def delete_pause(aboutId: str) -> Response:  # noqa: N803
    """End a pause.

    Reminders go on with their next day, as if there had been none, and the others whom it concerns are told.
    Avsluta en paus.
    """
    current = _found(aboutId)
    _own(aboutId)
    etag.require_match(current.revision)
    now = current_app.extensions["clock"].now()
    ended = replace(current, ended_at=now, ended_by=caller().party)
    if not store().pauses.end(ended):
        _found(aboutId)
        raise changed_meanwhile()
    settle(store(), ended, now, SystemClock().now())
    return Response(status=204)


def _own(about: str) -> Concern:
    """What is paused, if it is up to the caller.

    Raises:
        Problem: 404 when there is no such thing within the caller's reach, 403 when it is up to others.
    """
    must_be_slugs(aboutId=about)
    found = _as_it_stands(about)
    if found is None or not caller().reaches(found.notice.municipality):
        raise not_found("There is nothing of that id to be reminded of.")
    if caller().party is not None and caller().party not in found.parties:
        raise forbidden("It is up to other parties.", remedy=f"Those are {', '.join(sorted(found.parties))}.")
    return found


def _as_it_stands(about: str) -> Concern | None:
    """What is paused or may be, of those who answer for it now."""
    found = store().concerns.about(about)
    return answered(found, store().concerns.agreements(found.notice.municipality)) if found else None


def _found(about: str) -> Pause:
    pause = store().pauses.find(about)
    if pause is None or not caller().reaches(pause.municipality) or not _may_read(pause):
        raise not_found("There is no pause of that id.")
    return pause


def _may_read(pause: Pause) -> bool:
    """Whether it concerned the caller when it was agreed, or does now that the thing is up to it."""
    party = caller().party
    if party is None or party in {pause.party, *pause.readers}:
        return True
    stands = _as_it_stands(pause.about)
    return stands is not None and party in stands.parties


def _says(pause: Pause, body: dict[str, Any]) -> bool:
    return (pause.until, pause.reason) == (body["until"], body["reason"])


def _following(about: str, current: Pause | None) -> int:
    if current is None:
        if "If-Match" in request.headers:
            raise Problem(412, "Changed meanwhile", "There is no such pause, so no ETag matches it.")
        return store().pauses.first(about)
    etag.require_match(current.revision)
    return current.revision + 1


def _shown(pause: Pause) -> PauseAnswer:
    return PauseAnswer(
        about=pause.about,
        municipality=pause.municipality,
        until=pause.until,
        reason=pause.reason,
        party=pause.party,
        revision=pause.revision,
        created_at=pause.created_at,
        changed_at=pause.changed_at,
    )


def _answered(pause: Pause, status: int) -> Response:
    return etag.set_etag(jsons.answer(_shown(pause), status), pause.revision)

"""The preview: what a rule would send, in its words. Nothing is sent."""

from typing import Any, Final

import msgspec
from flask import current_app
from marshmallow import fields, validate

from services.notifications.api import PREFIX, store
from services.notifications.api.deliveries import within_reach
from services.notifications.channels.invitation import calendar_of
from services.notifications.channels.language import LANGUAGES
from services.notifications.channels.wording import Wording
from services.notifications.documents import delivery_of
from services.notifications.domain.notice import Notice
from services.notifications.domain.preview import NotTold, example_of, notices_of
from services.notifications.domain.rule import Rule
from services.notifications.domain.rules import CONFIRMATIONS, RULES_BY_ID
from shared.clock import parse_instant
from shared.events.cloudevent import Event, UnreadableEvent, decode
from shared.events.record import Record
from shared.http.auth import caller, needs
from shared.http.blueprint import Blueprint
from shared.http.problem import Invalid, invalid, not_found
from shared.http.schema import Base

blp = Blueprint(
    "preview",
    __name__,
    url_prefix=PREFIX,
    description="The preview: what a rule would send. Förhandsvisning: vad en regel skulle skicka.",
)

_RULE: Final = validate.OneOf(RULES_BY_ID, error="is no rule; GET rules lists them")
_LANGUAGE: Final = validate.OneOf(LANGUAGES, error=f"must be one of {', '.join(LANGUAGES)}")


class PreviewQuery(Base):
    """What is to be shown."""

    rule = fields.String(
        load_default="status-behind", validate=_RULE, metadata={"description": "Its id.", "example": "status-behind"}
    )
    language = fields.String(
        load_default="sv", validate=_LANGUAGE, metadata={"description": "In which words.", "example": "sv"}
    )
    cause = fields.String(
        validate=validate.Length(max=200),
        metadata={
            "description": "Id of an event of which something was planned under the rule; none: an invented one.",
            "example": "nykvarn-2021-2022-trygghetsvandringar.7.behind",
        },
    )


class PreviewBody(Base):
    """The event, and what of it is to be shown."""

    rule = fields.String(required=True, validate=_RULE, metadata={"description": "Its id.", "example": "tip-received"})
    language = fields.String(
        load_default="sv", validate=_LANGUAGE, metadata={"description": "In which words.", "example": "sv"}
    )
    party = fields.String(
        validate=validate.Length(max=100),
        metadata={"description": "To whom; none: the first that is told.", "example": "polisen-sodertalje"},
    )
    event = fields.Dict(
        keys=fields.String(),
        required=True,
        metadata={"description": "A CloudEvent in structured mode, of a type that the rule hears."},
    )


class PreviewAnswer(Record, frozen=True):
    """A mail as it would be: `calendar` is the .ics that comes with it, when there is a date to come in it."""

    rule: str
    language: str
    party: str | None
    subject: str
    text: str
    html: str
    calendar: str | None


EXAMPLE: Final[dict[str, Any]] = {
    "rule": "tip-received",
    "language": "sv",
    "party": "polisen-sodertalje",
    "subject": "Nytt tips till polisen från Nykvarn",
    "text": "Ett nytt tips har kommit in från Nykvarn\n",
    "html": '<!doctype html>\n<html lang="sv">\n</html>\n',
    "calendar": None,
}
BODY_EXAMPLE: Final[dict[str, Any]] = {
    "rule": "tip-received",
    "language": "sv",
    "event": {
        "specversion": "1.0",
        "id": "77a3e0a8-44a4-5a0f-8c25-c4d6f0e6f0aa.1",
        "source": "/loftet/activities",
        "type": "se.loftet.tip.received.v1",
        "time": "2022-01-01T00:00:01Z",
        "data": {
            "tipId": "77a3e0a8-44a4-5a0f-8c25-c4d6f0e6f0aa",
            "municipality": "0140",
            "municipalityName": "Nykvarn",
            "category": "narcotics",
            "receivedAt": "2022-01-01T00:00:01Z",
            "recipients": ["polisen-sodertalje"],
            "area": "Centrum",
        },
    },
}


@blp.route("/preview", methods=["GET"])
@needs("notifications:read")
@blp.arguments(PreviewQuery, location="query")
@blp.response(200, PreviewAnswer, description="As it would be sent.", example=EXAMPLE)
@blp.alt_response(404, "NOT_FOUND")
def preview_rule(args: dict[str, Any]) -> PreviewAnswer:
    """Show what a rule sends.

    Of an event that something was planned of (a party's token: for that party) in a municipality that the token
    reaches, or of an invented one. Nothing is sent. Visa vad en regel skickar.
    """
    rule = RULES_BY_ID[args["rule"]]
    if "cause" not in args:
        return _shown(rule, args["language"], None, example_of(rule))
    query = within_reach() | {"cause": args["cause"], "rule": rule.id}
    document = store().deliveries.first(query, current_app.extensions["clock"].now())
    delivery = delivery_of(document) if document else None
    if delivery is None or not all(caller().reaches(each.notice.municipality) for each in delivery.notice.gathered):
        raise not_found("Nothing was planned of such an event under the rule.")
    return _shown(rule, args["language"], delivery.party, delivery.notice)


@blp.route("/preview", methods=["POST"])
@needs("notifications:read")
@blp.arguments(PreviewBody, example=BODY_EXAMPLE)
@blp.response(200, PreviewAnswer, description="As it would be sent.", example=EXAMPLE)
def preview_event(body: dict[str, Any]) -> PreviewAnswer:
    """Show what a rule would send of an event.

    Of any event that is sent along, whether it has happened or not. Nothing is stored and nothing sent. Visa vad en
    regel skulle skicka om en händelse.
    """
    rule = RULES_BY_ID[body["rule"]]
    try:
        event = _event_of(body["event"])
        found = notices_of(rule, event, store().concerns.agreements(getattr(event.data, "municipality", "")))
    except (UnreadableEvent, NotTold) as error:
        raise invalid(Invalid("event", str(error))) from error
    except (ValueError, LookupError, OverflowError) as error:
        raise invalid(Invalid("event", "is of a known form, but tells of nothing that could have happened")) from error
    party = body.get("party", next(iter(found)))
    if party not in found:
        raise invalid(Invalid("party", f"is not told; those that are: {', '.join(found)}"))
    caller().must_reach(found[party].municipality)
    return _shown(rule, body["language"], party, found[party])


def _event_of(structured: dict[str, Any]) -> Event:
    attributes = {f"ce_{name}": str(value) for name, value in structured.items() if name != "data"}
    missing = [name for name in ("id", "source", "type", "time") if not attributes.get(f"ce_{name}")]
    if missing or "data" not in structured:
        raise UnreadableEvent(f"lacks {', '.join(missing) or 'data'}")
    try:
        parse_instant(attributes["ce_time"])
        return decode(attributes, msgspec.json.encode(structured["data"]))
    except (ValueError, TypeError) as error:
        raise UnreadableEvent(f"cannot be read: {error}") from error


def _shown(rule: Rule, language: str, party: str | None, notice: Notice) -> PreviewAnswer:
    settings = current_app.extensions["settings"]
    link = f"{settings.public_url}/confirm/..." if rule.id in CONFIRMATIONS else None
    words = Wording(settings.page_url).render(rule.id, language, notice, link)
    at = current_app.extensions["clock"].now()
    calendar = calendar_of(rule.id, notice, at, settings.page_url, settings.mail_sender)
    return PreviewAnswer(
        rule=rule.id,
        language=language,
        party=party,
        subject=words.subject,
        text=words.text,
        html=words.html,
        calendar=calendar.decode() if calendar else None,
    )

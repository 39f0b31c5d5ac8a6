"""What a subscription is sent, as the `webhooks` of the OpenAPI document: made from the catalogue, a type each.

Source: OpenAPI 3.1, `webhooks`; CloudEvents 1.0.2, HTTP binding, structured mode; Standard Webhooks.
"""

from datetime import datetime
from typing import Any, Final

import msgspec

from services.notifications.channels.own_events import OWN, TOLD, VERIFICATION, Challenge, NoticeTold, own_event
from services.notifications.domain.facets import FOLLOWED
from services.notifications.domain.preview import example_of
from services.notifications.domain.rules import RULES_BY_ID
from services.notifications.domain.subscribed import attributes
from shared.events.catalogue import CATALOGUE
from shared.events.cloudevent import Event
from shared.events.examples import EXAMPLES
from shared.events.record import Record
from shared.events.schemas import address_of
from shared.http.structs import schema_of

_ID: Final = "7f9c2ba4-e88f-5c0b-9d2f-4b1c6f1d7e52"
_AT: Final = datetime.fromisoformat("2021-04-16T09:30:00+00:00")
_MEDIA_TYPE: Final = "application/cloudevents+json"
_HEADERS: Final[dict[str, tuple[str, str]]] = {
    "webhook-id": ("The same at every attempt to send the same event: do once what comes twice.", _ID),
    "webhook-timestamp": ("When this attempt was signed, in seconds since 1970. Refuse what is old.", "1618565400"),
    "webhook-signature": (
        "`v1,` and the signature of id, timestamp and body, in base64; several, with a space between, for a day after "
        "the secret was changed.",
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    ),
}
_ANSWERS: Final[dict[str, Any]] = {
    "2XX": {"description": "It was received. It is not sent again."},
    "410": {"description": "Nothing is wanted any more: the subscription is disabled at once."},
    "default": {"description": "It is sent again later, by the schedule of retries; so it is when no answer comes."},
}


class CloudEvent(Record, frozen=True, kw_only=True):
    """What every event that is sent has; which `data`, its `type` says. `source` and `id` together name it."""

    specversion: str
    id: str
    source: str
    type: str
    time: datetime
    datacontenttype: str
    data: Any
    subject: str | None = None
    dataschema: str
    traceparent: str | None = None


def own_data() -> dict[str, NoticeTold | Challenge]:
    """An example of the data of each type that subscriptions alone are sent."""
    notice = example_of(RULES_BY_ID["tip-received"])
    words = "Nytt tips till polisen från Nykvarn", "Ett nytt tips har kommit in från Nykvarn\n"
    told = NoticeTold("tip-received", "polisen-sodertalje", "larm", True, f"{notice.about}.1", "sv", *words, notice)
    return {TOLD: told, VERIFICATION: Challenge("n7Wq0Y2u6H3kq1v4l8ZrX5cT9bJmS0aEdPfGhKiLoQs")}


def webhooks(activities_url: str, public_url: str) -> dict[str, Any]:
    """Type -> what is sent, and how it may be answered.

    Args:
        activities_url: where activities is reached from outside, which serves the schemas of what topics hold.
        public_url: where notifications is, which serves those of what only subscriptions are sent.
    """
    data = own_data()
    answers = {TOLD: _ANSWERS, VERIFICATION: _repeating(data[VERIFICATION])}
    subjects = {TOLD: "2d1f2f0e-6f4d-5b59-9d51-3f1f4a7b0c11", VERIFICATION: "nykvarn-status"}
    return {
        **{name: _followed(name, activities_url) for name in sorted(FOLLOWED)},
        **{name: _own(name, subjects[name], data[name], answers[name], public_url) for name in OWN},
    }


def _followed(name: str, activities_url: str) -> dict[str, Any]:
    event = Event(_ID, f"/loftet/{CATALOGUE[name].producer}", name, _AT, EXAMPLES[name], b"")
    example = {**attributes(event, address_of(activities_url, name)), "data": msgspec.to_builtins(EXAMPLES[name])}
    return _sent(name, CATALOGUE[name].summary, schema_of(CATALOGUE[name].data), example, _ANSWERS)


def _own(
    name: str, subject: str, data: NoticeTold | Challenge, answers: dict[str, Any], public_url: str
) -> dict[str, Any]:
    example = msgspec.to_builtins(own_event(public_url, name, _ID, _AT, subject, data))
    return _sent(name, OWN[name].summary, schema_of(OWN[name].data), example, answers)


def _repeating(challenge: NoticeTold | Challenge) -> dict[str, Any]:
    answered = {"schema": schema_of(Challenge), "example": msgspec.to_builtins(challenge)}
    return {
        "200": {"description": "The same challenge.", "content": {"application/json": answered}},
        "default": {"description": "The receiver is not verified; the request to verify it is answered with why."},
    }


def _sent(name: str, summary: str, data: Any, example: Any, answers: dict[str, Any]) -> dict[str, Any]:  # noqa: ANN401
    told = {"properties": {"type": {"const": name}, "data": data}}
    body = {"schema": {"allOf": [schema_of(CloudEvent), told]}, "example": example}
    operation = {
        "tags": ["subscriptions"],
        "summary": name,
        "description": summary,
        "parameters": [_header(each, *said) for each, said in _HEADERS.items()],
        "requestBody": {"required": True, "content": {_MEDIA_TYPE: body}},
        "responses": answers,
    }
    return {"post": operation}


def _header(name: str, description: str, example: str) -> dict[str, Any]:
    schema = {"type": "string"}
    return {
        "in": "header",
        "name": name,
        "required": True,
        "description": description,
        "schema": schema,
        "example": example,
    }

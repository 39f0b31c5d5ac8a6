"""The AsyncAPI 3 document of all topics, made from the catalogue: what stands on each, with its key and its headers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from shared.events.catalogue import CATALOGUE, DEAD_LETTER_SERVICES, INBOUND, OF_SENDERS, TOPICS, dead_letters_of
from shared.events.examples import EXAMPLES
from shared.events.schemas import address_of, definitions_of

VERSION: Final = "3.0.0"
_REF: Final = "#/components/schemas/{name}"
_STRUCTURED: Final = "application/cloudevents+json"
_TEXT: Final = {"type": "string"}
_HEADERS: Final[dict[str, Any]] = {
    "type": "object",
    "description": "CloudEvents 1.0, Kafka binding, binary mode: attributes in headers, so that a type can be skipped.",
    "required": ["ce_specversion", "ce_id", "ce_source", "ce_type"],
    "properties": {
        "ce_specversion": {"type": "string", "const": "1.0"},
        "ce_id": {"type": "string", "description": "The same whenever the event is sent again."},
        "ce_source": {"type": "string", "description": "Who says so; with `ce_id` it names the event."},
        "ce_type": _TEXT,
        "ce_time": {"type": "string", "format": "date-time"},
        "ce_subject": {"type": "string", "description": "The id of what it is about."},
        "ce_dataschema": {"type": "string", "format": "uri", "description": "The JSON Schema of the data."},
        "ce_traceparent": {"type": "string", "description": "W3C trace context of the request that caused it."},
        "content-type": {"type": "string", "const": "application/json"},
    },
}


@dataclass(frozen=True, slots=True)
class Accepted:
    """A type that outsiders may put on the inbound topic: the form of its data, what it says, and an example."""

    name: str
    data: type[msgspec.Struct]
    summary: str
    example: Mapping[str, Any]


def document(activities_url: str, version: str, accepted: Sequence[Accepted]) -> dict[str, Any]:
    """The document of an installation.

    Args:
        activities_url: where the outside reaches activities, which serves the schemas.
        version: of the interface.
        accepted: the types that are taken on the inbound topic.
    """
    forms = {event_type.data for event_type in CATALOGUE.values()} | {each.data for each in accepted}
    schemas = definitions_of(sorted(forms, key=lambda form: form.__name__), _REF)
    inbound = {_name(each.name): _inbound_message(activities_url, each) for each in accepted}
    inbound |= {f"{_name(each.name)}-structured": _structured_message(activities_url, each) for each in accepted}
    told = {_name(name): _message(activities_url, name) for name in CATALOGUE}
    return {
        "asyncapi": VERSION,
        "info": {
            "title": "Löftet: events",
            "version": version,
            "description": "Every Kafka topic of Löftet and the events on it. Alla ämnen och händelser i Löftet.",
            "contact": {"name": "Whoever runs this Löftet", "url": activities_url},
            "license": {"name": "EUPL-1.2", "url": "https://eupl.eu/1.2/en/"},
        },
        "defaultContentType": "application/json",
        "channels": _channels(list(inbound)),
        "operations": _operations(),
        "components": {
            "messages": told | inbound,
            "schemas": {**schemas, "EventHeaders": _HEADERS},
        },
    }


def _channels(inbound: list[str]) -> dict[str, Any]:
    told = {name: [_name(each.name) for each in CATALOGUE.values() if each.topic == name] for name in TOPICS}
    told[INBOUND] = inbound
    channels = {_name(name): _channel(name, topic.summary, topic.key, told[name]) for name, topic in TOPICS.items()}
    for name in OF_SENDERS:
        channels[f"{_name(name)}-of-sender"] = _of_sender(channels[_name(name)])
    for service in DEAD_LETTER_SERVICES:
        summary = f"What {service} could not understand: the original bytes and headers, and why."
        channels[_name(dead_letters_of(service))] = _channel(dead_letters_of(service), summary, "as the original", [])
    return channels


def _channel(address: str, summary: str, key: str, messages: list[str]) -> dict[str, Any]:
    return {
        "address": address,
        "description": f"{summary} The records' key: {key}.",
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in messages},
        "bindings": {"kafka": {"topic": address, "bindingVersion": "0.5.0"}},
    }


def _of_sender(common: Mapping[str, Any]) -> dict[str, Any]:
    """The channel that a sender has for its own: it alone may write, or read, there."""
    address = f"{common['address']}.{{sender}}"
    sender = "Whose it is: the sender's party, or the name that was agreed upon for its system."
    return {
        **common,
        "address": address,
        "parameters": {"sender": {"description": sender, "examples": ["polisen-exempel"]}},
        "bindings": {"kafka": {"bindingVersion": "0.5.0"}},
    }


def _operations() -> dict[str, Any]:
    """As this application sees it: it sends on its own topics and receives on the inbound one."""
    sent = {
        f"send-{_name(name)}": {
            "action": "send",
            "channel": {"$ref": f"#/channels/{_name(name)}"},
            "summary": f"Löftet tells on {name}.",
        }
        for name in TOPICS
        if name != INBOUND
    }
    received = {
        "action": "receive",
        "channel": {"$ref": f"#/channels/{_name(INBOUND)}"},
        "summary": f"Police systems post straight onto {INBOUND}.",
    }
    told = {**sent, f"receive-{_name(INBOUND)}": received}
    own = {f"{each}-of-sender": _own(told[each]) for each in told if each.endswith(tuple(map(_name, OF_SENDERS)))}
    return told | own


def _own(common: Mapping[str, Any]) -> dict[str, Any]:
    """The same on a sender's own topic."""
    channel = {"$ref": f"{common['channel']['$ref']}-of-sender"}
    return {**common, "channel": channel, "summary": f"{common['summary'][:-1]}, by a topic of the sender's own."}


def _message(activities_url: str, name: str) -> dict[str, Any]:
    event_type = CATALOGUE[name]
    return {
        "name": name,
        "title": name,
        "summary": event_type.summary,
        "description": f"Sent by {event_type.producer}. Schema: {address_of(activities_url, name)}",
        "headers": {"$ref": _REF.format(name="EventHeaders")},
        "payload": {"$ref": _REF.format(name=event_type.data.__name__)},
        "bindings": _key(TOPICS[event_type.topic].key),
        "examples": [{"name": "example", "payload": msgspec.to_builtins(EXAMPLES[name])}],
    }


def _inbound_message(activities_url: str, accepted: Accepted) -> dict[str, Any]:
    return {
        "name": accepted.name,
        "title": accepted.name,
        "summary": accepted.summary,
        "description": f"Sent by others. Schema: {address_of(activities_url, accepted.name)}",
        "headers": {"$ref": _REF.format(name="EventHeaders")},
        "payload": {"$ref": _REF.format(name=accepted.data.__name__)},
        "bindings": _key(TOPICS[INBOUND].key),
        "examples": [{"name": "example", "payload": dict(accepted.example)}],
    }


def _structured_message(activities_url: str, accepted: Accepted) -> dict[str, Any]:
    """The same in structured mode: the whole event is the value, and its headers are nothing but the content type."""
    binary = _inbound_message(activities_url, accepted)
    event = {"specversion": "1.0", "id": "2021-04-15-17", "source": "/polisen-sodertalje/insatser"}
    example = {**event, "type": accepted.name, "party": "polisen-sodertalje", "data": dict(accepted.example)}
    return {
        **binary,
        "title": f"{accepted.name}, structured",
        "summary": "The same event in structured mode.",
        "contentType": _STRUCTURED,
        "headers": {
            "type": "object",
            "required": ["content-type"],
            "properties": {"content-type": {"type": "string", "const": _STRUCTURED}},
        },
        "payload": {
            "type": "object",
            "required": ["specversion", "id", "source", "type", "party", "data"],
            "properties": {
                "specversion": {"type": "string", "const": "1.0"},
                "id": {**_TEXT, "description": "With `source` it names the event."},
                "source": {
                    **_TEXT,
                    "description": "The sender's own; it begins with `/` and its party, unless agreed otherwise.",
                },
                "type": {"type": "string", "const": accepted.name},
                "party": {**_TEXT, "description": "For which party it speaks."},
                "subject": {**_TEXT, "description": "The sender's own id of the record."},
                "data": binary["payload"],
            },
        },
        "examples": [{"name": "example", "payload": example}],
    }


def _key(meaning: str) -> dict[str, Any]:
    return {"kafka": {"key": {"type": "string", "description": meaning}, "bindingVersion": "0.5.0"}}


def _name(full: str) -> str:
    """A topic's or type's name as a component's: letters, digits and single hyphens."""
    return full.replace(".", "-")

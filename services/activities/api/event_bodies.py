"""The events of a request: one, or a batch, of which an event that cannot be read is no reason to refuse the others."""

import re
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import unquote

import msgspec
from flask import request

from services.activities.cloudevents import EventId, SourceUri
from services.activities.domain.refusal import Reason, Refused
from shared.http.bodies import BOM, NotJson, parse_json, raw_body, read_json
from shared.http.problem import MEANINGS, Problem

MOST: Final = 1_000
STRUCTURED, BATCH, JSON = "application/cloudevents+json", "application/cloudevents-batch+json", "application/json"
# What parts the items of a list in JSON: texts, which may hold any of the rest, brackets and commas. A text that never
# ends is one too: it would be looked for again at each of its quotes.
_TOKEN: Final = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"?|[\[\]{},]', re.DOTALL)
# A quoted header and what is escaped in one (RFC 7230, section 3.2.6).
_QUOTED: Final = re.compile(r'"([^"\\]*(?:\\.[^"\\]*)*)"')
_PAIR: Final = re.compile(r"\\(.)")


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An event that cannot be read, and why; ``named`` is as much of its `id` and `source` as can be."""

    refusal: Refused
    named: dict[str, str]


class _Named(msgspec.Struct):
    id: EventId
    source: SourceUri


def sent_events() -> tuple[list[Any], bool]:
    """The events as they came, each parsed or `Unreadable`, and whether they came as a batch.

    Raises:
        Problem: the body is none of the forms that are taken.
    """
    kind = request.mimetype
    if kind not in (STRUCTURED, BATCH, JSON):
        taken = f"{STRUCTURED}, {BATCH} or {JSON}"
        raise Problem(415, MEANINGS[415].title, "This content type is not taken here.", remedy=f"Send {taken}.")
    is_binary = kind == JSON and "ce-specversion" in request.headers
    try:
        body = read_json()
    except NotJson:
        raise
    except Problem as problem:
        return _one_by_one(problem, is_one=is_binary or kind == STRUCTURED), True
    if is_binary:
        return [_binary(body)], False
    if isinstance(body, list) and kind != STRUCTURED:
        return _few(body), True
    if isinstance(body, dict) and kind != BATCH:
        return [body], False
    wanted = "a list of events" if kind == BATCH else "an event, which is an object"
    raise Problem(422, "Invalid", f"The body is not {wanted}.", remedy="Send what its content type says.")


def _few(events: list[Any]) -> list[Any]:
    if len(events) > MOST:
        raise Problem(413, "Too large", f"A batch holds at most {MOST} events.", remedy="Send less at a time.")
    return events


def _binary(data: Any) -> dict[str, Any] | Unreadable:  # noqa: ANN401  (parsed JSON)
    """The event whose attributes are headers, in its JSON form (CloudEvents' HTTP binding, section 3.1)."""
    headers = {name.lower(): value for name, value in request.headers.items()}
    attributes: dict[str, str] = {}
    reasons: list[Reason] = []
    for name, value in headers.items():
        if name.startswith("ce-"):
            try:
                attributes[name[3:]] = _unescaped(value)
            except UnicodeDecodeError:
                reasons.append(Reason(name[3:], "has percent-escapes that are not UTF-8"))
    if reasons:
        return Unreadable(Refused("An attribute cannot be read.", reasons), {})
    return {**attributes, "datacontenttype": JSON, "data": data}


def _unescaped(header: str) -> str:
    """The value of an attribute's header (section 3.1.3.2): out of its quotes, if it has any, then of its escapes.

    Raises:
        UnicodeDecodeError: it has escapes that are not UTF-8.
    """
    quoted = _QUOTED.fullmatch(header)
    return unquote(_PAIR.sub(r"\1", quoted[1]) if quoted else header, errors="strict")


def _one_by_one(problem: Problem, *, is_one: bool) -> list[Any]:
    """The events of a batch that cannot be read as a whole; where it is none, the problem stands."""
    items = None if is_one or problem.status != 400 else _items(raw_body().removeprefix(BOM).strip())
    if items is None:
        raise problem
    return [_event(item) for item in _few(items)]


def _items(body: bytes) -> list[bytes] | None:
    """The items of a JSON list, none of them read; None when it is no list."""
    found: list[bytes] = []
    depth, begins = 0, 1
    for token in _TOKEN.finditer(body) if body.startswith(b"[") else ():
        mark = token[0]
        depth += (mark in b"[{") - (mark in b"]}")
        if depth == 0:
            return [*found, body[begins : token.start()]] if body[token.start() :] == b"]" else None
        if depth == 1 and mark == b",":
            found.append(body[begins : token.start()])
            begins = token.end()
    return None


def _event(item: bytes) -> Any:  # noqa: ANN401
    """An item of a batch as JSON, or why it cannot be read."""
    try:
        return parse_json(item, "event")
    except NotJson:
        raise
    except Problem as problem:
        return Unreadable(Refused(problem.detail), _named(item))


def _named(item: bytes) -> dict[str, str]:
    try:
        return msgspec.to_builtins(msgspec.json.decode(item, type=_Named))  # type: ignore[no-any-return]
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        return {}

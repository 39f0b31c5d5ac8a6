"""Reading what a view asks for: bodies strictly, queries without unknown names; refusals as problems with paths."""

from collections.abc import Iterator
from typing import Any, Final, NoReturn

from flask import Request
from marshmallow import RAISE, Schema, ValidationError, fields
from webargs.core import missing
from webargs.flaskparser import FlaskParser, is_json_request

from shared.http.bodies import parse_json, raw_body
from shared.http.problem import Invalid, invalid, of_status

_WHOLE: Final = "_schema"  # marshmallow's name for what concerns no single field


class Parser(FlaskParser):
    """Reads what a view's schema asks for, or raises a `Problem`."""

    DEFAULT_UNKNOWN_BY_LOCATION: dict[str, str | None] = {  # noqa: RUF012
        **FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION,
        "query": RAISE,
        "querystring": RAISE,
        "form": RAISE,
    }

    def _raw_load_json(self, req: Request) -> Any:  # noqa: ANN401
        body = raw_body()
        if not body:
            return missing
        if not is_json_request(req):
            raise of_status(415)
        return parse_json(body)

    def load_querystring(self, req: Request, schema: Schema) -> Any:  # noqa: ANN401
        """The query, unless what has one value is given several: which of them was meant is anybody's guess."""
        lists = {field.data_key for field in schema.fields.values() if isinstance(field, fields.List)}
        twice = [name for name, values in req.args.lists() if len(values) > 1 and name not in lists]
        if twice:
            raise invalid(*(Invalid(name[:200], "is given more than once") for name in twice))
        return super().load_querystring(req, schema)

    def load_form(self, req: Request, schema: Schema) -> Any:  # noqa: ANN401
        """The form, unless a value holds NUL."""
        if any("\x00" in value for values in req.form.listvalues() for value in values):
            raise of_status(400)
        return super().load_form(req, schema)

    def handle_error(self, error: ValidationError, *args: Any, **kwargs: Any) -> NoReturn:  # noqa: ANN401
        """Refuse with every reason at its place."""
        raise invalid(*reasons_of(error)) from error


def reasons_of(error: ValidationError) -> list[Invalid]:
    """Marshmallow's nested messages as a flat list, the location (json, query) left out."""
    messages = error.messages
    if not isinstance(messages, dict):
        return [Invalid("body", str(message)) for message in messages]
    return [reason for part in messages.values() for reason in flatten(part)]


def flatten(messages: Any, path: str = "") -> Iterator[Invalid]:  # noqa: ANN401
    """Nested messages by the path of each: `actual.start`, `items[3].kind`."""
    if isinstance(messages, dict):
        for name, inner in messages.items():
            yield from flatten(inner, _join(path, name))
    elif isinstance(messages, list):
        for message in messages:
            yield from flatten(message, path) if isinstance(message, dict) else (_invalid(path, message),)
    else:
        yield _invalid(path, messages)


def _join(path: str, name: Any) -> str:  # noqa: ANN401
    if name == _WHOLE:
        return path
    if isinstance(name, int):
        return f"{path}[{name}]"
    return f"{path}.{name}" if path else str(name)


def _invalid(path: str, message: Any) -> Invalid:  # noqa: ANN401
    return Invalid(path[:200] or "body", str(message))

"""Moments by the code, held against schemas: what a struct has as a `datetime` must be told as one."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, get_args, get_type_hints

import msgspec

Schema = Mapping[str, Any]


def formats(form: Schema, example: Any = None) -> Iterator[tuple[str | None, Any]]:
    """The formats of what a member may be, be it a choice or a list, each with the example that is given of it."""
    example = form.get("example", example)
    yield form.get("format"), example
    for choice in form.get("anyOf", ()):
        yield from formats(choice, example)
    if isinstance(form.get("items"), Mapping):
        yield from formats(form["items"])


def untold(schemas: Mapping[str, Schema]) -> Iterator[str]:
    """The members of our own structs that are moments, and are not told as such by the schemas of those names."""
    for struct in _structs(msgspec.Struct):
        properties = schemas.get(struct.__name__, {}).get("properties", {})
        names = dict(zip(struct.__struct_fields__, struct.__struct_encode_fields__, strict=True))
        if properties.keys() >= set(names.values()):
            hints = get_type_hints(struct)
            moments = [outside for name, outside in names.items() if _is_moment(hints[name])]
            yield from (f"{struct.__name__}.{name}" for name in moments if not _is_told(properties[name]))


def _structs(above: type[msgspec.Struct]) -> Iterator[type[msgspec.Struct]]:
    for struct in above.__subclasses__():
        yield struct
        yield from _structs(struct)


def _is_moment(hint: Any) -> bool:
    return hint is datetime or any(map(_is_moment, get_args(hint)))


def _is_told(form: Schema) -> bool:
    return any(kind == "date-time" for kind, _ in formats(form))

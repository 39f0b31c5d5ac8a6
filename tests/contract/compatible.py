"""Whether data that was written by one schema can be read by another, of which it is a later state."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

Schema = Mapping[str, Any]

_LIMITS_FROM_BELOW: Final = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
_LIMITS_FROM_ABOVE: Final = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
_WORDS: Final = ("format", "pattern", "const")
_ANY: Final = frozenset({"string", "integer", "number", "boolean", "array", "object", "null"})


def breaks(before: Mapping[str, Schema], after: Mapping[str, Schema], form: str) -> list[str]:
    """What of a form written before could not be read after, or would not be there any more, each in words.

    Args:
        before, after: the schemas of the form and of all that it refers to, by name.
        form: the form's name.
    """
    return sorted(set(_Comparison(before, after).of({"$ref": form}, {"$ref": form}, form, ())))


class _Comparison:
    """Two sets of definitions, walked side by side."""

    def __init__(self, before: Mapping[str, Schema], after: Mapping[str, Schema]) -> None:
        self._before, self._after = before, after

    def of(self, before: Schema, after: Schema, where: str, inside: tuple[str, ...]) -> Iterator[str]:
        """What breaks between two schemas; ``inside`` are the names that are being compared already."""
        name = before.get("$ref", "")
        if name and name in inside:
            return
        olds, news = _choices(before, self._before), _choices(after, self._after)
        for old in olds:
            found = [list(self._one(old, new, where, (*inside, name))) for new in news]
            if all(found):  # by none of the choices can it be read: told by the one that fits best
                yield from min(found, key=len)

    def _one(self, old: Schema, new: Schema, where: str, inside: tuple[str, ...]) -> Iterator[str]:
        missing = _types(old) - _types(new) - ({"integer"} if "number" in _types(new) else set())
        if missing:
            yield f"{where}: {_said(old)} is now {_said(new)}"
            return
        yield from _limits(old, new, where)
        if "properties" in old:
            yield from self._properties(old, new, where, inside)
        for inner, said in (("items", "[]"), ("additionalProperties", "{}")):
            if isinstance(old.get(inner), Mapping) and isinstance(new.get(inner), Mapping):
                yield from self.of(old[inner], new[inner], where + said, inside)

    def _properties(self, old: Schema, new: Schema, where: str, inside: tuple[str, ...]) -> Iterator[str]:
        for name, schema in old["properties"].items():
            if name not in new.get("properties", {}):
                yield f"{where}.{name} is gone"
            else:
                yield from self.of(schema, new["properties"][name], f"{where}.{name}", inside)
        for name in sorted(set(new.get("required", ())) - set(old.get("required", ()))):
            yield f"{where}.{name} is required now"


def _choices(schema: Schema, definitions: Mapping[str, Schema]) -> list[Schema]:
    if "$ref" in schema:
        return _choices(definitions[schema["$ref"]], definitions)
    if "anyOf" in schema:
        return [choice for each in schema["anyOf"] for choice in _choices(each, definitions)]
    return [schema]


def _types(schema: Schema) -> frozenset[str]:
    found = schema.get("type")
    if found is None:
        return frozenset({"string"}) if "enum" in schema else _ANY
    return frozenset([found] if isinstance(found, str) else found)


def _limits(old: Schema, new: Schema, where: str) -> Iterator[str]:
    if "enum" in new and (gone := set(old.get("enum", ("anything",))) - set(new["enum"])):
        yield f"{where} may no longer be {', '.join(map(str, sorted(gone)))}"
    for name in _LIMITS_FROM_BELOW:
        if name in new and not old.get(name, float("-inf")) >= new[name]:
            yield f"{where}: {name} is {new[name]} now"
    for name in _LIMITS_FROM_ABOVE:
        if name in new and not old.get(name, float("inf")) <= new[name]:
            yield f"{where}: {name} is {new[name]} now"
    for name in _WORDS:
        if name in new and old.get(name) != new[name]:
            yield f"{where}: {name} is {new[name]} now"


def _said(schema: Schema) -> str:
    return " or ".join(sorted(_types(schema))) if _types(schema) != _ANY else "anything"

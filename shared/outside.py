"""Our schemas as strangers read them: moments as moments, expressions by ECMA-262, fields by their names outside.

msgspec tells the format of a moment only where it asks for an offset as it reads one; each of ours has one, so each is
told. ECMA-262, which JSON Schema has its expressions from, ends a text by `$` alone. Descriptions come from docstrings,
which quote fields as ``reported_by``, speak of None, and may end in a section `Attributes:`.
"""

import inspect
import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

import msgspec
from msgspec.inspect import DateTimeType, Field, Metadata, StructType, Type, UnionType, multi_type_info

_END: Final = r"\Z"
_QUOTED: Final = re.compile(r"``([^`]+)``")
_FIELD: Final = re.compile(r"[a-z]+(?:_[a-z]*)+")
_ATTRIBUTES: Final = "\n\nAttributes:\n"
_ITEM: Final = re.compile(r"\n(?=\S)")


def schemas_of(forms: Sequence[Any], reference: str) -> tuple[tuple[dict[str, Any], ...], dict[str, dict[str, Any]]]:
    """The schemas of forms of data, and by name of all that they refer to; ``reference`` says how, with {name}."""
    schemas, definitions = msgspec.json.schema_components(forms, ref_template=reference)
    for struct in _structs(multi_type_info(forms), set()):
        properties = definitions[struct.cls.__name__]["properties"]
        for field in struct.fields:
            if _is_moment(field.type):
                _tell_moment(properties[field.encode_name])
    return schemas, definitions


def _structs(part: Any, seen: set[type]) -> Iterator[StructType]:  # noqa: ANN401  (whatever stands in a form)
    """The structs in a form, each once."""
    if isinstance(part, StructType):
        if part.cls in seen:
            return
        seen.add(part.cls)
        yield part
    inner = part if isinstance(part, list | tuple) else ()
    if isinstance(part, Type | Field):
        inner = [getattr(part, name) for name in part.__struct_fields__]
    for each in inner:
        yield from _structs(each, seen)


def _is_moment(form: Type) -> bool:
    if isinstance(form, Metadata):
        return _is_moment(form.type)
    return isinstance(form, DateTimeType) or (isinstance(form, UnionType) and any(map(_is_moment, form.types)))


def _tell_moment(schema: dict[str, Any]) -> None:
    for each in schema.get("anyOf", [schema]):
        if each.get("type") == "string":
            each["format"] = "date-time"


def translate(schema: Any) -> Any:  # noqa: ANN401  (whatever JSON holds)
    """A schema, or a document that holds some, as others read it; what is given stays as it is."""
    if isinstance(schema, dict):
        return {name: _translated(name, value) for name, value in schema.items()}
    return [translate(each) for each in schema] if isinstance(schema, list) else schema


def _translated(name: str, value: Any) -> Any:  # noqa: ANN401  (a text, or a field of that name)
    if not isinstance(value, str):
        return translate(value)
    if name == "pattern":
        return value.replace(_END, "$")
    return _description(value) if name == "description" else value


def _description(docstring: str) -> str:
    text, _, attributes = inspect.cleandoc(docstring).partition(_ATTRIBUTES)
    if attributes:
        text += "\n\n" + "\n".join(map(_attribute, _ITEM.split(inspect.cleandoc(attributes))))
    return re.sub(r"\bNone\b", "null", _QUOTED.sub(lambda quoted: f"`{_outside(quoted[1])}`", text))


def _attribute(item: str) -> str:
    names, _, said = item.partition(":")
    return f"- {', '.join(f'`{_outside(name)}`' for name in names.split(', '))}: {' '.join(said.split())}"


def _outside(quoted: str) -> str:
    """What is quoted; a field as it is called outside."""
    if not _FIELD.fullmatch(quoted):
        return quoted
    first, *others = quoted.split("_")
    return first + "".join(map(str.capitalize, others))

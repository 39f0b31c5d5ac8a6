"""Our schemas as strangers read them: regular expressions by ECMA-262, fields by the names that they have outside.

ECMA-262, which JSON Schema has its expressions from, ends a text by `$` alone. Descriptions come from docstrings, which
quote fields as ``reported_by``, speak of None, and may end in a section `Attributes:`.
"""

import inspect
import re
from typing import Any, Final

_END: Final = r"\Z"
_QUOTED: Final = re.compile(r"``([^`]+)``")
_FIELD: Final = re.compile(r"[a-z]+(?:_[a-z]*)+")
_ATTRIBUTES: Final = "\n\nAttributes:\n"
_ITEM: Final = re.compile(r"\n(?=\S)")


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

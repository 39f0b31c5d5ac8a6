"""Regular expressions for strangers: JSON Schema has those of ECMA-262, which ends a text by `$` alone."""

from typing import Any, Final

_END: Final = r"\Z"


def translate(schema: Any) -> Any:  # noqa: ANN401  (whatever JSON holds)
    """A schema, or a document that holds some, with each `pattern` as others read it; what is given stays as it is."""
    if isinstance(schema, dict):
        return {name: _pattern(value) if name == "pattern" else translate(value) for name, value in schema.items()}
    return [translate(each) for each in schema] if isinstance(schema, list) else schema


def _pattern(value: Any) -> Any:  # noqa: ANN401  (a text, or a field of that name)
    return value.replace(_END, "$") if isinstance(value, str) else translate(value)

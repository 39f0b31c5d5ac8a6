"""Our own structs in the OpenAPI document: their JSON Schema (2020-12, as OpenAPI 3.1 wants it) by reference."""

from collections.abc import Iterable
from typing import Any, Final

import msgspec

from shared.outside import schemas_of

_PREFIX: Final = "#/components/schemas/"
_components: dict[str, dict[str, Any]] = {}


def is_struct(schema: Any) -> bool:  # noqa: ANN401
    """Whether it is one of our own structs, or a generic of them such as `list[Activity]`."""
    return (isinstance(schema, type) and issubclass(schema, msgspec.Struct)) or hasattr(schema, "__origin__")


def schema_of(struct: Any) -> dict[str, Any]:  # noqa: ANN401
    """The schema of a struct for the OpenAPI document, as a reference to a component."""
    (schema,), components = schemas_of([struct], _PREFIX + "{name}")
    _keep(components)
    return dict(schema)


def loosened(
    struct: type[msgspec.Struct], name: str, unsaid: Iterable[str] | None = None, **replaced: dict[str, Any]
) -> dict[str, Any]:
    """As `schema_of`, for a struct of which nothing need be said yet: a component of its own.

    Args:
        struct: what it becomes.
        name: of the component.
        unsaid: the fields that may be null, which is as good as left out; None: all of them.
        replaced: schemas of fields that stand for those of the struct.
    """
    _, whole = schemas_of([struct], _PREFIX + "{name}")
    _keep(whole)
    loose = {key: value for key, value in whole[struct.__name__].items() if key != "required"} | {"title": name}
    fields = loose["properties"] | replaced
    nullable = fields.keys() if unsaid is None else set(unsaid)
    loose["properties"] = {
        field: {"anyOf": [schema, {"type": "null"}]} if field in nullable else schema
        for field, schema in fields.items()
    }
    _components[name] = loose
    return {"$ref": _PREFIX + name}


def _keep(components: dict[str, dict[str, Any]]) -> None:
    """Keep components by their names.

    Raises:
        TypeError: another class has the same name, be it another service's: documents are made in one process, too.
    """
    for name, schema in components.items():
        if _components.setdefault(name, schema) != schema:
            raise TypeError(f"two classes of the interface are called {name}")


def missing_components(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The components that a document refers to but does not hold, and those that they refer to in turn."""
    held = document.get("components", {}).get("schemas", {})
    found: dict[str, dict[str, Any]] = {}
    pending: list[Any] = [document]
    while pending:
        node = pending.pop()
        if isinstance(node, dict):
            name = str(node.get("$ref", "")).removeprefix(_PREFIX)
            if name in _components and name not in held and name not in found:
                found[name] = _components[name]
                pending.append(found[name])
            pending.extend(node.values())
        elif isinstance(node, list):
            pending.extend(node)
    return found

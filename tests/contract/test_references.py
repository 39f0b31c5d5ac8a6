"""Every reference within the OpenAPI document of each service leads somewhere."""

from collections.abc import Iterator
from typing import Any


def references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for child in node.values():
            yield from references(child)
    elif isinstance(node, list):
        for child in node:
            yield from references(child)


def leads_somewhere(reference: str, document: dict[str, Any]) -> bool:
    node: Any = document
    for part in reference.removeprefix("#/").split("/"):
        name = part.replace("~1", "/").replace("~0", "~")
        if not isinstance(node, dict) or name not in node:
            return False
        node = node[name]
    return reference.startswith("#/")


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    found = set(references(document))

    assert found
    assert {each for each in found if not leads_somewhere(each, document)} == set()

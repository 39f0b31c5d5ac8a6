"""The patterns in every document mean the same in the languages of strangers: ECMA-262, as JSON Schema asks."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from shared.events.catalogue import CATALOGUE
from shared.events.schemas import schema_of_type
from tests.contract.apps import PLACE, SERVICES, document_of
from tests.contract.documents import DOCUMENTS

NODE = Path(__file__).parent / "node"


def refused(*documents: Path) -> str:
    """What a JavaScript engine finds wrong with the patterns of documents."""
    ran = subprocess.run(
        ["node", "check-patterns.js", *map(str, documents)], cwd=NODE, capture_output=True, text=True, check=True
    )
    return ran.stdout


@pytest.mark.parametrize("path", DOCUMENTS)
def test_a_javascript_engine_takes_every_pattern_of_a_document(path: str, tmp_path: Path) -> None:
    written = tmp_path / "document.json"
    written.write_text(DOCUMENTS[path](), encoding="utf-8")

    assert refused(written) == ""


def test_a_javascript_engine_takes_every_pattern_of_the_schemas_of_events(tmp_path: Path) -> None:
    written = tmp_path / "schemas.json"
    written.write_text(json.dumps([schema_of_type(PLACE, name) for name in CATALOGUE]), encoding="utf-8")

    assert refused(written) == ""


@pytest.mark.parametrize("service", SERVICES)
def test_every_pattern_is_of_a_whole_text_or_of_anything_within_it(service: str) -> None:
    found = set(patterns(document_of(service)))

    assert found
    assert {each for each in found if not (each.startswith("^") and each.endswith("$"))} <= {r"\S"}


def patterns(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("pattern"), str):
            yield node["pattern"]
        for child in node.values():
            yield from patterns(child)
    elif isinstance(node, list):
        for child in node:
            yield from patterns(child)

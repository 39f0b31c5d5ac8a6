"""Each text and list of each body, taken at the greatest length that the document tells and refused beyond it.

What is tried comes from the documents: their examples, and `maxLength` and `maxItems` of their schemas.
"""

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from deploy.local import Stack
from tests.integration.access_matrix import Matrix, Operation
from tests.integration.furnished import furnished

# Answered event by event, with 200: the tests of events try them.
ONE_BY_ONE = {"post /activities/v1/events"}
# What stands before the @ of a mail address has a limit of its own.
SHORTER_IN_PARTS = {"address"}
NO_REVISION = 999  # whoever is told so was let in, and nothing is changed


@dataclass(frozen=True)
class Bounded:
    """A text or list within a body: where, what is there in the example, and how long it may be."""

    place: tuple[str | int, ...]
    example: str | list[Any]
    most: int

    @property
    def name(self) -> str:
        """As refusals name it."""
        return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in self.place).lstrip(".")

    def of_length(self, length: int, body: Any) -> Any:
        """The body with this so long."""
        changed = copy.deepcopy(body)
        within = changed
        for step in self.place[:-1]:
            within = within[step]
        said = self.example
        within[self.place[-1]] = ("x" * length + said)[-length:] if isinstance(said, str) else said[:1] * length
        return changed


@pytest.fixture(scope="module", params=["activities", "notifications"])
def matrix(request: pytest.FixtureRequest, stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Matrix]:
    with furnished(request.param, stack, tmp_path_factory.mktemp("longest")) as made:
        yield made


def bounded_in(schema: dict[str, Any], value: Any, matrix: Matrix, place: tuple[str | int, ...]) -> Iterator[Bounded]:
    """The bounded parts of an example, by its schema."""
    if "$ref" in schema:
        schema = matrix.document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    for one in (*schema.get("oneOf", ()), *schema.get("anyOf", ())):
        yield from bounded_in(one, value, matrix, place)
    most = schema.get("maxLength" if isinstance(value, str) else "maxItems")
    if place and most is not None and isinstance(value, str | list) and value:
        yield Bounded(place, value, most)
    if isinstance(value, dict):
        for name, child in schema.get("properties", {}).items():
            if name in value:
                yield from bounded_in(child, value[name], matrix, (*place, name))
    if isinstance(value, list) and value:
        yield from bounded_in(schema.get("items") or {}, value[0], matrix, (*place, 0))


def bounded(matrix: Matrix) -> list[tuple[Operation, Bounded]]:
    found = []
    for one in matrix.operations():
        kind, example = one.body()
        if kind and str(one) not in ONE_BY_ONE:
            schema = one.told["requestBody"]["content"][kind]["schema"]
            found += [(one, each) for each in bounded_in(schema, example, matrix, ())]
    return found


def refused(matrix: Matrix, one: Operation, each: Bounded, length: int) -> list[str]:
    """Why a body with this so long is refused, as far as it is for this."""
    said = each.of_length(length, one.body()[1])
    answer = matrix.send(one, matrix.right(one), revision=NO_REVISION, said=said)
    wrong = answer.get_json(force=True).get("invalidParameters", ()) if answer.status_code == 422 else ()
    return [why["reason"] for why in wrong if why["property"].startswith(each.name)]


def test_what_is_longer_than_the_document_says_is_refused_for_that_and_what_is_as_long_is_not(matrix: Matrix) -> None:
    tried = bounded(matrix)

    wrong = []
    for one, each in tried:
        beyond, at_most = (refused(matrix, one, each, each.most + more) for more in (1, 0))
        if not beyond or (beyond == at_most and each.name not in SHORTER_IN_PARTS):
            wrong.append(f"{one}: {each.name} of {each.most + 1}: {beyond}")

    assert tried
    assert not wrong, "\n".join(wrong)

"""What contract tests hold against the code: the documents of the three services, one after another."""

from typing import Any

import pytest

from tests.contract.apps import SERVICES, document_of


@pytest.fixture(params=SERVICES)
def document(request: pytest.FixtureRequest) -> dict[str, Any]:
    """A service's OpenAPI document."""
    return document_of(request.param)

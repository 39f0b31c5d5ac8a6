"""Some hundred generated requests in each API find nothing. `make fuzz` makes as many as one likes."""

from pathlib import Path

import pytest

from deploy.local import Stack
from tests.contract.apps import SERVICES, operations
from tests.contract.fuzzing import fuzz, served
from tests.integration.furnished import furnished

SECONDS = {"activities": 25, "reports": 12, "notifications": 12}


@pytest.mark.parametrize("service", SERVICES)
def test_generated_requests_find_nothing(service: str, stack: Stack, tmp_path: Path) -> None:
    briefly = ["--phases", "examples,fuzzing", "--max-time", str(SECONDS[service]), "--seed", "1"]

    with furnished(service, stack, tmp_path) as matrix, served(matrix) as url:
        outcome = fuzz(matrix, url, tmp_path, *briefly)

    assert outcome.found == 0, outcome.report
    assert outcome.requests >= len(operations(matrix.document)), outcome.report

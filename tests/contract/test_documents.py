"""The committed documents are those that the code makes now, whatever the machine and the day."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.local import keys
from tests.contract.apps import PLACE, SERVICES, app_of
from tests.contract.documents import DOCUMENTS, ROOT


@pytest.mark.parametrize("path", DOCUMENTS)
def test_a_committed_document_is_what_the_code_makes(path: str) -> None:
    committed = (ROOT / path).read_text(encoding="utf-8")

    if committed != f"{DOCUMENTS[path]()}\n":
        pytest.fail(f"{path} is stale: run `make openapi`, read the difference and commit it", pytrace=False)


@pytest.mark.parametrize("path", DOCUMENTS)
def test_a_document_tells_of_no_machine(path: str) -> None:
    text = DOCUMENTS[path]()

    assert PLACE in text
    assert "127.0.0.1" not in text
    assert str(ROOT) not in text


def test_a_document_is_made_alike_by_another_process() -> None:
    code = "from tests.contract.apps import openapi; print(openapi('activities'))"

    made = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": "7"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert json.loads(made.stdout) == json.loads(DOCUMENTS["services/activities/openapi.json"]())
    assert made.stdout == f"{DOCUMENTS['services/activities/openapi.json']()}\n"


@pytest.mark.parametrize("service", SERVICES)
def test_a_document_is_made_without_looking_for_a_database(
    service: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with app_of(service, keys.ensure(tmp_path)) as app:
        served = app.test_client().get(f"/{service}/v1/openapi.json")

    assert served.status_code == 200
    assert '"level":"warning"' not in capfd.readouterr().err

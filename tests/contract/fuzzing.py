"""Requests made from the OpenAPI documents by the thousand, with a token that reaches everything; nothing may be found.

`make fuzz` runs this for as many requests as one likes; `test_fuzz.py` runs it for some seconds. Schemathesis runs in a
process of its own, against the real app, on the real database, over HTTP.
"""

import argparse
import copy
import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from werkzeug.serving import WSGIRequestHandler, make_server

from deploy.local import Stack
from shared.http.limits import limiter
from shared.ops.token import SCOPES
from tests.contract.apps import SERVICES, operations
from tests.integration.access_matrix import HERE, OURS, POLICE, Matrix
from tests.integration.furnished import furnished

CONFIGURATION: Final = Path(__file__).parent / "fuzz.toml"
REQUESTS: Final = 20_000
ROUND_SECONDS: Final = 120
_TOKEN_SECONDS: Final = 86_400
# As long as lists and texts are made at their ends: longer ones take minutes to make, and the tests of limits try them.
_LONGEST: Final = {"maxItems": 20, "maxLength": 100}
# Written by no generator; the tests of documents send real ones.
_FILES: Final = {"application/pdf", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}
_KNOWN: Final = 0.6  # how often a parameter names something that is there


@dataclass(frozen=True)
class Outcome:
    """What came of a run.

    Attributes:
        requests: how many were made.
        found: how many failures and errors there were.
        report: what Schemathesis says of it.
    """

    requests: int
    found: int
    report: str


class _Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"  # connections are kept

    def log_request(self, *_: Any) -> None:
        """Say nothing: the app has its own log."""


@contextmanager
def served(matrix: Matrix) -> Iterator[str]:
    """The address at which a furnished service is served, with no limit to how often it is asked."""
    limited, limiter.enabled = limiter.enabled, False
    server = make_server("127.0.0.1", 0, matrix.app, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        limiter.enabled = limited


def fuzz(matrix: Matrix, url: str, folder: Path, *options: str) -> Outcome:
    """Run Schemathesis once.

    Args:
        matrix: the service, furnished.
        url: where it is served.
        folder: for the document, the configuration and the report.
        options: of `st run`.
    """
    document, configuration, report = folder / "openapi.json", folder / "schemathesis.toml", folder / "report.json"
    report.unlink(missing_ok=True)  # of the round before
    document.write_text(json.dumps(_strict(matrix.document)), encoding="utf-8")
    configuration.write_text(CONFIGURATION.read_text(encoding="utf-8") + _known(matrix), encoding="utf-8")
    base = urlsplit(matrix.document["servers"][0]["url"]).path
    begun = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(configuration), "--no-color", "run"]
    told = ["--url", f"{url}{base}", "--warnings", "off", "--report", "json", "--report-json-path", str(report)]
    ran = subprocess.run([*begun, str(document), *told, *options], capture_output=True, text=True, check=False)
    if not report.exists() or not report.stat().st_size:  # it is opened at the start, and written at the end
        raise AssertionError(f"Schemathesis did not run: {ran.stdout}{ran.stderr}")
    result = json.loads(report.read_text(encoding="utf-8"))
    return Outcome(result["test_cases"]["generated"], len(result["failures"]) + len(result["errors"]), ran.stdout)


def _strict(document: dict[str, Any]) -> dict[str, Any]:
    """The document without what allows every status, the ends of long lists and texts, and files it cannot write."""
    strict = copy.deepcopy(document)
    for _, operation in operations(strict):
        operation["responses"].pop("default", None)
        bodies = operation.get("requestBody", {}).get("content", {})
        for media_type in _FILES & bodies.keys():
            del bodies[media_type]
    pending: list[Any] = [strict]
    while pending:
        node = pending.pop()
        for name, longest in _LONGEST.items() if isinstance(node, dict) else ():
            if isinstance(most := node.get(name), int) and most > longest:
                del node[name]
        pending.extend(node.values() if isinstance(node, dict) else node if isinstance(node, list) else ())
    return strict


def _known(matrix: Matrix) -> str:
    """The token, and values that mean something, in the form of the configuration."""
    known = {f"path.{name}": [thing] for name, thing in matrix.things.items()} | {
        "query.municipality": [HERE],
        "body.municipality": [HERE],
        "header.If-Match": ['"1"', '"2"', "*"],
    }
    lines = ["[headers]", f"Authorization = {json.dumps(_bearer(matrix, OURS))}"]
    for place, (name, values) in enumerate(known.items()):
        lines += [f"[dictionaries.known{place}]", f"values = {json.dumps(values)}"]
        lines += [f"[parameters.{json.dumps(name)}]", f'dictionary = "known{place}"', f"probability = {_KNOWN}"]
    # Only the police read tips.
    for path in sorted(path for path in matrix.document["paths"] if path.startswith("/tip")):
        lines += ["[[operations]]", f"include-path = {json.dumps(path)}", 'include-method = "GET"']
        lines += ["[operations.headers]", f"Authorization = {json.dumps(_bearer(matrix, POLICE))}"]
    return "\n" + "\n".join(lines) + "\n"


def _bearer(matrix: Matrix, party: str) -> str:
    return f"Bearer {matrix.token(scope=' '.join(SCOPES), party=party, exp=int(time.time()) + _TOKEN_SECONDS)}"


def _rounds(matrix: Matrix, folder: Path, wanted: int) -> Iterator[Outcome]:
    """Runs until there have been as many requests as are wanted: one of everything, then more of what is random."""
    made, seed = 0, 1
    with served(matrix) as url:
        while made < wanted:
            more = ["--phases", "fuzzing,stateful", "--max-time", str(ROUND_SECONDS)] if made else []
            outcome = fuzz(matrix, url, folder, "--seed", str(seed), "--max-examples", "50", *more)
            yield outcome
            made, seed = made + outcome.requests, seed + 1


def main() -> int:
    """Try all services, and say how many requests were made and what they found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=REQUESTS, help="at least so many for each service")
    parser.add_argument("--service", action="append", choices=SERVICES, help="this one alone")
    asked = parser.parse_args()
    found = 0
    with tempfile.TemporaryDirectory() as root:
        stack = Stack(Path(root) / "stack", with_services=False)
        stack.start()
        try:
            for service in asked.service or SERVICES:
                found += _tried(service, stack, Path(root), asked.requests)
        finally:
            stack.stop()
    return 1 if found else 0


def _tried(service: str, stack: Stack, root: Path, wanted: int) -> int:
    made = found = 0
    with furnished(service, stack, root) as matrix:
        for outcome in _rounds(matrix, root, wanted):
            made, found = made + outcome.requests, found + outcome.found
            if outcome.found:
                print(outcome.report)
            print(f"{service}: {made:,} requests, {found} findings", flush=True)
    return found


if __name__ == "__main__":
    sys.exit(main())

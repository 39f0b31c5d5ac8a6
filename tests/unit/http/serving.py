"""The sample service behind a real gunicorn."""

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests

from tests.waiting import eventually

ROOT = Path(__file__).parents[3]


@dataclass
class Served:
    process: subprocess.Popen[bytes]
    port: int
    log: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def lines(self) -> list[dict]:
        return [json.loads(line) for line in self.log.read_text().splitlines()]

    def exchange(self, *parts: bytes) -> tuple[bytes, dict]:
        """Send bytes as they are; the status line and the JSON body of what comes back."""
        with socket.create_connection(("127.0.0.1", self.port), 10) as connection:
            for part in parts:
                connection.sendall(part)
            received = b""
            while not received.endswith(b"}"):
                more = connection.recv(65536)
                assert more, received
                received += more
        head, _, body = received.partition(b"\r\n\r\n")
        assert b"application/problem+json" in head
        assert b"\r\ntraceparent: 00-" in head
        return head.split(b"\r\n")[0].split(b" ", 2)[1], json.loads(body)


@contextmanager
def serving(made_by: str, folder: Path) -> Iterator[Served]:
    """gunicorn with the app that a call in `sample` makes; it has ended afterwards."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
    log = folder / "log"
    command = [sys.executable, "-m", "gunicorn", "-c", "shared/http/gunicorn_conf.py"]
    command += ["--bind", f"127.0.0.1:{port}", f"tests.unit.http.sample:{made_by}"]
    with log.open("wb") as written:
        process = subprocess.Popen(command, cwd=ROOT, stderr=written)
        made = Served(process, port, log)
        try:
            eventually(lambda: _answers(made), 60, "gunicorn")
            yield made
        finally:
            process.terminate()
            process.wait(20)


def _answers(made: Served) -> bool:
    try:
        return requests.get(f"{made.url}/health/live", timeout=5).ok
    except requests.RequestException:  # not there yet, or busy starting
        return False

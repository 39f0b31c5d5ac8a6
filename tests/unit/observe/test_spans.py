"""Spans: off unless told where they go, and safe from what strangers write."""

import os
import subprocess
import sys

SCRIPT = """
import threading
from shared.observe import spans
spans.configure({url!r}, "reports-worker")
spans.note("GET /", spans.SpanKind.SERVER, 0.1, parent={parent!r})
assert threading.active_count() == {threads}, threading.enumerate()
"""


def run(**given: object) -> str:
    """What a process says that notes a span."""
    words = [sys.executable, "-c", SCRIPT.format(**given)]
    return subprocess.run(words, env=dict(os.environ), capture_output=True, text=True, check=False).stderr


def test_a_traceparent_that_a_stranger_made_up_begins_a_trace_of_its_own() -> None:
    told = run(url="http://127.0.0.1:9/v1/traces", parent="00-not-a-trace", threads=2)

    assert "AssertionError" not in told
    assert "ValueError" not in told


def test_without_an_address_nothing_is_noted_and_nothing_is_set_up() -> None:
    assert run(url=None, parent=None, threads=1) == ""

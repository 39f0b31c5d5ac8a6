"""A trace goes from request through event to consumer, and nothing else gets into it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.observe import trace

ID = "4bf92f3577b34da6a3ce929d0e0e4736"


def test_a_child_keeps_the_trace_and_has_a_span_of_its_own() -> None:
    received = f"00-{ID}-00f067aa0ba902b7-00"

    made = trace.begin(received)

    assert made.startswith(f"00-{ID}-")
    assert made.endswith("-00")
    assert made != received


@pytest.mark.parametrize(
    "received",
    [None, "", f"00-{'0' * 32}-00f067aa0ba902b7-01", f"00-{ID}-{'0' * 16}-01", f"00-{ID.upper()}-00f067aa0ba902b7-01"],
)
def test_what_is_missing_or_bad_is_replaced(received: str | None) -> None:
    assert ID not in trace.begin(received)


def test_a_later_version_is_read_as_far_as_it_is_known() -> None:
    assert trace.begin(f"cc-{ID}-00f067aa0ba902b7-03-what-comes-later").endswith("-01")


@given(st.text(max_size=80))
def test_whatever_is_received_what_is_made_has_the_right_form(received: str) -> None:
    assert re.fullmatch(r"00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]", trace.begin(received))


def test_work_within_work_returns_to_the_outer() -> None:
    outer = trace.begin(None)

    with trace.work(f"00-{ID}-00f067aa0ba902b7-01") as inner:
        assert trace.current() == inner

    assert trace.current() == outer
    trace.end()
    assert trace.current() is None

"""W3C trace context: where a piece of work belongs, from request through event to consumer.

Source: Trace Context (W3C Recommendation), `traceparent` of version 00; later versions are read as it demands.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from structlog.contextvars import bind_contextvars, unbind_contextvars

_FORM: Final = re.compile(r"([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?")
_current: ContextVar[str | None] = ContextVar("traceparent", default=None)


def current() -> str | None:
    """The traceparent of the work at hand, to be put into events and calls; None outside of any."""
    return _current.get()


def begin(received: str | None) -> str:
    """Start a piece of work: a child of what was received, or a new trace where that is missing or bad.

    The trace id is bound to the logs until the next `begin` or `end` in this thread.
    """
    trace_id, flags = parse(received) or (os.urandom(16).hex(), "01")
    traceparent = f"00-{trace_id}-{os.urandom(8).hex()}-{flags}"
    _current.set(traceparent)
    bind_contextvars(trace_id=trace_id)
    return traceparent


def end() -> None:
    """Forget the work at hand."""
    _current.set(None)
    unbind_contextvars("trace_id")


@contextmanager
def work(received: str | None) -> Iterator[str]:
    """Do a piece of work under a traceparent, such as that of the event that caused it."""
    before = _current.get()
    try:
        yield begin(received)
    finally:
        end()
        if before is not None:
            _current.set(before)
            bind_contextvars(trace_id=before[3:35])


def kept(received: str | None) -> str | None:
    """A traceparent as it is kept and sent on: what is known of it, as version 00; None when it breaks the form."""
    known = parse(received)
    return f"00-{known[0]}-{received[36:52]}-{known[1]}" if received and known else None


def parse(received: str | None) -> tuple[str, str] | None:
    """Trace id and flags of a traceparent, or None when it breaks the form, whoever sent it."""
    match = _FORM.fullmatch(received) if received else None
    if match is None:
        return None
    version, trace_id, parent_id, flags, rest = match.groups()
    if version == "ff" or (version == "00" and rest):
        return None
    if trace_id == "0" * 32 or parent_id == "0" * 16:
        return None
    # A newer version may give the other flag bits a meaning that we cannot answer for.
    return trace_id, "01" if int(flags, 16) & 1 else "00"

"""Traces with OpenTelemetry: a span for each request, event sent, event handled and delivery attempted.

Off until `LOFTET_TRACES_URL` says where they go (OTLP over HTTP). A span is noted when its work is done, so that what
is measured need not know of it, and where tracing is off it costs a comparison. What belongs together is told by the
`traceparent` that requests and events carry: the request's own span has the ids that its traceparent says.
"""

import time
from contextvars import ContextVar
from typing import Final

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.id_generator import RandomIdGenerator
from opentelemetry.trace import (
    NonRecordingSpan,
    SpanContext,
    SpanKind,
    Status,
    StatusCode,
    TraceFlags,
    Tracer,
    set_span_in_context,
)

from shared.observe import trace

__all__ = ["SpanKind", "configure", "flush", "note"]

_EXPORT_SECONDS: Final = 5
_FLUSH_MS: Final = 2_000
_NOWHERE: Final = SpanContext(0, 0, is_remote=False)

_provider: TracerProvider | None = None
_tracer: Tracer | None = None
_own: ContextVar[str | None] = ContextVar("own traceparent", default=None)


class _Given(RandomIdGenerator):
    """The ids of the traceparent that a piece of work has told of itself; else random ones."""

    def generate_trace_id(self) -> int:
        own = _own.get()
        return int(own[3:35], 16) if own else super().generate_trace_id()

    def generate_span_id(self) -> int:
        own = _own.get()
        return int(own[36:52], 16) if own else super().generate_span_id()


def configure(url: str | None, process: str) -> None:
    """Say where this process's spans go. Once, and after any fork; without an address nothing is noted.

    Args:
        url: of an OTLP receiver, as http://127.0.0.1:4318/v1/traces.
        process: as `reports-worker`.
    """
    global _provider, _tracer
    if url is None or _provider is not None:
        return
    _provider = TracerProvider(
        resource=Resource.create({"service.namespace": "loftet", "service.name": process}), id_generator=_Given()
    )
    _provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(url, timeout=_EXPORT_SECONDS)))
    _tracer = _provider.get_tracer("loftet")


def note(
    name: str,
    kind: SpanKind,
    seconds: float,
    *,
    parent: str | None,
    own: str | None = None,
    failed: bool = False,
    **attributes: str | int,
) -> None:
    """Note a piece of work that has just ended.

    Args:
        name: what was done, without ids: `GET /activities/v1/activities`, `handle walk.completed.v1`.
        kind: what it was to its caller.
        seconds: how long it took.
        parent: the traceparent that it was begun with; None: it began the trace.
        own: the traceparent that it has told others.
        failed: whether it came to nothing.
        attributes: more of it; `_` stands for the dots of OpenTelemetry's names, `__` for `_`. Never personal data.
    """
    if _tracer is None:
        return
    ended = time.time_ns()
    token = _own.set(own)
    try:
        span = _tracer.start_span(
            name,
            set_span_in_context(NonRecordingSpan(_of(parent) or _NOWHERE)),
            kind,
            {key.replace("__", "-").replace("_", ".").replace("-", "_"): value for key, value in attributes.items()},
            start_time=ended - int(seconds * 1e9),
        )
    finally:
        _own.reset(token)
    if failed:
        span.set_status(Status(StatusCode.ERROR))
    span.end(ended)


def flush() -> None:
    """Send what is noted, as far as it goes quickly, before the process ends."""
    if _provider is not None:
        _provider.force_flush(_FLUSH_MS)


def _of(traceparent: str | None) -> SpanContext | None:
    """Whose child a span is; None when nobody says, or not as the form has it: strangers write these."""
    found = trace.parse(traceparent)
    if traceparent is None or found is None:
        return None
    trace_id, flags = found
    span_id = int(traceparent[36:52], 16)
    return SpanContext(int(trace_id, 16), span_id, is_remote=True, trace_flags=TraceFlags(int(flags, 16)))

"""Trace context at the edge: `traceparent` is accepted, made where it is missing, and returned."""

from shared.observe.trace import begin, current, end

__all__ = ["begin", "current", "end"]

"""A collector of OpenTelemetry's traces, which knows what was done in each."""

import gzip

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response


class Collector:
    """Receives OpenTelemetry's traces."""

    def __init__(self, server: HTTPServer) -> None:
        self.url = server.url_for("/v1/traces")
        self._spans: list[tuple[str, Span]] = []
        server.expect_request("/v1/traces").respond_with_handler(self._receive)

    def of(self, trace_id: str) -> dict[str, set[str]]:
        """What was done in a trace, by process."""
        found: dict[str, set[str]] = {}
        for process, span in list(self._spans):
            if span.trace_id.hex() == trace_id:
                found.setdefault(process, set()).add(span.name)
        return found

    def _receive(self, request: Request) -> Response:
        told = ExportTraceServiceRequest.FromString(gzip_free(request))
        for resource in told.resource_spans:
            names = {each.key: each.value.string_value for each in resource.resource.attributes}
            self._spans += [(names["service.name"], span) for scope in resource.scope_spans for span in scope.spans]
        return Response(b"", content_type="application/x-protobuf")


def gzip_free(request: Request) -> bytes:
    body = request.get_data()
    return gzip.decompress(body) if request.headers.get("Content-Encoding") == "gzip" else body

"""The finished OpenAPI document: what is alike in every operation, in the form of the national REST API profile.

The profile wants the server's address to end in the version, so that paths are those of the resources; a traceparent
in every request and answer; every refusal told of; and an example of every day and moment.
"""

from typing import Any, Final

from shared.http.path_parameters import explained
from shared.outside import translate

Document = dict[str, Any]

METHODS: Final = ("get", "post", "put", "patch", "delete")
TRACEPARENT: Final = "traceparent"
_TRACE: Final = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
_HEADER: Final = f"#/components/headers/{TRACEPARENT}"
_RESPONSE: Final = "#/components/responses/"
_PARAMETER: Final[Document] = {
    "in": "header",
    "name": TRACEPARENT,
    "required": False,
    "description": "W3C Trace Context: names the request, here and in what comes of it. Made when it is left out.",
    "schema": {"type": "string"},
    "example": _TRACE,
}
_EXAMPLES: Final = {"date": "2026-09-15", "date-time": "2026-09-15T16:00:00Z"}
# The refusals that come of what an operation is, where it does not tell of them in words of its own.
_EVERYWHERE: Final = {"400": "BAD_REQUEST", "503": "SERVICE_UNAVAILABLE"}
_OF_BODIES: Final = {
    "413": "REQUEST_ENTITY_TOO_LARGE",
    "415": "UNSUPPORTED_MEDIA_TYPE",
    "422": "UNPROCESSABLE_ENTITY",
}
ALWAYS_TOLD: Final = frozenset({*_EVERYWHERE.values(), *_OF_BODIES.values()})


def finish(document: Document, base: str) -> None:
    """Finish a document in place.

    Args:
        document: as flask-smorest makes it, whole.
        base: the beginning of all its paths, as in `/activities/v1`; its server's address ends in it.
    """
    paths = {path.removeprefix(base): _finished(item) for path, item in document["paths"].items()}
    document["paths"] = translate(paths)
    components = document["components"] = translate(document["components"])
    components["headers"] = {
        TRACEPARENT: {"description": "Names the request in our logs.", "schema": {"type": "string"}, "example": _TRACE}
    }
    for response in components["responses"].values():
        _return_trace(response)
    for schema in components["schemas"].values():
        _give_examples(schema)


def operations(document: Document) -> list[tuple[str, str, Document]]:
    """Path, method and operation of each."""
    return [
        (path, method, item[method]) for path, item in document["paths"].items() for method in METHODS if method in item
    ]


def _finished(item: Document) -> Document:
    """A path with its operations alone, each with all of its parameters."""
    shared = item.get("parameters", [])
    return {method: _told(item[method], shared) for method in METHODS if method in item}


def _told(operation: Document, shared: list[Document]) -> Document:
    responses = operation["responses"]
    refusals = _EVERYWHERE | (_OF_BODIES if "requestBody" in operation else {})
    for status, name in refusals.items():
        responses.setdefault(status, {"$ref": f"{_RESPONSE}{name}"})
    for response in responses.values():
        _return_trace(response)
    told = [*shared, *operation.get("parameters", []), dict(_PARAMETER)]
    parameters = [explained(each) for each in told]
    ordered = {status: responses[status] for status in sorted(responses)}
    return {**operation, "parameters": parameters, "responses": ordered}


def _return_trace(response: Document) -> None:
    if "$ref" not in response:
        response.setdefault("headers", {})[TRACEPARENT] = {"$ref": _HEADER}


def _give_examples(schema: Document) -> None:
    for inner in schema.get("properties", {}).values():
        _give_example(inner)


def _give_example(form: Document) -> None:
    for choice in form.get("anyOf", [form]):
        if choice.get("format") in _EXAMPLES:
            form.setdefault("example", _EXAMPLES[choice["format"]])
        elif isinstance(choice.get("items"), dict):
            _give_example(choice["items"])

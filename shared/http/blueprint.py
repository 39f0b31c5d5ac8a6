"""The blueprint of every API: flask-smorest's, with bodies and queries read strictly and structs understood.

blp = Blueprint("activities", __name__, url_prefix="/activities/v1", description="...")

@blp.route("/activities", methods=["POST"])
@needs("activities:write")
@blp.arguments(ActivityReport)
@blp.response(201, Activity, description="The activity as recorded.", example={...})
def report(body): ...
"""

from collections.abc import Callable, Sequence
from copy import deepcopy
from functools import wraps
from typing import Any, TypeVar, cast

from flask import Response
from flask_smorest import Blueprint as SmorestBlueprint  # type: ignore[import-untyped]
from flask_smorest.utils import unpack_tuple_response  # type: ignore[import-untyped]

from shared.http import jsons
from shared.http.parser import Parser
from shared.http.schema import camel
from shared.http.structs import is_struct, schema_of

View = TypeVar("View", bound=Callable[..., Any])
Views = Callable[[Callable[..., Any]], Callable[..., Any]]


class Blueprint(SmorestBlueprint):  # type: ignore[misc]
    """A set of views that are documented in the OpenAPI document."""

    ARGUMENTS_PARSER = Parser()

    def route(self, rule: str, **options: Any) -> Callable[[View], View]:  # noqa: ANN401
        """Let the view answer at an address; the view's name names the operation."""
        register: Callable[[View], View] = super().route(rule, **options)

        def decorate(view: View) -> View:
            if not isinstance(view, type):
                _documentation(view).setdefault("manual_doc", {}).setdefault("operationId", camel(view.__name__))
            return register(view)

        return decorate

    def takes(self, *parameters: dict[str, Any]) -> Views:
        """Tell of headers that the view reads itself, such as `etag.PARAMETER`."""

        return lambda view: _told_of(view, parameters)

    def arguments(self, schema: Any, **options: Any) -> Views:  # noqa: ANN401
        """Read the body (or with `location="query"` the query) by a schema, and hand it to the view."""
        # A class would be made into an instance at every request, which costs more than all else.
        made = schema() if isinstance(schema, type) else schema
        decorate: Views = super().arguments(made, **options)
        return decorate

    def response(self, status_code: int, schema: Any = None, **options: Any) -> Views:  # noqa: ANN401
        """Tell and make the answer. A struct's class (or `list[...]` of it) may stand for the schema."""
        if not is_struct(schema):
            decorate: Views = super().response(status_code, schema, **options)
            return decorate
        document = self.alt_response(status_code, schema=schema_of(schema), success=True, **options)
        return lambda view: _answering(document(view), status_code)

    def alt_response(self, status_code: int, response: Any = None, **options: Any) -> Views:  # noqa: ANN401
        """Tell of another answer. A struct's class may stand for its schema."""
        if is_struct(options.get("schema")):
            options["schema"] = schema_of(options["schema"])
        decorate: Views = super().alt_response(status_code, response, **options)
        return decorate

    @staticmethod
    def doc(**description: Any) -> Views:  # noqa: ANN401
        """Add to the operation's documentation; parameters stand beside those that `arguments` tells of."""
        listed = description.pop("parameters", [])
        decorate: Views = SmorestBlueprint.doc(**description)
        return lambda view: _told_of(decorate(view), listed)


def _told_of(view: Callable[..., Any], parameters: Sequence[dict[str, Any]]) -> Callable[..., Any]:
    """The view, with more parameters told of it."""
    listed = _documentation(view).setdefault("arguments", {}).setdefault("parameters", [])
    listed.extend(deepcopy(parameters))
    return view


def _documentation(view: Any) -> dict[str, Any]:  # noqa: ANN401
    """What flask-smorest keeps of a view, as the view's own."""
    view._apidoc = deepcopy(getattr(view, "_apidoc", {}))
    return cast(dict[str, Any], view._apidoc)


def _answering(view: Callable[..., Any], status_code: int) -> Callable[..., Response]:
    """The view, with what it returns made into an answer."""

    @wraps(view)
    def answering(*args: Any, **kwargs: Any) -> Response:  # noqa: ANN401
        body, status, headers = unpack_tuple_response(view(*args, **kwargs))
        if isinstance(body, Response):
            return body
        return jsons.answer(body, status or status_code, headers)

    return answering

"""What strangers need to read and send events: the AsyncAPI document, and a page of it for people. No token is needed.

Each is made once. The page loads nothing but the style sheet of the other documentation, and needs no script.
"""

import json
from collections.abc import Callable
from functools import cache
from typing import Any, Final

from flask import Blueprint, Flask, Response, render_template

from shared.events.catalogue import CATALOGUE
from shared.http import jsons

_HEADERS: Final = "EventHeaders"


def add_event_docs(app: Flask, name: str, make: Callable[[], dict[str, Any]]) -> None:
    """Give the app `/{name}/v1/asyncapi.json` and `/{name}/v1/asyncapi`, the page; stands beside `add_docs`.

    Args:
        app: whose documentation is there already.
        name: of the service.
        make: the AsyncAPI document; called when it is first asked for.
    """
    blueprint = Blueprint("event-docs", __name__, url_prefix=f"/{name}/v1")

    @cache
    def encoded() -> bytes:
        return json.dumps(make(), ensure_ascii=False, indent=1, default=str).encode()

    @cache
    def page() -> str:
        return render_template("docs/events.html", **_view_of(make()))

    @blueprint.get("/asyncapi.json")
    def asyncapi() -> Response:
        return Response(encoded(), content_type=jsons.MEDIA_TYPE)

    @blueprint.get("/asyncapi")
    def asyncapi_page() -> Response:
        return Response(page(), content_type="text/html; charset=utf-8")

    app.register_blueprint(blueprint)


def _view_of(document: dict[str, Any]) -> dict[str, Any]:
    """What the template shows of a document."""
    components = document["components"]
    schemas = {name: schema for name, schema in components["schemas"].items() if name != _HEADERS}
    topics = [
        {**channel, "messages": [components["messages"][name] for name in channel["messages"]]}
        for channel in document["channels"].values()
    ]
    return {
        "info": document["info"],
        "topics": topics,
        "schemas": schemas,
        "headers": components["schemas"][_HEADERS],
        "schemas_served": set(CATALOGUE),
    }

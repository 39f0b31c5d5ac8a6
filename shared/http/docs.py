"""What every API tells of itself: `api-info`, the OpenAPI document, and a page of it for people.

Each is made once. The page loads nothing but its own style sheet and needs no
script.
"""

import json
import re
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from flask import Blueprint, Flask, Response, render_template
from flask_smorest import Api  # type: ignore[import-untyped]
from markupsafe import Markup, escape

from shared.http import jsons
from shared.http.api import document_of
from shared.http.api_info import api_info
from shared.http.document import TRACEPARENT, operations
from shared.http.problem import MEANINGS

_STYLE: Final = (Path(__file__).parent / "static" / "docs.css").read_bytes()
_CODE: Final = re.compile(r"``?([^`]+)``?")


def add_docs(app: Flask, api: Api, name: str) -> None:
    """Give the app `/{name}/v1/api-info`, `/openapi.json` and `/docs`; none needs a token."""
    blueprint = Blueprint("docs", __name__, url_prefix=f"/{name}/v1", template_folder="templates")

    @cache
    def document() -> dict[str, Any]:
        return document_of(api, f"/{name}/v1")

    @cache
    def encoded() -> bytes:
        return json.dumps(document(), ensure_ascii=False, indent=1).encode()

    @cache
    def page() -> str:
        return render_template("docs/page.html", **_view_of(document()))

    @blueprint.get("/openapi.json")
    def openapi() -> Response:
        return Response(encoded(), content_type=jsons.MEDIA_TYPE)

    @blueprint.get("/docs")
    def docs() -> Response:
        return Response(page(), content_type="text/html; charset=utf-8")

    @blueprint.get("/docs/style.css")
    def style() -> Response:
        return Response(_STYLE, content_type="text/css; charset=utf-8", headers={"Cache-Control": "max-age=3600"})

    blueprint.add_app_template_filter(prose)
    blueprint.add_app_template_filter(pretty)
    app.register_blueprint(blueprint)
    api.register_blueprint(api_info(app.extensions["settings"], base=f"/{name}/v1", title=api.spec.title))


def prose(text: str | None) -> Markup:
    """The little Markdown that our descriptions use, as HTML: paragraphs, `- ` lists, `## ` headings, `code`."""
    blocks = re.split(r"\n\s*\n", (text or "").strip())
    return Markup("\n").join(_block(block.strip()) for block in blocks if block.strip())


def pretty(value: Any) -> str:  # noqa: ANN401
    """A value as JSON for people."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=2, default=str)


def _block(block: str) -> Markup:
    if block.startswith("## "):
        heading = block[3:].strip()
        anchor = re.sub(r"[^a-z]+", "-", heading.lower()).strip("-")
        return Markup('<h3 id="{}">{}</h3>').format(anchor, heading)
    if block.startswith("- "):
        items = re.split(r"\n\s*- ", block[2:])
        return Markup("<ul>{}</ul>").format(
            Markup("").join(Markup("<li>{}</li>").format(_inline(item)) for item in items)
        )
    return Markup("<p>{}</p>").format(_inline(block))


def _inline(text: str) -> Markup:
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(" ".join(text.split())))))  # noqa: S704  (escaped)


def _view_of(document: dict[str, Any]) -> dict[str, Any]:
    """What the template shows of a document."""
    components = document["components"]
    base = urlsplit(document["servers"][0]["url"]).path
    shown = [
        {**operation, "path": base + path, "method": method, "parameters": _parameters(operation)}
        for path, method, operation in operations(document)
    ]
    tags = document.get("tags", [])
    return {
        "info": document["info"],
        "tags": [(tag, [each for each in shown if tag["name"] in each["tags"]]) for tag in tags],
        "webhooks": [(name, item["post"]) for name, item in document.get("webhooks", {}).items()],
        "schemas": components.get("schemas", {}),
        "responses": components.get("responses", {}),
        "phrases": {str(status.value): status.phrase for status in HTTPStatus},
        "meanings": MEANINGS,
    }


def _parameters(operation: dict[str, Any]) -> list[dict[str, Any]]:
    """The parameters of an operation, but for the one that all have, which the page tells of once."""
    return [each for each in operation["parameters"] if each["name"] != TRACEPARENT]

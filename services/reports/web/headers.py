"""Pages that are fresh on each visit, and cost little when they have not changed."""

import gzip

from flask import Blueprint, Response, request

from shared.http.pages import is_asset


def register(blueprint: Blueprint) -> None:
    """Make every page of the blueprint so."""

    def complete(response: Response) -> Response:
        return response if is_asset(blueprint) else _fresh(response)

    blueprint.after_request(complete)


def _fresh(response: Response) -> Response:
    response.cache_control.no_cache = True
    if response.status_code != 200:
        return response
    _pack(response)
    response.add_etag()
    response.make_conditional(request)
    return response


def _pack(response: Response) -> None:
    """Compress the page for whoever takes it; it holds no secret that its length could give away."""
    response.vary.add("Accept-Encoding")
    if request.accept_encodings["gzip"]:
        response.set_data(gzip.compress(response.get_data(), compresslevel=5, mtime=0))
        response.content_encoding = "gzip"

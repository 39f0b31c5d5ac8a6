"""Pages that are fresh on each visit, and cost little when they have not changed."""

import gzip

from flask import Blueprint, Response, request

from shared.http.pages import is_asset

_PACKED = ("text/css", "image/svg+xml")


def register(blueprint: Blueprint) -> None:
    """Make every page of the blueprint so."""

    def complete(response: Response) -> Response:
        return _packed(response) if is_asset(blueprint) else _fresh(response)

    blueprint.after_request(complete)


def _fresh(response: Response) -> Response:
    if response.cache_control.max_age is None:
        response.cache_control.no_cache = True
    if response.status_code != 200:
        return response
    if response.mimetype != "application/pdf":  # packed already
        _pack(response)
    response.add_etag()
    response.make_conditional(request)
    return response


def _packed(response: Response) -> Response:
    """A style sheet or a picture; whoever has it already is not sent it again."""
    if response.status_code == 200 and response.mimetype in _PACKED:
        response.direct_passthrough = False
        _pack(response)
    return response


def _pack(response: Response) -> None:
    """Compress a text for whoever takes it; none holds a secret that its length could give away."""
    response.vary.add("Accept-Encoding")
    if request.accept_encodings["gzip"]:
        response.set_data(gzip.compress(response.get_data(), compresslevel=5, mtime=0))
        response.content_encoding = "gzip"

"""The headers of every page: nothing from outside, no script, fresh on each visit."""

import gzip

from flask import Blueprint, Response, request

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_A_YEAR = 365 * 24 * 3600


def register(blueprint: Blueprint) -> None:
    """Put the headers on every response of the blueprint."""
    blueprint.after_request(_complete)


def _complete(response: Response) -> Response:
    response.headers.update(HEADERS)
    if request.endpoint == "page.static":
        return _kept(response) if "v" in request.args else response
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


def _kept(response: Response) -> Response:
    """A file under an address that names its content: a browser need never ask for it again."""
    response.cache_control.no_cache = None
    response.cache_control.public = True
    response.cache_control.max_age = _A_YEAR
    response.cache_control.immutable = True
    return response

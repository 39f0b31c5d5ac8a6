"""Pages for residents: their headers, and the files that they are dressed in.

The pages of a service stand in a blueprint with style sheets of its own; what all pages share (colours, type, the
frame) lies here and is served under the blueprint's own addresses, so that no page asks another service for anything.
"""

import hashlib
from functools import cache
from pathlib import Path
from typing import Final

from flask import Blueprint, Response, request, send_from_directory, url_for
from werkzeug.security import safe_join

CONTENT_SECURITY_POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: Final = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_SHARED: Final = Path(__file__).parent / "static" / "pages"
_A_YEAR: Final = 365 * 24 * 3600


def register(
    blueprint: Blueprint, folder: Path, *, prefix: str = "", scripts: bool = False, asks: bool = False
) -> None:
    """Put the headers on every response of the blueprint, serve its files at `/assets`, and let templates name them.

    Its templates may extend `page/frame.html`, in which all pages stand.

    Args:
        blueprint: of the pages; without a static folder of Flask's.
        folder: the blueprint's own files. They come before shared ones of the same name.
        prefix: what the files' addresses begin with, after the blueprint's own prefix.
        scripts: whether the pages may run scripts, which are among these files.
        asks: whether these scripts may ask the service for something.
    """
    policy = CONTENT_SECURITY_POLICY + "; script-src 'self'" * scripts + "; connect-src 'self'" * asks
    endpoint = f"{blueprint.name}.static"

    def static(filename: str) -> Response:
        return send_from_directory(_folder_of(folder, filename), filename)

    def asset(name: str) -> str:
        """The address of a file, which changes when its content does."""
        return url_for(endpoint, filename=name, v=_fingerprint(_folder_of(folder, name) / name))

    def complete(response: Response) -> Response:
        for name, value in {**HEADERS, "Content-Security-Policy": policy}.items():
            response.headers.setdefault(name, value)
        return _kept(response) if is_asset(blueprint) and "v" in request.args else response

    blueprint.add_url_rule(f"{prefix}/assets/<path:filename>", "static", static)
    blueprint.context_processor(lambda: {"asset": asset})
    blueprint.after_request(complete)
    blueprint.register_blueprint(Blueprint("frame", __name__, template_folder="templates"))


def is_asset(blueprint: Blueprint) -> bool:
    """Whether the request at hand is for one of the blueprint's files."""
    return request.endpoint == f"{blueprint.name}.static"


def _folder_of(own: Path, name: str) -> Path:
    found = safe_join(str(own), name)
    return own if found is not None and Path(found).is_file() else _SHARED


@cache
def _fingerprint(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def _kept(response: Response) -> Response:
    """A file under an address that names its content: a browser need never ask for it again."""
    response.cache_control.no_cache = None
    response.cache_control.public = True
    response.cache_control.max_age = _A_YEAR
    response.cache_control.immutable = True
    return response

"""Who is at the page: a bearer token in a cookie that only this service can open, for an hour, on these pages alone.

The token is sealed (JWE), so that a cookie that is taken from a browser opens no interface. It is checked anew at every
request, as any token is. A page of another origin can send nothing here: the cookie is SameSite=Strict, and a form that
another origin sent is refused by what browsers say of where it came from.
"""

import hashlib
import hmac
import json
import time
from typing import Final
from urllib.parse import urlsplit

from flask import Response, current_app, request
from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from services.activities.api.service import service
from shared.http.auth import authorise
from shared.http.problem import forbidden

SCOPES: Final = ("agreements:read", "agreements:write")
SECONDS: Final = 3600
_COOKIE: Final = "loftet-review"
_PATH: Final = "/review"
_LONGEST: Final = 3_800  # what browsers surely keep
_HEADER: Final = {"alg": "dir", "enc": "A256GCM", "zip": "DEF"}


class TooLong(Exception):
    """The token does not fit into a cookie."""


def enter() -> None:
    """Make the bearer of the cookie's token the caller.

    Raises:
        Problem: 401 without a cookie or with one that is over, 403 when the token lacks a scope; as `authorise`.
    """
    token = _opened(request.cookies.get(_COOKIE, ""))
    become(token or "")


def become(token: str) -> None:
    """Make the bearer of a token the caller.

    Raises:
        Problem: as `authorise`.
    """
    request.environ["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    for scope in SCOPES:
        authorise(scope)


def remember(response: Response, token: str) -> Response:
    """Put the token into the cookie.

    Raises:
        TooLong: it does not fit.
    """
    said = json.dumps({"token": token, "until": int(time.time()) + SECONDS}).encode()
    sealed = jwe.encrypt_compact(_HEADER, said, _key(), algorithms=["dir", "A256GCM", "DEF"])
    if len(sealed) > _LONGEST:
        raise TooLong
    response.set_cookie(_COOKIE, sealed, SECONDS, path=_PATH, secure=_is_https(), httponly=True, samesite="Strict")
    return response


def forget(response: Response) -> Response:
    """Take the cookie away."""
    response.delete_cookie(_COOKIE, path=_PATH, secure=_is_https(), httponly=True, samesite="Strict")
    return response


def must_be_ours() -> None:
    """Go on only if a form was sent from a page of this very origin.

    Raises:
        Problem: 403.
    """
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    ours = {urlsplit(request.host_url).netloc, urlsplit(service().public_url).netloc}
    if site not in (None, "same-origin", "none") or (origin is not None and urlsplit(origin).netloc not in ours):
        raise forbidden("The form was sent from another page.")


def _opened(sealed: str) -> str | None:
    try:
        said = json.loads(jwe.decrypt_compact(sealed, _key(), algorithms=["dir", "A256GCM", "DEF"]).plaintext or b"")
    except (JoseError, ValueError):
        return None
    return str(said["token"]) if said["until"] > time.time() else None


def _key() -> OctKey:
    """The key of these cookies alone, from the service's secret."""
    secret = service().store.secret.get()
    return OctKey.import_key(hmac.new(secret, b"review", hashlib.sha256).digest())


def _is_https() -> bool:
    return bool(current_app.extensions["service"].public_url.startswith("https:"))

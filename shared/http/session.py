"""Who is at a page for people who work here: a bearer token in a cookie that only this service can open.

The token is sealed (JWE), so that a cookie that is taken from a browser opens no interface. It is checked anew at every
request, as any token is. A page of another origin can send nothing here: the cookie is SameSite=Strict, and a form that
another origin sent is refused by what browsers say of where it came from.
"""

import hashlib
import hmac
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from flask import Response, request
from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from shared.http.auth import authorise
from shared.http.problem import forbidden

_LONGEST: Final = 3_800  # what browsers surely keep
_HEADER: Final = {"alg": "dir", "enc": "A256GCM", "zip": "DEF"}


class TooLong(Exception):
    """The token does not fit into a cookie."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """How the pages under one path know who is there.

    Attributes:
        name: of these pages; the cookie's key is derived for it alone.
        path: the pages' own, without a trailing slash; the cookie is sent there and nowhere else.
        scopes: what a token must have.
        seconds: how long the cookie is kept; a token may run out before.
        secret: what the cookie's key is derived from.
        public_url: where the outside reaches the pages; under https the cookie travels under https alone.
    """

    name: str
    path: str
    scopes: tuple[str, ...]
    seconds: int
    secret: Callable[[], bytes]
    public_url: Callable[[], str]

    def enter(self) -> None:
        """Make the bearer of the cookie's token the caller.

        Raises:
            Problem: 401 without a cookie or with one that is over, 403 when the token lacks a scope; as `authorise`.
        """
        self.become(self._opened(request.cookies.get(self._cookie, "")) or "")

    def become(self, token: str) -> None:
        """Make the bearer of a token the caller.

        Raises:
            Problem: as `authorise`.
        """
        request.environ["HTTP_AUTHORIZATION"] = f"Bearer {token}"
        for scope in self.scopes:
            authorise(scope)

    def remember(self, response: Response, token: str) -> Response:
        """Put the token into the cookie.

        Raises:
            TooLong: it does not fit.
        """
        said = json.dumps({"token": token, "until": int(time.time()) + self.seconds}).encode()
        sealed = jwe.encrypt_compact(_HEADER, said, self._key(), algorithms=["dir", "A256GCM", "DEF"])
        if len(sealed) > _LONGEST:
            raise TooLong
        response.set_cookie(
            self._cookie,
            sealed,
            self.seconds,
            path=self.path,
            secure=self._is_https(),
            httponly=True,
            samesite="Strict",
        )
        return response

    def forget(self, response: Response) -> Response:
        """Take the cookie away."""
        response.delete_cookie(self._cookie, path=self.path, secure=self._is_https(), httponly=True, samesite="Strict")
        return response

    def must_be_ours(self) -> None:
        """Go on only if a form was sent from a page of this very origin.

        Browsers tell by one of two headers. What sends neither is let through: no page in a browser of today does so,
        and the cookie, which is SameSite=Strict, goes with nothing that another site sends.

        Raises:
            Problem: 403.
        """
        site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
        ours = {urlsplit(request.host_url).netloc, urlsplit(self.public_url()).netloc}
        if site not in (None, "same-origin", "none") or (origin is not None and urlsplit(origin).netloc not in ours):
            raise forbidden("The form was sent from another page.")

    @property
    def _cookie(self) -> str:
        return f"loftet-{self.name}"

    def _opened(self, sealed: str) -> str | None:
        try:
            plain = jwe.decrypt_compact(sealed, self._key(), algorithms=["dir", "A256GCM", "DEF"]).plaintext
            said = json.loads(plain or b"")
        except (JoseError, ValueError):
            return None
        return str(said["token"]) if said["until"] > time.time() else None

    def _key(self) -> OctKey:
        """The key of these cookies alone."""
        return OctKey.import_key(hmac.new(self.secret(), self.name.encode(), hashlib.sha256).digest())

    def _is_https(self) -> bool:
        return self.public_url().startswith("https:")

"""The public keys that tokens are checked against: a JWKS in a file or at an https address.

Read when first needed; read again when a token names an unknown key, with a pause between, so that made-up key ids
cost nothing; and every `FRESH` seconds, so that a withdrawn key ceases to be believed. If that fails, the keys at hand
go on being used.
"""

import threading
import time
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec
import requests
import structlog
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, JWKRegistry, OKPKey, RSAKey

log = structlog.get_logger(__name__)

PublicKey = ECKey | OKPKey | RSAKey

PAUSE: Final = 30.0
SHORT_PAUSE: Final = 1.0  # for a file, and while there are no keys at all
FRESH: Final = 600.0
_TIMEOUT: Final = (3.0, 3.0)
_MAX_BYTES: Final = 256 * 1024
_KINDS: Final = ("EC", "OKP", "RSA")
_LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")


class NoKeys(Exception):
    """No keys could be read, now or before; the message says why."""


class Keys:
    """The key set at a location."""

    def __init__(self, location: str) -> None:
        self._location = location
        self._keys: dict[str, PublicKey] = {}
        self._tried_at = float("-inf")
        self._wrong: str | None = "not read yet"
        self._lock = threading.Lock()

    def get(self, kid: str | None) -> PublicKey | None:
        """The key of that id; without an id, the only key. None when there is none.

        Raises:
            NoKeys: there are no keys at all.
        """
        key = self._find(kid)
        if self._age() > (FRESH if key else self._pause()):
            self._refresh(wait=key is None)
            key = self._find(kid)
        if not self._keys:
            raise NoKeys(self._wrong)
        return key

    def check(self) -> str | None:
        """For readiness: None when there are keys, else why not."""
        try:
            self.get(None)
        except NoKeys:
            return "no keys to check tokens with"
        return None

    def _find(self, kid: str | None) -> PublicKey | None:
        keys = self._keys
        if kid is None:
            return next(iter(keys.values())) if len(keys) == 1 else None
        return keys.get(kid)

    def _age(self) -> float:
        return time.monotonic() - self._tried_at

    def _pause(self) -> float:
        return PAUSE if self._keys and _is_url(self._location) else SHORT_PAUSE

    def _refresh(self, *, wait: bool) -> None:
        if not self._lock.acquire(blocking=wait):
            return  # another thread is at it, and there is a key to go on with
        try:
            if self._age() > self._pause():
                self._read()
        finally:
            self._lock.release()

    def _read(self) -> None:
        self._tried_at = time.monotonic()
        try:
            self._keys = _parse(_fetch(self._location))
            self._wrong = None
        except (OSError, ValueError, KeyError, JoseError, msgspec.MsgspecError) as error:
            self._wrong = f"{type(error).__name__}: {error}"
            log.warning("keys could not be read", location=self._location, wrong=self._wrong)


def _is_url(location: str) -> bool:
    return urlsplit(location).scheme in ("http", "https")


def _fetch(location: str) -> bytes:
    if not _is_url(location):
        return Path(location.removeprefix("file://")).read_bytes()
    url = urlsplit(location)
    if url.scheme == "http" and url.hostname not in _LOOPBACK:
        raise ValueError("keys are fetched by https only")
    with requests.get(location, timeout=_TIMEOUT, allow_redirects=False, stream=True) as response:
        response.raise_for_status()
        if response.status_code != 200:
            raise ValueError(f"the answer was {response.status_code}")
        content = response.raw.read(_MAX_BYTES + 1, decode_content=True)
    if len(content) > _MAX_BYTES:
        raise ValueError("the key set is too large")
    return bytes(content)


def _parse(content: bytes) -> dict[str, PublicKey]:
    """The usable keys by id; kinds of key that we do not know are left out (RFC 7517, section 5)."""
    found: dict[str, PublicKey] = {}
    for data in msgspec.json.decode(content, type=dict[str, Any])["keys"]:
        if data.get("kty") in _KINDS and data.get("use", "sig") == "sig":
            key = JWKRegistry.import_key(data)
            if isinstance(key, PublicKey):
                found[data.get("kid") or key.thumbprint()] = key
    if not found:
        raise ValueError("the key set holds no key for signatures")
    return found

"""The public keys that tokens are checked against: a JWKS in a file or at an https address.

Read when first needed; read again when a token names an unknown key, with a pause between, so that made-up key ids
cost nothing; and when they have grown old, so that a key that was taken away is not believed beyond their `LIFETIME`.
If that fails it is tried again after a pause, and the keys at hand are believed for `KEPT` seconds since they were last
read, which readiness tells of; then no longer.
"""

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec
import requests
import structlog
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, JWKRegistry, OKPKey, RSAKey

from shared.http.health import Worry

log = structlog.get_logger(__name__)

PublicKey = ECKey | OKPKey | RSAKey

PAUSE: Final = 30.0
SHORT_PAUSE: Final = 1.0  # for a file, and while there are no keys at all
FRESH: Final = 300.0  # older keys are read again meanwhile
LIFETIME: Final = 600.0  # older ones before they are believed once more
KEPT: Final = 24 * 3600.0
_TIMEOUT: Final = (3.0, 3.0)
_WHOLE: Final = 5.0
_MAX_BYTES: Final = 256 * 1024
_KINDS: Final = ("EC", "OKP", "RSA")
_LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")


class NoKeys(Exception):
    """No keys could be read, now or before; the message says why."""


class Keys:
    """The key set at a location."""

    def __init__(self, location: str, on_change: Callable[[], None] = lambda: None) -> None:
        """Look nowhere yet.

        Args:
            location: an address or a file.
            on_change: called when keys were read that are not those before.
        """
        self._location = location
        self._on_change = on_change
        self._keys: dict[str, PublicKey] = {}
        self._content = b""
        self._tried_at = self._read_at = float("-inf")
        self._wrong: str | None = "not read yet"
        self._lock = threading.Lock()

    def get(self, kid: str | None) -> PublicKey | None:
        """The key of that id; without an id, the only key. None when there is none.

        Raises:
            NoKeys: there are no keys at all, or they were read too long ago.
        """
        key = self._find(kid)
        if key is None or self._age() > LIFETIME:
            self._refresh(wait=key is None)
            key = self._find(kid)
        elif self._age() > FRESH:
            self._refresh_meanwhile()
        if not self._keys:
            raise NoKeys(self._wrong)
        return key

    def check(self) -> str | None:
        """For readiness: None when there are fresh keys; a worry while they cannot be read; else what is wrong."""
        if not self._usable():
            self._refresh(wait=True)
        elif self._age() > FRESH:
            self._refresh_meanwhile()
        if not self._usable():
            return "no keys to check tokens with"
        return Worry(self._told_of_age()) if self._wrong else None

    def _find(self, kid: str | None) -> PublicKey | None:
        keys = self._usable()
        if kid is None:
            return next(iter(keys.values())) if len(keys) == 1 else None
        return keys.get(kid)

    def _usable(self) -> dict[str, PublicKey]:
        """The keys at hand, while they may be believed."""
        if self._keys and self._age() > KEPT:
            self._keys = {}
            self._on_change()
        return self._keys

    def _age(self) -> float:
        return time.monotonic() - self._read_at

    def _may_try(self) -> bool:
        pause = PAUSE if self._keys and _is_url(self._location) else SHORT_PAUSE
        return time.monotonic() - self._tried_at > pause

    def _refresh(self, *, wait: bool) -> None:
        """Read before going on; whoever has a key does not wait while another reads, and whoever has none does."""
        another_reads = wait and self._lock.locked()
        if not (another_reads or self._may_try()) or not self._lock.acquire(blocking=wait):
            return
        try:
            if self._may_try():
                self._read()
        finally:
            self._lock.release()

    def _refresh_meanwhile(self) -> None:
        """Read beside what goes on, so that nobody waits."""
        if self._may_try() and not self._lock.locked():
            threading.Thread(target=self._refresh, kwargs={"wait": False}, name="keys", daemon=True).start()

    def _read(self) -> None:
        self._tried_at = time.monotonic()
        try:
            content = _fetch(self._location)
            keys = _parse(content)
        except (OSError, ValueError, KeyError, msgspec.MsgspecError) as error:
            self._wrong = f"{type(error).__name__}: {error}"
            log.warning("keys could not be read", location=self._location, wrong=self._wrong)
            return
        self._keys, self._wrong, self._read_at = keys, None, time.monotonic()
        if content != self._content:
            self._content = content
            self._on_change()

    def _told_of_age(self) -> str:
        left = max(0.0, KEPT - self._age())
        return f"the keys to check tokens with cannot be read; those at hand are used for {left / 3600:.1f} hours more"


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
        return _content(response.raw)


def _content(raw: Any) -> bytes:  # noqa: ANN401  (untyped library)
    """What is received in all, which a limit to each wait alone would let come drop by drop."""
    until, content = time.monotonic() + _WHOLE, b""
    while part := raw.read1(_MAX_BYTES, decode_content=True):
        content += part
        if len(content) > _MAX_BYTES:
            raise ValueError("the key set is too large")
        if time.monotonic() > until:
            raise ValueError(f"the key set did not arrive in {_WHOLE:g} seconds")
    return content


def _parse(content: bytes) -> dict[str, PublicKey]:
    """The usable keys by id; those that we cannot use are left out (RFC 7517, section 5)."""
    found: dict[str, PublicKey] = {}
    for data in msgspec.json.decode(content, type=dict[str, list[dict[str, Any]]])["keys"]:
        key = _key_of(data)
        if key is not None:
            found[data.get("kid") or key.thumbprint()] = key
    if not found:
        raise ValueError("the key set holds no key for signatures")
    return found


def _key_of(data: dict[str, Any]) -> PublicKey | None:
    if data.get("kty") not in _KINDS or data.get("use", "sig") != "sig":
        return None
    try:
        key = JWKRegistry.import_key(data)
    except (JoseError, ValueError, KeyError, TypeError, AttributeError) as error:
        log.warning("a key of the set is not usable", kid=data.get("kid"), wrong=type(error).__name__)
        return None
    return key if isinstance(key, PublicKey) else None

"""The vault: residents' addresses as they are kept, sealed, and the marks by which a known one is found again.

Sealed as JWE (RFC 7516, `dir` with A256GCM); the header's `kid` says by which key. A mark is a keyed hash, so that a
copy of the database can neither be read nor be asked whether it holds an address.

Keys are changed by adding one: the last seals and marks, the others only open what they sealed until the worker has
sealed it anew.
"""

import hashlib
import hmac
from base64 import urlsafe_b64decode
from binascii import Error
from collections.abc import Mapping
from typing import Final

from joserfc import jwe
from joserfc.jwk import KeySet, OctKey

_ALGORITHMS: Final = ["dir", "A256GCM"]
_BYTES: Final = 32


class BadKeys(ValueError):
    """Not the text of keys; the message says what is wrong, and holds none of it."""


class Vault:
    """Seals, opens and marks addresses."""

    def __init__(self, keys: Mapping[str, bytes]) -> None:
        """Set up.

        Args:
            keys: 32 bytes by name, the one that seals last.
        """
        self._keys = dict(keys)
        self.names = tuple(keys)
        self.newest = self.names[-1]
        self._set = KeySet([OctKey.import_key(key, {"kid": name}) for name, key in keys.items()])

    @classmethod
    def read(cls, text: str) -> "Vault":
        """Of a text such as `2026:BASE64,2027:BASE64`, each key 32 bytes in base64url.

        Raises:
            BadKeys: it is none.
        """
        keys: dict[str, bytes] = {}
        for part in text.split(","):
            name, _, encoded = part.strip().partition(":")
            keys[name] = _key(encoded)
        if "" in keys:
            raise BadKeys("a key lacks its name; write name:key, several by commas")
        return cls(keys)

    def seal(self, address: str) -> str:
        """The address, readable only with the newest key."""
        header = {"alg": "dir", "enc": "A256GCM", "kid": self.newest}
        return jwe.encrypt_compact(header, address.encode(), self._set, algorithms=_ALGORITHMS)

    def open(self, sealed: str) -> str:
        """The address.

        Raises:
            joserfc.errors.JoseError, ValueError: it was sealed with a key that is not here any more, or was altered.
        """
        opened = jwe.decrypt_compact(sealed, self._set, algorithms=_ALGORITHMS)
        return (opened.plaintext or b"").decode()

    def marks(self, address: str) -> list[str]:
        """Under what the address is found, by each key; the newest first. Letters' case makes no difference."""
        return [_mark(key, address.casefold()) for key in reversed(self._keys.values())]


def _mark(key: bytes, address: str) -> str:
    own = hmac.digest(key, b"loftet followers: marks", "sha256")
    return hmac.new(own, address.encode(), hashlib.sha256).hexdigest()


def _key(encoded: str) -> bytes:
    try:
        key = urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))
    except (Error, ValueError):
        key = b""
    if len(key) != _BYTES:
        raise BadKeys("a key is not 32 bytes in base64url; write name:key, several by commas")
    return key

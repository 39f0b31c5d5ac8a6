"""Sealing tips: the text is encrypted for the police's public key before anything else is done with it.

JWE (RFC 7516), ECDH-ES+A256KW with A256GCM: only the holder of the private key can read it, and we do not hold it.

Keys are changed by adding one: of a party's keys the one listed last is sealed for, and its id stands in the header of
what was sealed (`kid`), so that the police know which private key opens what. The file is read again when it changes.
"""

import json
from base64 import urlsafe_b64decode
from collections.abc import Iterable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey

from shared.clock import Clock
from shared.config import BadConfiguration
from shared.http.health import Worry
from shared.http.watched import Watched

ALGORITHM: Final = "ECDH-ES+A256KW"
ENCRYPTION: Final = "A256GCM"
LOOK: Final = timedelta(minutes=1)

Key = ECKey | OKPKey


class Sealer:
    """Seals texts for police parties. Holds public keys only."""

    def __init__(self, path: str, clock: Clock) -> None:
        """Read the keys of a JWKS file; each names its `party` and has a `kid`.

        Args:
            path: of the file. It is looked at once a minute, and read again when it is another.
            clock: by which the minute is told.

        Raises:
            BadConfiguration: the file cannot be read, or holds what is no public key of a party.
        """
        self._keys: Watched[Mapping[str, Key]] = Watched(Path(path), _read, clock, what="keys for tips", look=LOOK)

    def readers(self, parties: Iterable[str]) -> tuple[str, ...]:
        """Those of the parties that a text can be sealed for."""
        keys = self._keys.present()
        return tuple(party for party in parties if party in keys)

    def seal(self, text: str, parties: Iterable[str]) -> dict[str, str]:
        """The text sealed for those of the parties that have a key: party -> compact JWE."""
        keys = self._keys.present()
        return {party: _sealed(text, keys[party]) for party in parties if party in keys}

    def check(self) -> Worry | None:
        """For readiness: None when the file is as it should be; else that the keys before it are still used."""
        return self._keys.check()


def key_id(sealed: str) -> str:
    """The id of the key that something was sealed for."""
    header = sealed.partition(".")[0]
    return str(json.loads(urlsafe_b64decode(f"{header}=="))["kid"])


def _read(path: Path) -> dict[str, Key]:
    """The key of each party that is sealed for: the last listed of its keys."""
    try:
        listed = json.loads(path.read_text(encoding="utf-8"))["keys"]
        if len({each["kid"] for each in listed}) < len(listed):
            raise ValueError("two keys have the same kid")
        return {str(each["party"]): _public_key(each) for each in listed}
    except (OSError, ValueError, KeyError, TypeError, JoseError) as error:
        raise BadConfiguration(f"LOFTET_TIPS_KEYS: {path} is no JWKS of public keys: {error!r}") from None


def _public_key(jwk: dict[str, Any]) -> Key:
    """The key, tried: one that cannot be sealed for shows here rather than when somebody leaves a tip."""
    if "d" in jwk:
        raise ValueError(f"the key {jwk.get('kid')} is private; only its public half belongs here")
    if not jwk["kid"]:
        raise ValueError("a key has no kid")
    own = {name: value for name, value in jwk.items() if name != "party"}
    key = OKPKey.import_key(own) if jwk["kty"] == "OKP" else ECKey.import_key(own)
    _sealed("", key)
    return key


def _sealed(text: str, key: Key) -> str:
    header = {"alg": ALGORITHM, "enc": ENCRYPTION, "kid": key.kid}
    return jwe.encrypt_compact(header, text.encode(), key, algorithms=[ALGORITHM, ENCRYPTION])

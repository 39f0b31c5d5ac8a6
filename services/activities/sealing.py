"""Sealing tips: the text is encrypted for the police's public key before anything else is done with it.

JWE (RFC 7516), ECDH-ES+A256KW with A256GCM: only the holder of the private key can read it, and we do not hold it.
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey

from shared.config import BadConfiguration

ALGORITHM: Final = "ECDH-ES+A256KW"
ENCRYPTION: Final = "A256GCM"

Key = ECKey | OKPKey


class Sealer:
    """Seals texts for police parties. Holds public keys only."""

    def __init__(self, keys: Mapping[str, Key]) -> None:
        self._keys = dict(keys)

    @staticmethod
    def read(path: str) -> "Sealer":
        """The sealer with the keys of a JWKS file; each key names its `party` and has a `kid`.

        Raises:
            BadConfiguration: the file cannot be read, or holds what is no public key of a party.
        """
        try:
            listed = json.loads(Path(path).read_text(encoding="utf-8"))["keys"]
            return Sealer({str(each["party"]): _public_key(each) for each in listed})
        except (OSError, ValueError, KeyError, TypeError, JoseError) as error:
            raise BadConfiguration(f"LOFTET_TIPS_KEYS: {path} is no JWKS of public keys: {error!r}") from None

    def readers(self, parties: Iterable[str]) -> tuple[str, ...]:
        """Those of the parties that a text can be sealed for."""
        return tuple(party for party in parties if party in self._keys)

    def seal(self, text: str, parties: Iterable[str]) -> dict[str, str]:
        """The text sealed for each of the parties: party -> compact JWE."""
        return {party: self._sealed(text, self._keys[party]) for party in parties}

    def _sealed(self, text: str, key: Key) -> str:
        header = {"alg": ALGORITHM, "enc": ENCRYPTION, "kid": key.kid}
        return jwe.encrypt_compact(header, text.encode(), key, algorithms=[ALGORITHM, ENCRYPTION])


def _public_key(jwk: dict[str, str | list[str]]) -> Key:
    if "d" in jwk:
        raise ValueError(f"the key {jwk.get('kid')} is private; only its public half belongs here")
    if not jwk["kid"]:
        raise ValueError("a key has no kid")
    own = {name: value for name, value in jwk.items() if name != "party"}
    return OKPKey.import_key(own) if jwk["kty"] == "OKP" else ECKey.import_key(own)

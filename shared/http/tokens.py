"""Checking bearer tokens: JWTs with an asymmetric signature, for us, from our issuer, now.

Whether a token has run out is reckoned by the machine's clock, never by a rehearsal's.
"""

import binascii
import hashlib
import threading
import time
from typing import Any, Final

from joserfc import jwt
from joserfc.errors import JoseError, UnsupportedAlgorithmError
from joserfc.jws import JWSRegistry, extract_compact
from joserfc.jwt import JWTClaimsRegistry

from shared.config import ProcessSettings
from shared.http.caller import Caller
from shared.http.keys import Keys

ALGORITHMS: Final = ("EdDSA", "Ed25519", "ES256", "RS256")
LEEWAY: Final = 30  # seconds that clocks may differ
REMEMBERED: Final = 2048  # tokens
REMEMBERED_SECONDS: Final = 60.0  # then the keys are asked again, and read again when they are old
MAX_TOKEN: Final = 8_000  # bytes; with its name and scheme it fits in a header field


class BadToken(Exception):
    """The token is not to be believed; the message says why, without any part of it."""


class Tokens:
    """Checks tokens, and remembers good ones for a while, since a signature costs a hundred times a look-up."""

    def __init__(self, settings: ProcessSettings) -> None:
        self.keys = Keys(settings.jwks, on_change=self._forget)
        self._rules = JWTClaimsRegistry(
            leeway=LEEWAY,
            iss={"essential": True, "value": settings.token_issuer},
            aud={"essential": True, "value": settings.token_audience},
            exp={"essential": True},
        )
        self._remembered: dict[bytes, tuple[float, Caller]] = {}
        self._lock = threading.Lock()

    def check(self, token: str) -> Caller:
        """Whom a good token tells of.

        Raises:
            BadToken: it is not good.
            NoKeys: it cannot be checked.
        """
        digest = hashlib.sha256(token.encode(errors="replace")).digest()
        known = self._remembered.get(digest)
        if known is not None and time.time() < known[0]:
            return known[1]
        raw = self._verify(token)
        caller = _caller_of(raw)
        self._remember(digest, min(raw["exp"], time.time() + REMEMBERED_SECONDS), caller)
        return caller

    def _verify(self, token: str) -> dict[str, Any]:
        if len(token) > MAX_TOKEN:
            raise BadToken("it is too long")
        try:
            header = extract_compact(token.encode("ascii")).headers()
            key = self.keys.get(header.get("kid"))
            if key is None:
                raise BadToken("it is signed with a key that is not known here")
            claims = jwt.decode(token, key, registry=_REGISTRY).claims
            self._rules.validate(claims)
        except (JoseError, ValueError, TypeError, binascii.Error) as error:
            raise BadToken(_reason(error)) from error
        return claims

    def _forget(self) -> None:
        """Believe nothing any more because of the keys before."""
        with self._lock:
            self._remembered.clear()

    def _remember(self, digest: bytes, until: float, caller: Caller) -> None:
        with self._lock:
            self._remembered.pop(digest, None)
            self._remembered[digest] = (until, caller)
            if len(self._remembered) > REMEMBERED:
                del self._remembered[next(iter(self._remembered))]


class _Registry(JWSRegistry):
    """Ours alone of the algorithms; EdDSA without joserfc's advice to name the curve, since issuers still send it."""

    def get_alg(self, name: str) -> Any:  # noqa: ANN401
        if name not in ALGORITHMS:
            raise UnsupportedAlgorithmError(f"Algorithm of '{name}' is not allowed")
        return self.algorithms[name]


_REGISTRY: Final = _Registry(algorithms=ALGORITHMS, strict_check_header=False)


def _caller_of(raw: dict[str, Any]) -> Caller:
    client = raw.get("client_id") or raw.get("sub")
    party = raw.get("party")
    municipalities = raw.get("municipalities", [])
    scope = raw.get("scope", "")
    sources = raw.get("sources")
    if not isinstance(client, str) or not client:
        raise BadToken("it names no client (client_id or sub)")
    if not isinstance(party, str | None) or not isinstance(scope, str):
        raise BadToken("its party or scope is not a text")
    if party == "":
        raise BadToken("its party is empty; leave the claim out for an operator")
    if not _are_texts(municipalities):
        raise BadToken("its municipalities are not a list of codes")
    if sources is not None and not _are_texts(sources):
        raise BadToken("its sources are not a list of texts")
    belonging = None if sources is None else tuple(sources)
    return Caller(client, party, frozenset(municipalities), frozenset(scope.split()), belonging)


def _are_texts(value: Any) -> bool:  # noqa: ANN401  (a claim)
    return isinstance(value, list) and all(isinstance(each, str) and each for each in value)


def _reason(error: Exception) -> str:
    """Why, in words of ours: an error's own may quote the token."""
    claim = getattr(error, "claim", "")
    words = {
        "expired_token": "it has run out",
        "invalid_claim": "it is not valid yet" if claim == "nbf" else f"its claim {claim} is not right",
        "missing_claim": "a claim is missing (iss, aud and exp are needed)",
        "bad_signature": "its signature is not right",
        "unsupported_algorithm": f"its algorithm is not one of {', '.join(ALGORITHMS)}",
    }
    return words.get(getattr(error, "error", ""), "it is no signed JWT")

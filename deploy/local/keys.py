"""The embedded stack's keys: one that signs tokens, one that seals followers' addresses, and one per police
party that tips are sealed for.

Private halves lie in a folder of their own, readable by their owner alone; the services get the public ones.
"""

import base64
import json
import os
from dataclasses import dataclass
from pathlib import Path

from joserfc.jwk import ECKey

POLICE = ("polisen-sodertalje", "polisen-exempel")


@dataclass(frozen=True, slots=True)
class Keys:
    """Where the keys lie."""

    folder: Path

    @property
    def signing(self) -> Path:
        """The private key that tokens are signed with."""
        return self.folder / "private" / "signing.json"

    @property
    def jwks(self) -> Path:
        """The public keys that tokens are checked against."""
        return self.folder / "jwks.json"

    @property
    def tips(self) -> Path:
        """The police parties' public keys."""
        return self.folder / "tips.json"

    @property
    def followers(self) -> Path:
        """What seals the addresses of residents who follow, as the setting takes it."""
        return self.folder / "private" / "followers.txt"

    @property
    def followers_setting(self) -> str:
        """That, read; empty, so that nobody can follow, before it is made."""
        return self.followers.read_text(encoding="ascii") if self.followers.exists() else ""

    def tips_private(self, party: str) -> Path:
        """A police party's private key: what in earnest only the police hold."""
        return self.folder / "private" / f"tips-{party}.json"


def ensure(folder: Path) -> Keys:
    """Make the keys that are missing; those that exist stay, or what was signed and sealed would be lost."""
    keys = Keys(folder)
    keys.signing.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    signing = _ensure_key(keys.signing, {"use": "sig", "alg": "ES256"})
    _write(keys.jwks, {"keys": [_public(signing)]})
    _ensure_seal(keys.followers)
    tips = [_ensure_key(keys.tips_private(party), {"use": "enc", "party": party}) for party in POLICE]
    _write(keys.tips, {"keys": [_public(key) for key in tips]})
    return keys


def _ensure_key(path: Path, parameters: dict[str, str]) -> dict[str, str]:
    if not path.exists():
        made = ECKey.generate_key("P-256", private=True)
        _write(path, {**made.as_dict(private=True), **parameters, "kid": made.thumbprint()}, mode=0o600)
    key: dict[str, str] = json.loads(path.read_text(encoding="ascii"))
    return key


def _ensure_seal(path: Path) -> None:
    if path.exists():
        return
    made = base64.urlsafe_b64encode(os.urandom(32)).decode("ascii")
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(f"1:{made}")


def _public(key: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in key.items() if name != "d"}


def _write(path: Path, content: dict[str, object], mode: int = 0o644) -> None:
    beside = path.with_suffix(".new")
    beside.unlink(missing_ok=True)
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w", encoding="ascii") as file:
        json.dump(content, file, indent=2)
    beside.replace(path)

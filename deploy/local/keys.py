"""The embedded stack's keys: one that signs tokens, one that seals followers' addresses, and one per police
party that tips are sealed for.

Private halves lie in a folder of their own, readable by their owner alone; the services get the public ones.

A key is changed in two steps: a new one is added, which signs or is sealed for from then on while the one before it is
still known; then the one before is removed.
"""

import base64
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from joserfc.jwk import ECKey

POLICE = ("polisen-sodertalje", "polisen-exempel")
SIGNING = "signing"
NAMES = (SIGNING, *POLICE)


class KeyStep(Exception):
    """A step that cannot be taken now; the message says which comes first."""


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

    def private(self, name: str) -> Path:
        """The private key of a name: the one that signs, or a police party's."""
        return self.signing if name == SIGNING else self.tips_private(name)

    def former(self, name: str) -> Path:
        """Where the key before it lies, from when a new one is added until it is removed."""
        return self.private(name).with_suffix(".former.json")


def ensure(folder: Path) -> Keys:
    """Make the keys that are missing; those that exist stay, or what was signed and sealed would be lost."""
    keys = Keys(folder)
    keys.signing.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    _ensure_seal(keys.followers)
    for name in NAMES:
        _ensure_key(keys.private(name), _parameters(name))
    _publish(keys)
    return keys


def add(keys: Keys, name: str) -> str:
    """Make a new key, to be used from now on; the one before it stays known. Returns the new one's id.

    Raises:
        KeyStep: the last change of this key is not done.
    """
    if keys.former(name).exists():
        raise KeyStep(f"{name} has a key before this one still: remove that first")
    keys.private(name).rename(keys.former(name))
    made = _ensure_key(keys.private(name), _parameters(name))
    _publish(keys)
    return made["kid"]


def remove_former(keys: Keys, name: str) -> str:
    """Remove the key before the one in use, its private half too. Returns its id.

    Raises:
        KeyStep: there is none.
    """
    if not keys.former(name).exists():
        raise KeyStep(f"{name} has no key but the one in use: add one first")
    kid: str = _read(keys.former(name))["kid"]
    keys.former(name).unlink()
    _publish(keys)
    return kid


def _parameters(name: str) -> dict[str, str]:
    return {"use": "sig", "alg": "ES256"} if name == SIGNING else {"use": "enc", "party": name}


def _publish(keys: Keys) -> None:
    """Write the public halves; of a party's keys the one in use is listed last."""
    _write(keys.jwks, {"keys": _publics(keys, [SIGNING])})
    _write(keys.tips, {"keys": _publics(keys, POLICE)})


def _publics(keys: Keys, names: Iterable[str]) -> list[dict[str, str]]:
    there = [path for name in names for path in (keys.former(name), keys.private(name)) if path.exists()]
    return [{name: value for name, value in _read(path).items() if name != "d"} for path in there]


def _ensure_key(path: Path, parameters: dict[str, str]) -> dict[str, str]:
    if not path.exists():
        made = ECKey.generate_key("P-256", private=True)
        _write(path, {**made.as_dict(private=True), **parameters, "kid": made.thumbprint()}, mode=0o600)
    return _read(path)


def _read(path: Path) -> dict[str, str]:
    key: dict[str, str] = json.loads(path.read_text(encoding="ascii"))
    return key


def _ensure_seal(path: Path) -> None:
    if path.exists():
        return
    made = base64.urlsafe_b64encode(os.urandom(32)).decode("ascii")
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(f"1:{made}")


def _write(path: Path, content: dict[str, object], mode: int = 0o644) -> None:
    beside = path.with_suffix(".new")
    beside.unlink(missing_ok=True)
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w", encoding="ascii") as file:
        json.dump(content, file, indent=2)
    beside.replace(path)

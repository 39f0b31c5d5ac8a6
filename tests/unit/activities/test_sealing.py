"""Sealing: only the holder of the private key can read."""

import json
from pathlib import Path
from typing import Any

import pytest
from joserfc import jwe
from joserfc.jwk import ECKey, OKPKey

from services.activities.sealing import ALGORITHM, ENCRYPTION, Sealer
from shared.config import BadConfiguration


def write(folder: Path, *keys: dict[str, Any]) -> str:
    path = folder / "tips.json"
    path.write_text(json.dumps({"keys": keys}), encoding="utf-8")
    return str(path)


def public(key: ECKey | OKPKey, party: str) -> dict[str, Any]:
    return {**key.as_dict(private=False), "kid": key.thumbprint(), "party": party}


@pytest.mark.parametrize(
    "key", [ECKey.generate_key("P-256"), ECKey.generate_key("P-384"), OKPKey.generate_key("X25519")]
)
def test_what_is_sealed_is_read_with_the_private_key_alone(tmp_path: Path, key: ECKey | OKPKey):
    sealer = Sealer.read(write(tmp_path, public(key, "polisen")))

    sealed = sealer.seal("Bilar bakom affären.", ["polisen"])["polisen"]

    opened = jwe.decrypt_compact(sealed, key, algorithms=[ALGORITHM, ENCRYPTION])
    assert opened.plaintext == "Bilar bakom affären.".encode()
    assert opened.headers()["kid"] == key.thumbprint()


def test_each_police_party_has_its_own_copy_and_the_same_text_never_looks_the_same(tmp_path: Path):
    keys = {party: ECKey.generate_key("P-256") for party in ("polisen-a", "polisen-b")}
    sealer = Sealer.read(write(tmp_path, *(public(key, party) for party, key in keys.items())))

    first, second = (sealer.seal("Samma.", sealer.readers(["polisen-b", "polisen-a", "polisen-c"])) for _ in range(2))

    assert set(first) == {"polisen-a", "polisen-b"}
    assert len({*first.values(), *second.values()}) == 4


def test_a_private_key_is_no_key_to_seal_with(tmp_path: Path):
    key = ECKey.generate_key("P-256")
    private = {**key.as_dict(private=True), "kid": "k", "party": "polisen"}

    with pytest.raises(BadConfiguration, match="private") as refused:
        Sealer.read(write(tmp_path, private))

    assert private["d"] not in str(refused.value)


@pytest.mark.parametrize(
    "content", ["", "{}", '{"keys": [{}]}', '{"keys": [{"party": "p", "kid": "k", "kty": "EC"}]}', '{"keys": 1}']
)
def test_a_file_that_holds_no_such_keys_is_a_bad_configuration(tmp_path: Path, content: str):
    path = tmp_path / "tips.json"
    path.write_text(content, encoding="utf-8")

    with pytest.raises(BadConfiguration, match="LOFTET_TIPS_KEYS"):
        Sealer.read(str(path))


def test_a_file_that_is_not_there_is_a_bad_configuration(tmp_path: Path):
    with pytest.raises(BadConfiguration, match="LOFTET_TIPS_KEYS"):
        Sealer.read(str(tmp_path / "none.json"))

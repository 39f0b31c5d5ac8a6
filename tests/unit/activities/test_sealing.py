"""Sealing: only the holder of the private key can read."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from joserfc import jwe
from joserfc.jwk import ECKey, OKPKey

from services.activities.sealing import ALGORITHM, ENCRYPTION, LOOK, Sealer, key_id
from shared.clock import SystemClock
from shared.config import BadConfiguration
from shared.http.health import Worry


class Hands:
    """A clock whose hands the test moves."""

    def __init__(self) -> None:
        self._now = datetime(2021, 4, 16, 12, tzinfo=UTC)

    def now(self) -> datetime:
        return self._now

    def pass_by(self, time: timedelta) -> None:
        self._now += time


def write(folder: Path, *keys: dict[str, Any]) -> str:
    path = folder / "tips.json"
    path.write_text(json.dumps({"keys": keys}), encoding="utf-8")
    return str(path)


def public(key: ECKey | OKPKey, party: str, **more: str) -> dict[str, Any]:
    return {**key.as_dict(private=False), "kid": key.thumbprint(), "party": party, **more}


def sealer_of(path: str) -> Sealer:
    return Sealer(path, SystemClock())


def new_key() -> ECKey:
    return ECKey.generate_key("P-256")


@pytest.mark.parametrize("key", [new_key(), ECKey.generate_key("P-384"), OKPKey.generate_key("X25519")])
def test_what_is_sealed_is_read_with_the_private_key_alone(tmp_path: Path, key: ECKey | OKPKey):
    sealer = sealer_of(write(tmp_path, public(key, "polisen")))

    sealed = sealer.seal("Bilar bakom affären.", ["polisen"])["polisen"]

    opened = jwe.decrypt_compact(sealed, key, algorithms=[ALGORITHM, ENCRYPTION])
    assert opened.plaintext == "Bilar bakom affären.".encode()
    assert key_id(sealed) == opened.headers()["kid"] == key.thumbprint()


def test_each_police_party_has_its_own_copy_and_the_same_text_never_looks_the_same(tmp_path: Path):
    keys = {party: new_key() for party in ("polisen-a", "polisen-b")}
    sealer = sealer_of(write(tmp_path, *(public(key, party) for party, key in keys.items())))

    first, second = (sealer.seal("Samma.", sealer.readers(["polisen-b", "polisen-a", "polisen-c"])) for _ in range(2))

    assert set(first) == {"polisen-a", "polisen-b"}
    assert len({*first.values(), *second.values()}) == 4


def test_of_several_keys_of_a_party_the_last_listed_is_sealed_for(tmp_path: Path):
    before, after, others = new_key(), new_key(), new_key()
    keys = [public(before, "polisen"), public(after, "polisen"), public(others, "polisen-b")]
    sealer = sealer_of(write(tmp_path, *keys))

    sealed = sealer.seal("Bilar.", ["polisen"])["polisen"]

    assert key_id(sealed) == after.thumbprint()


def test_a_changed_file_is_read_within_a_minute_and_without_a_restart(tmp_path: Path):
    before, after, clock = new_key(), new_key(), Hands()
    sealer = Sealer(write(tmp_path, public(before, "polisen")), clock)

    write(tmp_path, public(before, "polisen"), public(after, "polisen"), public(after, "polisen-ny", kid="ny"))
    clock.pass_by(LOOK - timedelta(seconds=1))
    still = key_id(sealer.seal("Bilar.", ["polisen"])["polisen"])
    clock.pass_by(timedelta(seconds=1))
    now = key_id(sealer.seal("Bilar.", ["polisen"])["polisen"])

    assert (still, now) == (before.thumbprint(), after.thumbprint())
    assert sealer.readers(["polisen", "polisen-ny"]) == ("polisen", "polisen-ny")
    assert sealer.check() is None


@pytest.mark.parametrize("broken", ["", '{"keys": 1}', None])
def test_a_broken_file_keeps_the_keys_before_it_and_is_told_of(
    tmp_path: Path, broken: str | None, capfd: pytest.CaptureFixture[str]
):
    key, clock = new_key(), Hands()
    path = Path(write(tmp_path, public(key, "polisen")))
    sealer = Sealer(str(path), clock)

    path.unlink() if broken is None else path.write_text(broken, encoding="utf-8")
    said = []
    for _ in range(3):
        clock.pass_by(LOOK)
        said.append(sealer.check())

    assert all(isinstance(each, Worry) for each in said)
    assert key_id(sealer.seal("Bilar.", ["polisen"])["polisen"]) == key.thumbprint()
    assert "".join(capfd.readouterr()).count("those before are kept") == 1, "once, however often it is looked at"


def test_a_mended_file_is_read_again(tmp_path: Path):
    before, after, clock = new_key(), new_key(), Hands()
    path = Path(write(tmp_path, public(before, "polisen")))
    sealer = Sealer(str(path), clock)
    path.write_text("{", encoding="utf-8")
    clock.pass_by(LOOK)
    assert sealer.check() is not None

    write(tmp_path, public(after, "polisen"))
    clock.pass_by(LOOK)

    assert sealer.check() is None
    assert key_id(sealer.seal("Bilar.", ["polisen"])["polisen"]) == after.thumbprint()


def test_a_private_key_is_no_key_to_seal_with(tmp_path: Path):
    key = new_key()
    private = {**key.as_dict(private=True), "kid": "k", "party": "polisen"}

    with pytest.raises(BadConfiguration, match="private") as refused:
        sealer_of(write(tmp_path, private))

    assert private["d"] not in str(refused.value)


@pytest.mark.parametrize(
    "content", ["", "{}", '{"keys": [{}]}', '{"keys": [{"party": "p", "kid": "k", "kty": "EC"}]}', '{"keys": 1}']
)
def test_a_file_that_holds_no_such_keys_is_a_bad_configuration(tmp_path: Path, content: str):
    path = tmp_path / "tips.json"
    path.write_text(content, encoding="utf-8")

    with pytest.raises(BadConfiguration, match="LOFTET_TIPS_KEYS"):
        sealer_of(str(path))


@pytest.mark.parametrize(
    "keys",
    [
        [public(OKPKey.generate_key("Ed25519"), "polisen")],
        [public(new_key(), "polisen", kid="same"), public(new_key(), "polisen", kid="same")],
    ],
    ids=["a key that is for signatures", "two keys of one id"],
)
def test_keys_that_cannot_be_sealed_for_show_at_once(tmp_path: Path, keys: list[dict[str, Any]]):
    with pytest.raises(BadConfiguration, match="LOFTET_TIPS_KEYS"):
        sealer_of(write(tmp_path, *keys))


def test_a_file_that_is_not_there_is_a_bad_configuration(tmp_path: Path):
    with pytest.raises(BadConfiguration, match="LOFTET_TIPS_KEYS"):
        sealer_of(str(tmp_path / "none.json"))

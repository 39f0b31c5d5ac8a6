"""The embedded stack's keys: private halves apart and for the owner alone."""

import json
from pathlib import Path

from deploy.local import keys


def test_public_files_hold_no_private_part(tmp_path: Path) -> None:
    made = keys.ensure(tmp_path)

    for public in (made.jwks, made.tips):
        assert all("d" not in key for key in json.loads(public.read_text())["keys"])


def test_private_keys_are_readable_by_their_owner_alone(tmp_path: Path) -> None:
    made = keys.ensure(tmp_path)

    private = [made.signing, *(made.tips_private(party) for party in keys.POLICE)]
    assert [path.stat().st_mode & 0o777 for path in private] == [0o600] * len(private)
    assert made.signing.parent.stat().st_mode & 0o777 == 0o700


def test_each_police_party_has_a_key_with_its_name_and_an_id(tmp_path: Path) -> None:
    made = keys.ensure(tmp_path)

    tips = json.loads(made.tips.read_text())["keys"]
    assert [key["party"] for key in tips] == list(keys.POLICE)
    assert len({key["kid"] for key in tips}) == len(keys.POLICE)


def test_keys_that_exist_are_kept(tmp_path: Path) -> None:
    before = keys.ensure(tmp_path).signing.read_bytes()

    assert keys.ensure(tmp_path).signing.read_bytes() == before

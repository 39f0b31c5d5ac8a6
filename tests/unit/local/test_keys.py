"""The embedded stack's keys: private halves apart and for the owner alone."""

import json
from pathlib import Path

import pytest

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


@pytest.mark.parametrize("name", keys.NAMES)
def test_a_new_key_is_listed_after_the_one_before_it_until_that_is_removed(name: str, tmp_path: Path) -> None:
    made = keys.ensure(tmp_path)
    before = json.loads(made.private(name).read_bytes())["kid"]

    after = keys.add(made, name)
    both = _listed(made, name)
    keys.ensure(tmp_path)
    removed = keys.remove_former(made, name)

    assert both == [before, after]
    assert json.loads(made.private(name).read_bytes())["kid"] == after
    assert removed == before
    assert _listed(made, name) == [after]


def test_a_key_is_changed_in_two_steps_in_their_order(tmp_path: Path) -> None:
    made = keys.ensure(tmp_path)

    with pytest.raises(keys.KeyStep, match="add one first"):
        keys.remove_former(made, keys.SIGNING)
    keys.add(made, keys.SIGNING)
    with pytest.raises(keys.KeyStep, match="remove that first"):
        keys.add(made, keys.SIGNING)


def _listed(made: keys.Keys, name: str) -> list[str]:
    listed = json.loads((made.jwks if name == keys.SIGNING else made.tips).read_bytes())["keys"]
    return [key["kid"] for key in listed if key.get("party", keys.SIGNING) == name]

"""`loftet token`: the claims that the services ask for, signed with the key of the file."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from joserfc import jwt
from joserfc.jwk import KeySet

from deploy.local import keys
from shared.ops.cli import COMMANDS, main

ISSUER = "https://loftet.localhost"
OPTIONS = ["--client", "arenden", "--scope", "activities:write", "--scope", "reports:read"]


@pytest.fixture
def made(tmp_path: Path) -> keys.Keys:
    return keys.ensure(tmp_path)


def run(made: keys.Keys, *options: str) -> str:
    environment = {"LOFTET_SIGNING_KEY": str(made.signing), "LOFTET_TOKEN_ISSUER": ISSUER}
    result = CliRunner().invoke(main, ["token", *OPTIONS, *options], env=environment)
    assert result.exit_code == 0, result.stdout
    return result.stdout.strip()


def test_the_token_carries_its_claims_and_holds_against_the_public_keys(made: keys.Keys) -> None:
    token = run(made, "--party", "nykvarn-kommun", "--municipality", "0140", "--days", "2")

    read = jwt.decode(token, KeySet.import_key_set(json.loads(made.jwks.read_text())))
    claims = read.claims
    assert claims["scope"] == "activities:write reports:read"
    assert (claims["client_id"], claims["party"]) == ("arenden", "nykvarn-kommun")
    assert claims["municipalities"] == ["0140"]
    assert (claims["iss"], claims["aud"]) == (ISSUER, "loftet")
    assert claims["exp"] - claims["iat"] == 2 * 24 * 60 * 60


def test_an_operators_token_names_no_party(made: keys.Keys) -> None:
    claims = jwt.decode(run(made), KeySet.import_key_set(json.loads(made.jwks.read_text()))).claims

    assert "party" not in claims


@pytest.mark.parametrize("text", ["no JSON", "{}", "[]", '{"alg": "ES256", "kid": "1", "d": "x", "kty": "EC"}'])
def test_a_file_that_holds_no_private_key_is_named(text: str, tmp_path: Path) -> None:
    file = tmp_path / "key.json"
    file.write_text(text)

    for key in (file, tmp_path):
        ran = CliRunner().invoke(main, ["token", *OPTIONS, "--issuer", ISSUER, "--key", str(key)])
        assert (ran.exit_code, "holds no private key" in ran.output) == (1, True), ran.output


def test_an_unknown_scope_is_refused() -> None:
    result = CliRunner().invoke(main, ["token", "--client", "x", "--scope", "everything"])

    assert result.exit_code == 2


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_that_is_listed_loads_and_explains_itself(name: str) -> None:
    listed = CliRunner().invoke(main, ["--help"]).output
    result = CliRunner().invoke(main, [name, "--help"])

    assert result.exit_code == 0, result.stdout
    assert name in listed
    assert COMMANDS[name][1] in listed

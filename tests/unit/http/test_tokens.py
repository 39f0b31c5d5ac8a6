"""A token is believed only when all of it is right, and reaches only what it says."""

import json
import time
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey

from shared.http.tokens import Tokens
from tests.unit.http import sample


def ask(client: FlaskClient, token: str) -> int:
    return client.get("/sample/v1/walks", headers={"Authorization": f"Bearer {token}"}).status_code


NOW = int(time.time())
REFUSED = {
    "run out": {"exp": NOW - 3600},
    "not yet valid": {"nbf": NOW + 3600},
    "without an end": {"exp": None},
    "an end that never comes": {"exp": float("nan")},
    "from another issuer": {"iss": "https://other.example"},
    "without an issuer": {"iss": None},
    "for another audience": {"aud": "other"},
    "without an audience": {"aud": None},
    "of nobody": {"sub": None},
    "of no text": {"sub": 7},
    "with a party that is a list": {"party": ["a"]},
    "with a party that is empty": {"party": ""},
    "with municipalities that are a text": {"municipalities": "0140"},
    "with a scope that is a list": {"scope": ["walks:read"]},
    "with sources that are a text": {"sources": "/a"},
}


@pytest.mark.parametrize("claims", REFUSED.values(), ids=REFUSED.keys())
def test_a_token_that_is_not_right_is_refused(anonymous: FlaskClient, key: OKPKey, claims: dict) -> None:
    response = anonymous.get("/sample/v1/walks", headers={"Authorization": f"Bearer {sample.token(key, **claims)}"})

    assert response.status_code == 401
    assert 'error="invalid_token"' in response.headers["WWW-Authenticate"]
    assert 'error_description="' in response.headers["WWW-Authenticate"]


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Basic YTpi", "Bearer a.b.c", "Bearer å", "Bearer " + "a" * 9000]
)
def test_what_is_no_token_is_refused(anonymous: FlaskClient, header: str) -> None:
    response = anonymous.get("/sample/v1/walks", headers={"Authorization": header.encode().decode("latin-1")})

    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_token_with_a_changed_signature_or_content_is_refused(anonymous: FlaskClient, key: OKPKey) -> None:
    head, body, signature = sample.token(key).split(".")
    _, other, _ = sample.token(key, scope="walks:read everything").split(".")

    assert ask(anonymous, f"{head}.{body}.{signature[:-4]}AAAA") == 401
    assert ask(anonymous, f"{head}.{other}.{signature}") == 401


@pytest.mark.filterwarnings("ignore:JWS algorithm")  # to make such a token at all
def test_a_token_signed_with_a_secret_or_not_at_all_is_refused(anonymous: FlaskClient, key: OKPKey) -> None:
    public = json.dumps(key.as_dict(private=False)).encode()
    secret = OctKey.import_key(public, {"kid": "first"})
    claims = {"iss": sample.ISSUER, "aud": "loftet", "sub": "x", "exp": NOW + 60, "scope": "walks:read"}
    by_secret = jwt.encode({"alg": "HS256", "kid": "first"}, claims, secret, algorithms=["HS256"])
    unsigned = jwt.encode({"alg": "none", "kid": "first"}, claims, secret, algorithms=["none"])

    assert ask(anonymous, by_secret) == 401
    assert ask(anonymous, unsigned) == 401


@pytest.mark.filterwarnings("ignore:EdDSA is deprecated")  # to sign with; we still read it
@pytest.mark.parametrize("alg", ["EdDSA", "Ed25519", "ES256", "RS256"])
def test_each_asymmetric_algorithm_is_taken(tmp_path: Path, alg: str) -> None:
    made = {
        "ES256": lambda: ECKey.generate_key("P-256", parameters={"kid": "k"}),
        "RS256": lambda: RSAKey.generate_key(2048, parameters={"kid": "k"}),
    }.get(alg, lambda: OKPKey.generate_key("Ed25519", parameters={"kid": "k"}))()
    tokens = Tokens(sample.settings(sample.write_jwks(tmp_path / "jwks.json", made)))

    assert tokens.check(sample.token(made, alg)).client == "sample-system"


def test_a_refusal_never_repeats_the_token(
    anonymous: FlaskClient, key: OKPKey, capsys: pytest.CaptureFixture[str]
) -> None:
    token = sample.token(key, aud="other")

    response = anonymous.get("/sample/v1/walks", headers={"Authorization": f"Bearer {token}"})

    told = response.get_data(as_text=True) + str(response.headers) + capsys.readouterr().err
    assert not any(part in told for part in token.split("."))


def test_a_missing_scope_is_named(anonymous: FlaskClient, key: OKPKey) -> None:
    token = sample.token(key, scope="other")

    response = anonymous.get("/sample/v1/walks", headers={"Authorization": f"Bearer {token}"})

    assert response.status_code == 403
    detail = response.get_json(force=True)["detail"]
    assert detail.startswith("The token lacks the scope walks:read. What it may be used for: other.")
    assert response.headers["WWW-Authenticate"] == (
        'Bearer realm="loftet", error="insufficient_scope", scope="walks:read"'
    )


def test_the_token_is_looked_at_before_the_body(anonymous: FlaskClient) -> None:
    response = anonymous.post("/sample/v1/walks", data=b"{")

    assert response.status_code == 401


def test_what_a_view_takes_may_be_asked_without_a_token(anonymous: FlaskClient) -> None:
    response = anonymous.options("/sample/v1/walks")

    assert (response.status_code, response.data) == (200, b"")


def test_a_token_reaches_only_its_own_municipality_and_party(client: FlaskClient) -> None:
    assert client.get("/sample/v1/municipalities/0140/nykvarn-kommun").get_json() == {"client": "sample-system"}
    assert client.get("/sample/v1/municipalities/9999/nykvarn-kommun").status_code == 403
    assert client.get("/sample/v1/municipalities/0140/polisen-sodertalje").status_code == 403


def test_a_token_without_a_party_speaks_for_the_operator(anonymous: FlaskClient, key: OKPKey) -> None:
    token = sample.token(key, party=None, client_id="operator")

    response = anonymous.get("/sample/v1/municipalities/0140/any-party", headers={"Authorization": f"Bearer {token}"})

    assert response.get_json() == {"client": "operator"}


def test_a_remembered_token_is_forgotten_when_it_runs_out(key: OKPKey, jwks: Path) -> None:
    tokens = Tokens(sample.settings(jwks))
    token = sample.token(key)
    assert tokens.check(token) is tokens.check(token)

    (digest,) = tokens._remembered
    tokens._remembered[digest] = (time.time() - 1, tokens._remembered[digest][1])

    assert tokens.check(token) == tokens.check(token)
    assert tokens._remembered[digest][0] > time.time()


def test_tokens_cannot_be_checked_without_keys(tmp_path: Path, key: OKPKey) -> None:
    app: Flask = sample.sample_app(sample.settings(tmp_path / "missing.json"))

    response = app.test_client().get("/sample/v1/walks", headers={"Authorization": f"Bearer {sample.token(key)}"})

    assert response.status_code == 503
    assert response.headers["Retry-After"]
    assert app.test_client().get("/health/ready").status_code == 503

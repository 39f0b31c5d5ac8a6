"""A token is believed only when all of it is right, and reaches only what it says."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey

from shared.http import keys as keys_module
from shared.http.health import Worry
from shared.http.keys import Keys, NoKeys
from shared.http.tokens import BadToken, Tokens
from tests.unit.http import sample
from tests.waiting import eventually


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


class Issuer:
    """An issuer's key set over HTTP, with a count of how often it was asked for."""

    def __init__(self) -> None:
        self.body, self.status, self.asked = b"{}", 200, 0
        self.between = 0.0  # seconds, from byte to byte
        issuer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                issuer.asked += 1
                self.send_response(issuer.status)
                self.end_headers()
                with suppress(ConnectionError):
                    self.send()

            def send(self) -> None:
                for each in [issuer.body] if not issuer.between else [bytes([byte]) for byte in issuer.body]:
                    self.wfile.write(each)
                    time.sleep(issuer.between)

            def log_message(self, *args: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/jwks"

    def publish(self, *published: sample.Key) -> None:
        self.body = json.dumps({"keys": [key.as_dict(private=False) for key in published]}).encode()


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    made = Issuer()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def hand(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Moves the clock by which keys grow old."""
    moved = [0.0]
    monkeypatch.setattr(keys_module, "time", SimpleNamespace(monotonic=lambda: time.monotonic() + moved[0]))

    def pass_by(seconds: float) -> None:
        moved[0] += seconds

    return pass_by


def other_key() -> OKPKey:
    return OKPKey.generate_key("Ed25519", parameters={"kid": "second"})


def test_a_new_key_of_the_issuer_is_found_and_made_up_ones_cost_little(
    issuer: Issuer, key: OKPKey, hand: Callable[[float], None]
) -> None:
    issuer.publish(key)
    held = Keys(issuer.url)
    assert held.get("first") is not None

    assert [held.get(f"made-up-{n}") for n in range(50)] == [None] * 50
    assert issuer.asked == 1

    issuer.publish(key, other_key())
    hand(keys_module.PAUSE + 1)
    assert held.get("second") is not None
    assert [held.get(f"made-up-{n}") for n in range(50)] == [None] * 50
    assert issuer.asked == 2


def test_a_key_that_was_taken_away_is_refused_when_the_keys_have_grown_old(
    issuer: Issuer, key: OKPKey, hand: Callable[[float], None]
) -> None:
    issuer.publish(key)
    tokens = Tokens(sample.settings(issuer.url))
    token = sample.token(key)
    tokens.check(token)

    issuer.publish(other_key())
    tokens.check(token)
    hand(keys_module.LIFETIME + 1)
    tokens.keys.get("second")

    with pytest.raises(BadToken, match="not known"):
        tokens.check(token)
    assert issuer.asked == 2


def test_keys_that_grow_old_are_read_again_while_nobody_waits(
    issuer: Issuer, key: OKPKey, hand: Callable[[float], None]
) -> None:
    issuer.publish(key)
    held = Keys(issuer.url)
    held.get("first")

    issuer.publish(other_key())
    hand(keys_module.FRESH + 1)

    assert held.get("first") is not None
    eventually(lambda: held.get("first") is None, 5, "the keys to be read again")


def test_keys_at_hand_go_on_being_used_for_a_day_while_the_issuer_is_away(
    issuer: Issuer, key: OKPKey, hand: Callable[[float], None]
) -> None:
    issuer.publish(key)
    held = Keys(issuer.url)
    held.get("first")
    assert held.check() is None

    issuer.status = 500
    hand(keys_module.LIFETIME + 1)
    held.get("first")
    assert held.get("first") is not None
    assert "23.8 hours" in str(held.check())
    assert isinstance(held.check(), Worry)
    assert issuer.asked == 2

    hand(keys_module.KEPT)
    with pytest.raises(NoKeys):
        held.get("first")
    assert not isinstance(held.check(), Worry)

    issuer.status = 200
    hand(keys_module.PAUSE + 1)
    assert held.get("first") is not None
    assert held.check() is None


def test_keys_that_come_byte_by_byte_are_not_waited_for(
    issuer: Issuer, key: OKPKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys_module, "_WHOLE", 0.2)
    issuer.publish(key)
    issuer.between = 0.05

    with pytest.raises(NoKeys, match="did not arrive"):
        Keys(issuer.url).get("first")


def test_a_key_that_we_cannot_use_harms_no_other(issuer: Issuer, key: OKPKey) -> None:
    unusable = {"kty": "EC", "crv": "P-256", "kid": "broken", "x": "AA", "y": "AA"}
    issuer.body = json.dumps({"keys": [unusable, key.as_dict(private=False)]}).encode()

    held = Keys(issuer.url)

    assert held.get("first") is not None
    assert held.get("broken") is None


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"keys": []}', b'{"keys": [{"kty": "oct", "k": "YQ"}]}'])
def test_a_key_set_without_a_public_key_is_no_key_set(issuer: Issuer, body: bytes) -> None:
    issuer.body = body

    with pytest.raises(NoKeys):
        Keys(issuer.url).get("first")


def test_keys_are_not_fetched_in_the_clear_from_afar() -> None:
    with pytest.raises(NoKeys, match="https"):
        Keys("http://issuer.example/jwks").get("first")

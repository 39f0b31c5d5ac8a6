"""The keys that tokens are checked against: fetched, grown old, taken away, out of reach."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import SimpleNamespace

import pytest
from joserfc.jwk import OKPKey

from shared.http import keys as keys_module
from shared.http.health import Worry
from shared.http.keys import Keys, NoKeys
from shared.http.tokens import BadToken, Tokens
from tests.unit.http import sample
from tests.waiting import eventually


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

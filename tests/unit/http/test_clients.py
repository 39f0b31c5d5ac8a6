"""The registry of clients: what a token claims is cut to what is registered for its client."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from joserfc.jwk import OKPKey

from shared.config import BadConfiguration
from shared.http.caller import Caller, belongs
from shared.http.clients import LOOK, Clients
from shared.http.health import Worry
from shared.http.problem import Problem
from tests.unit.http import sample

REGISTERED = """
clients:
  sample-system:
    party: nykvarn-kommun
    municipalities: ["0140"]
    scopes: [walks:read]
    sources: [/nykvarn/arenden]
  operator:
    municipalities: ["0140", "9999"]
    scopes: [walks:read, walks:write]
"""
CALLER = Caller(
    "sample-system", "nykvarn-kommun", frozenset({"0140", "9999"}), frozenset({"walks:read", "walks:write"})
)


class Hands:
    """A clock whose hands the test moves."""

    def __init__(self) -> None:
        self._now = datetime(2021, 4, 16, 12, tzinfo=UTC)

    def now(self) -> datetime:
        return self._now

    def pass_by(self, time: timedelta) -> None:
        self._now += time


Register = Callable[[str], str]


@pytest.fixture
def register(tmp_path: Path) -> Register:
    def write(text: str) -> str:
        path = tmp_path / "clients.yml"
        path.write_text(text, encoding="utf-8")
        return str(path)

    return write


def test_without_a_registry_a_token_decides_alone() -> None:
    assert Clients(None, Hands()).cut(CALLER) is CALLER
    assert Clients(None, Hands()).check() is None


def test_what_a_token_claims_is_cut_to_what_is_registered(register: Register) -> None:
    cut = Clients(register(REGISTERED), Hands()).cut(CALLER)

    assert cut == Caller(
        "sample-system", "nykvarn-kommun", frozenset({"0140"}), frozenset({"walks:read"}), ("/nykvarn/arenden",)
    )


def test_what_is_registered_gives_nothing_that_the_token_does_not_claim(register: Register) -> None:
    clients = Clients(register(REGISTERED), Hands())

    cut = clients.cut(replace(CALLER, municipalities=frozenset(), scopes=frozenset({"walks:write"})))

    assert (cut.municipalities, cut.scopes) == (frozenset(), frozenset())


def test_a_client_that_is_registered_for_a_party_is_never_an_operator(register: Register) -> None:
    clients = Clients(register(REGISTERED), Hands())

    assert clients.cut(replace(CALLER, party=None)).party == "nykvarn-kommun"
    assert clients.cut(replace(CALLER, client="operator", party=None)).party is None
    assert clients.cut(replace(CALLER, client="operator")).party == "nykvarn-kommun"


@pytest.mark.parametrize(
    ("claimed", "left"),
    [
        (None, ("/nykvarn/arenden",)),
        (("/nykvarn/arenden/a", "/other"), ("/nykvarn/arenden/a",)),
        (("/nykvarn",), ("/nykvarn/arenden",)),
        (("/nykvarn/arenden",), ("/nykvarn/arenden",)),
        ((), ()),
    ],
)
def test_sources_are_those_that_are_registered_and_claimed(
    register: Register, claimed: tuple[str, ...] | None, left: tuple[str, ...]
) -> None:
    assert Clients(register(REGISTERED), Hands()).cut(replace(CALLER, sources=claimed)).sources == left


@pytest.mark.parametrize(
    ("changes", "told"),
    [({"client": "stranger"}, "'stranger' is not registered"), ({"party": "polisen"}, "registered for nykvarn-kommun")],
)
def test_who_is_not_registered_is_told_so(register: Register, changes: dict[str, Any], told: str) -> None:
    clients = Clients(register(REGISTERED), Hands())

    with pytest.raises(Problem) as refused:
        clients.cut(replace(CALLER, **changes))

    assert refused.value.status == 403
    assert told in refused.value.detail
    assert 'error="insufficient_scope"' in refused.value.headers["WWW-Authenticate"]


def test_a_source_belongs_to_whom_it_lies_beneath() -> None:
    sources = ("/a", "urn:polisen:", "https://b.example/c/")

    assert all(belongs(each, sources) for each in ("/a", "/a/b", "urn:polisen:x", "https://b.example/c/d"))
    assert not any(belongs(each, sources) for each in ("/ab", "/", "urn:polis", "https://b.example/cd", "a"))


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "clients: 1",
        "clients: {a: {}}",
        "clients: {a: {scopes: [walks]}}",
        "clients: {a: {scopes: [], municipalities: [0140]}}",
        "clients: {a: {scopes: [], munnicipalities: []}}",
        "clients: {a: {scopes: [], sources: ['']}}",
        "clients: [",
    ],
)
def test_a_bad_registry_stops_the_start(register: Register, bad: str) -> None:
    with pytest.raises(BadConfiguration, match="LOFTET_CLIENTS"):
        Clients(register(bad), Hands())


def test_json_is_taken_too(register: Register) -> None:
    clients = Clients(register(json.dumps({"clients": {"sample-system": {"scopes": ["walks:read"]}}})), Hands())

    assert clients.cut(CALLER).scopes == {"walks:read"}


def test_a_changed_file_is_read_again_and_a_bad_one_keeps_what_was_before_it(register: Register) -> None:
    clock = Hands()
    clients = Clients(register(REGISTERED), clock)

    register("clients: {}")
    assert clients.cut(CALLER).party == "nykvarn-kommun"
    clock.pass_by(LOOK)
    with pytest.raises(Problem, match="not registered"):
        clients.cut(CALLER)

    register(REGISTERED)
    clock.pass_by(LOOK)
    clients.cut(CALLER)
    register("clients: [")
    clock.pass_by(LOOK)
    assert clients.cut(CALLER).party == "nykvarn-kommun"
    assert isinstance(clients.check(), Worry)


def test_the_registry_holds_for_every_request(register: Register, jwks: Path, key: OKPKey) -> None:
    settings = replace(sample.settings(jwks), clients=register(REGISTERED))
    client = sample.sample_app(settings).test_client()

    def ask(path: str, **claims: Any) -> tuple[int, str]:
        headers = {"Authorization": f"Bearer {sample.token(key, **claims)}"}
        answer = client.get(f"/sample/v1/{path}", headers=headers)
        return answer.status_code, answer.text

    assert ask("municipalities/0140/nykvarn-kommun")[0] == 200
    assert ask("municipalities/9999/nykvarn-kommun", municipalities=["0140", "9999"])[0] == 403
    status, told = ask("walks", client_id="stranger")
    assert (status, "'stranger' is not registered" in told) == (403, True)


@pytest.mark.parametrize(
    ("asked", "is_let"),
    [
        ({}, True),
        ({"client": "operator"}, True),
        ({"client": "stranger"}, False),
        ({"party": "polisen"}, False),
        ({"scope": "walks:write"}, False),
        ({"municipalities": ["0140", "9999"]}, False),
    ],
)
def test_what_was_begun_with_a_token_goes_on_for_as_long_as_its_client_is_registered_for_it(
    register: Register, asked: dict[str, Any], is_let: bool
) -> None:
    begun = {"client": "sample-system", "party": "nykvarn-kommun", "scope": "walks:read", "municipalities": ["0140"]}

    assert Clients(register(REGISTERED), Hands()).lets(**begun | asked) == is_let
    assert Clients(None, Hands()).lets(**begun | asked)

"""A sample service with keys of its own, and a client that has a token."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from joserfc.jwk import OKPKey

from tests.unit.http import sample


@pytest.fixture(scope="session")
def key() -> OKPKey:
    return OKPKey.generate_key("Ed25519", parameters={"kid": "first"})


@pytest.fixture(scope="session")
def jwks(key: OKPKey, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample.write_jwks(tmp_path_factory.mktemp("keys") / "jwks.json", key)


@pytest.fixture(scope="session")
def app(jwks: Path) -> Flask:
    return sample.sample_app(sample.settings(jwks))


@pytest.fixture
def anonymous(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def client(app: Flask, key: OKPKey) -> FlaskClient:
    made = app.test_client()
    made.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {sample.token(key)}"
    return made

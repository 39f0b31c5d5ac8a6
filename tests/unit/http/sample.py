"""A small service with one view for each thing that the HTTP base promises."""

import json
import time
from pathlib import Path
from typing import Any

import msgspec
from flask import Flask, Response, request
from joserfc import jwt
from joserfc.jwk import ECKey, OKPKey, RSAKey
from marshmallow import fields, validate
from pymongo.errors import AutoReconnect, DuplicateKeyError, ServerSelectionTimeoutError

from shared.config import Settings
from shared.http import etag, idempotency, slow
from shared.http.app import make_app
from shared.http.auth import caller, needs
from shared.http.blueprint import Blueprint
from shared.http.bodies import raw_body, read_json
from shared.http.limits import limiter
from shared.http.paging import PageArgs, page_of, skip_of
from shared.http.problem import not_found
from shared.http.schema import Base, FreeText, Instant

ISSUER = "https://issuer.example"
Key = ECKey | OKPKey | RSAKey


class Span(Base):
    start = Instant(required=True)
    end = Instant(required=True)


class Item(Base):
    kind = fields.String(required=True, validate=validate.OneOf(["walk", "meeting"]))


class Report(Base):
    title = FreeText(max_length=200, lines=False)
    outcome = FreeText(max_length=4000)
    actual = fields.Nested(Span)
    items = fields.List(fields.Nested(Item))
    group_size = fields.Integer()


class Query(PageArgs):
    kind = fields.String()
    tags = fields.List(fields.String())


class Walk(msgspec.Struct, rename="camel"):
    """A walk."""

    walk_id: str
    steps: int = 0


blp = Blueprint("walks", __name__, url_prefix="/sample/v1", description="Walks for trying things.")
FAILURES: dict[str, Exception] = {
    "away": AutoReconnect("mongodb://u:secret@db: connection closed"),
    "selection": ServerSelectionTimeoutError("no servers"),
    "bug": DuplicateKeyError("E11000 duplicate key secret"),
    "crash": RuntimeError("secret"),
}


@blp.route("/walks", methods=["POST"])
@blp.arguments(Report, example={"outcome": "Lampan är lagad."})
@needs("walks:write")
@blp.response(201, Report, example={"outcome": "Lampan är lagad."}, description="As recorded.")
def post_walk(body: dict[str, Any]) -> dict[str, Any]:
    """Report a walk.

    Says what was done.
    """
    return body


@blp.route("/walks", methods=["GET"])
@needs("walks:read")
@blp.arguments(Query, location="query")
@blp.response(200, description="A page.")
def list_walks(args: dict[str, Any]) -> dict[str, Any]:
    """List walks."""
    return page_of(list(range(45))[skip_of(args) :][: args["limit"]], 45, args)


@blp.route("/walks/<walkId>")
@blp.response(200, Walk, example={"walkId": "a", "steps": 1}, description="The walk.")
def get_walk(walkId: str) -> Walk:  # noqa: N803
    """Read a walk."""
    if walkId == "none":
        raise not_found("There is no walk none.", remedy="List them.")
    return Walk(walkId, 3)


@blp.route("/walks/<walkId>", methods=["PUT"])
@blp.takes(etag.PARAMETER)
def put_walk(walkId: str) -> dict[str, Any]:  # noqa: N803
    """Change a walk that is at revision 3."""
    etag.require_match(3)
    return {"id": walkId}


@blp.route("/municipalities/<code>/<party>")
@needs("walks:read")
def get_municipality(code: str, party: str) -> dict[str, Any]:
    """Read what a token reaches."""
    caller().must_reach(code)
    caller().must_speak_for(party)
    return {"client": caller().client}


@blp.route("/raw", methods=["POST"])
def post_raw() -> dict[str, Any]:
    """Take any JSON."""
    return {"is": read_json(), "key": idempotency.key_from_request(), "bytes": len(raw_body())}


@blp.route("/form", methods=["POST"])
@blp.arguments(Report, location="form")
@blp.response(200)
def post_form(body: dict[str, Any]) -> dict[str, Any]:
    """Take a form."""
    return body


@blp.route("/fail/<how>")
def fail(how: str) -> dict[str, Any]:
    """Fail."""
    raise FAILURES[how]


@blp.route("/own-policy")
def own_policy() -> Response:
    """Answer with headers of its own."""
    headers = {"Referrer-Policy": "same-origin", "Content-Security-Policy": "default-src 'self'"}
    return Response("a page", headers={**headers, "Cache-Control": "max-age=60"})


@blp.route("/framed")
def framed() -> Response:
    """Answer with something that any site may frame."""
    return Response("a card", headers={"Content-Security-Policy": "default-src 'none'; frame-ancestors *"})


@blp.route("/large")
def large() -> Response:
    """Answer with more than a connection holds on its way."""
    return Response(b"1" * LARGE)


@blp.route("/limited", methods=["GET"])
@limiter.limit("2/minute")
def limited() -> dict[str, Any]:
    """Answer twice a minute."""
    return {"agent": request.headers.get("User-Agent")}


LARGE = 32 * 2**20
NOWHERE = "mongodb://127.0.0.1:9/?directConnection=true"


def settings(jwks: Path | str, mongodb_uri: str = NOWHERE, database: str = "loftet_sample") -> Settings:
    return Settings(
        kafka_bootstrap="127.0.0.1:9",
        mongodb_uri=mongodb_uri,
        mongodb_database=database,
        jwks=str(jwks),
        token_issuer=ISSUER,
        token_audience="loftet",
        public_url="https://loftet.example",
        activities_url="https://loftet.example",
        worker_port=0,
        bind_host="127.0.0.1",
        log_level="info",
        clock_file=None,
        max_dead_letters=10,
    )


def sample_app(sample_settings: Settings, checks: dict[str, Any] | None = None) -> Flask:
    return make_app(
        sample_settings,
        name="sample",
        title="A sample",
        description="For trying things.",
        blueprints=[blp],
        checks=checks or {},
    )


def served_app(jwks: str) -> Flask:
    return sample_app(settings(jwks))


def impatient_app(jwks: str) -> Flask:
    """The same, where a head has one second to arrive, a body two, and an answer one to be fetched."""
    slow.HEAD_SECONDS, slow.BODY_SECONDS, slow.ANSWER_SECONDS = 1.0, 2.0, 1.0
    return served_app(jwks)


def write_jwks(path: Path, *keys: Key) -> Path:
    path.write_text(json.dumps({"keys": [key.as_dict(private=False) for key in keys]}))
    return path


def token(key: Key, alg: str = "Ed25519", **claims: Any) -> str:
    now = int(time.time())
    standard = {
        "iss": ISSUER,
        "aud": "loftet",
        "sub": "sample-system",
        "exp": now + 600,
        "nbf": now - 10,
        "scope": "walks:read walks:write",
        "party": "nykvarn-kommun",
        "municipalities": ["0140"],
    }
    held = {name: value for name, value in {**standard, **claims}.items() if value is not None}
    return jwt.encode({"alg": alg, "kid": key.kid}, held, key, algorithms=[alg])

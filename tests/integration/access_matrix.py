"""Every operation of a service's OpenAPI document that needs a token, as requests with whatever token one likes.

What an operation is tried with comes from the document: its example, its parameters, and things that are made by the
examples of the operations that make them.
"""

import json
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from joserfc import jwt
from joserfc.jwk import ECKey
from werkzeug.test import TestResponse

from deploy.local import Stack
from deploy.local.services import ISSUER
from shared.http.rate import Rate

HERE, ELSEWHERE = "0140", "9999"
OURS, POLICE, STRANGER = "nykvarn-kommun", "polisen-sodertalje", "region-sormland"
NOBODYS = "00000000-0000-4000-8000-000000000000"
SOMEBODY_ELSES_SCOPE = "weather:read"
METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True, eq=False)
class Operation:
    """One operation: its method, path and what the document says of it."""

    method: str
    path: str
    told: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def scope(self) -> str | None:
        """What its token needs; None: it needs none."""
        security = self.told.get("security")
        scope: str | None = security[0]["bearer"][0] if security else None
        return scope

    @property
    def things(self) -> list[str]:
        """The parameters of its path."""
        return [part[1:-1] for part in self.path.split("/") if part.startswith("{")]

    @property
    def changes(self) -> bool:
        """Whether it is based on a revision: it must be, or can be and changes a thing by its address."""
        told = self.parameters("header").get("If-Match", {})
        return self.method in ("put", "delete") or told.get("required", False)

    def parameters(self, place: str) -> dict[str, dict[str, Any]]:
        """Its parameters in the query or among the headers, by name."""
        return {each["name"]: each for each in self.told.get("parameters", ()) if each.get("in") == place}

    def body(self) -> tuple[str, Any]:
        """The content type of its body, and the example of it; ("", None) when it has none."""
        content = self.told.get("requestBody", {}).get("content", {})
        return next(((kind, media["example"]) for kind, media in content.items()), ("", None))

    def answer_example(self) -> Any:
        """What it answers when it has made something."""
        media = self.told["responses"].get("201", {}).get("content", {})
        return next((each.get("example") for each in media.values()), None)


@dataclass
class Matrix:
    """A service, and the things that its operations are tried with, by the names of the parameters."""

    app: Flask
    name: str
    stack: Stack
    things: dict[str, str]
    named: dict[str, str] = field(default_factory=dict)  # ids that stand in examples -> ids of what was made

    def __post_init__(self) -> None:
        self.app.extensions["rate"] = Rate(0)
        self.document = json.loads(self.app.test_client().get(f"/{self.name}/v1/openapi.json").data)

    def operations(self) -> list[Operation]:
        """All that need a token."""
        return [each for each in self._all() if each.scope]

    def token(self, key: ECKey | None = None, alg: str = "ES256", **claims: Any) -> str:
        """A token that reaches everything that is ours, but for what is said otherwise; None: without the claim."""
        now = int(time.time())
        usual = {
            "iss": ISSUER,
            "aud": "loftet",
            "sub": "a-system",
            "exp": now + 600,
            "nbf": now - 10,
            "party": OURS,
            "municipalities": [HERE],
            "sources": ["/"],
        }
        held = {name: value for name, value in {**usual, **claims}.items() if value is not None}
        own = json.loads(self.stack.keys.signing.read_text(encoding="ascii"))
        return jwt.encode({"alg": alg, "kid": own["kid"]}, held, key or ECKey.import_key(own), algorithms=[alg])

    def right(self, operation: Operation, **claims: Any) -> str:
        """A token with which the operation may be done, but for what is said otherwise."""
        party = POLICE if operation.scope == "tips:read" else OURS
        return self.token(**{"scope": operation.scope, "party": party, **claims})

    def send(
        self,
        operation: Operation,
        token: str | None,
        *,
        nobodys: bool = False,
        revision: int | None = 1,
        narrowed: bool = True,
        said: Any = None,
    ) -> TestResponse:
        """Do it.

        Args:
            operation: which.
            token: with this one, or none.
            nobodys: to things that are not there.
            revision: that it is based on, when it is a change.
            narrowed: whether to name our municipality and party in the query, where that can be done.
            said: its body, unless it is the example.
        """
        path = operation.path
        for name in operation.things:
            path = path.replace(f"{{{name}}}", self._id_of(name, nobodys=nobodys))
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        if revision and operation.changes:
            headers["If-Match"] = f'"{revision}"'
        query = {"municipality": HERE, "party": OURS} if narrowed else {}
        kind, example = operation.body()
        body = _anew(example) if said is None else said
        return self.app.test_client().open(
            path,
            method=operation.method.upper(),
            headers=headers,
            query_string={name: ours for name, ours in query.items() if name in operation.parameters("query")},
            data=self._with_ids(json.dumps(body)) if kind else None,
            content_type=kind or None,
        )

    def furnish(self) -> None:
        """Make one of each thing that a path names, and that is not there yet."""
        for operation in self.operations():
            for thing in operation.things:
                if thing not in self.things:
                    self.make(thing, operation.path.partition(f"/{{{thing}}}")[0])

    def make(self, thing: str, collection: str) -> None:
        """Make a thing by the example of the operation that makes such, a POST to them all or a PUT of one."""
        makers = [("post", collection), ("put", f"{collection}/{{{thing}}}")]
        operation = next((each for each in self._all() if (each.method, each.path) in makers), None)
        assert operation, f"no operation makes a {thing}: teach the test one that is there"
        if operation.method == "put":
            self.things[thing] = "a-thing"
        answer = self.send(operation, self.right(operation, party=OURS) if operation.scope else None, revision=None)
        assert answer.status_code in (200, 201, 202), f"{operation}: {answer.text}"
        if operation.method == "post":
            self.things[thing] = _id_in(answer.get_json(), thing)
            shown = operation.answer_example()
            self.named |= {_id_in(shown, thing): self.things[thing]} if shown else {}

    def _all(self) -> Iterator[Operation]:
        base = urlsplit(self.document["servers"][0]["url"]).path
        for below, item in self.document["paths"].items():
            path = base + below
            shared = item.get("parameters", [])
            for method in METHODS:
                if method in item:
                    told = item[method]
                    yield Operation(method, path, {**told, "parameters": [*shared, *told.get("parameters", [])]})

    def _id_of(self, thing: str, *, nobodys: bool) -> str:
        known = self.things[thing]
        return NOBODYS if nobodys and not known.isdigit() else known

    def _with_ids(self, text: str) -> str:
        for shown, made in self.named.items():
            text = text.replace(shown, made)
        return text


def _anew(example: Any) -> Any:
    """An event of its own, since one that came before is a success whoever may send it now."""
    if isinstance(example, dict) and "specversion" in example:
        return {**example, "id": str(uuid.uuid4()), "subject": str(uuid.uuid4())}
    return example


def _id_in(answer: Any, thing: str) -> str:
    record = answer[0] if isinstance(answer, list) else answer
    found: str = next(record[name] for name in ("id", thing, thing.removesuffix("Id")) if name in record)
    return found

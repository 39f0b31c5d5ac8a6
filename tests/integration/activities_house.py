"""Activities in-process on the real database: a clock whose hands the tests move, and tokens for whoever calls."""

import copy
import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml
from flask.testing import FlaskClient
from joserfc import jwe
from joserfc.jwk import ECKey
from werkzeug.test import TestResponse

from deploy.local import Stack
from deploy.local.services import ISSUER
from services.activities.app import create_app
from services.activities.config import ActivitiesSettings
from services.activities.store import Store
from shared.ops.token import SCOPES, Grant, make_token
from tests.integration.at_once import environment_of

NYKVARN = Path(__file__).parents[2] / "deploy" / "seed" / "nykvarn-2021-2022.yml"
MUNICIPALITY, KOMMUN, POLICE = "0140", "nykvarn-kommun", "polisen-sodertalje"
WALKS = "nykvarn-2021-2022-trygghetsvandringar"
BASE = "/activities/v1"
BATCH = "application/cloudevents-batch+json"
NOON = datetime(2021, 4, 16, 12, tzinfo=UTC)


class House:
    """The service, its database and its callers."""

    def __init__(self, stack: Stack, folder: Path) -> None:
        self.stack = stack
        self._clock = folder / "clock"
        self.set_clock(NOON)
        self.settings = ActivitiesSettings(
            kafka_bootstrap=stack.kafka_bootstrap,
            mongodb_uri=stack.mongodb_uri,
            mongodb_database=f"activities_{uuid.uuid4().hex[:12]}",
            jwks=str(stack.keys.jwks),
            token_issuer=ISSUER,
            token_audience="loftet",
            public_url="http://activities.example",
            activities_url="http://activities.example",
            worker_port=0,
            bind_host="127.0.0.1",
            log_level="info",
            clock_file=str(self._clock),
            max_dead_letters=100,
            rate_limit=0,
            tips_keys=str(stack.keys.tips),
        )
        self.app = create_app(self.settings)
        self.store: Store = self.app.extensions["store"]
        self.database = self.store.database

    def set_clock(self, now: datetime) -> None:
        self._clock.write_text(now.isoformat(), encoding="ascii")

    @contextmanager
    def twin(self) -> Iterator["House"]:
        """The same service as another process has it: an app of its own, on the same database."""
        twin = copy.copy(self)
        twin.app = create_app(self.settings)
        twin.store = twin.app.extensions["store"]
        twin.database = twin.store.database
        try:
            yield twin
        finally:
            twin.database.client.close()

    def environment(self) -> dict[str, str]:
        """What a process of this service is started with."""
        return environment_of(self.settings)

    def caller(self, party: str | None = KOMMUN, *, municipalities: tuple[str, ...] = (MUNICIPALITY,)) -> "Caller":
        return self.bearer_of(
            Grant(client=f"system-of-{party}", scopes=SCOPES, party=party, municipalities=municipalities)
        )

    def bearer_of(self, grant: Grant) -> "Caller":
        token = make_token(self.stack.keys.signing, grant, issuer=ISSUER, audience="loftet")
        return Caller(self.app.test_client(), token)

    def resident(self) -> "Caller":
        return Caller(self.app.test_client(), None)

    def publish(self, changes: dict[str, Any] | None = None, **query: str) -> TestResponse:
        operator = self.caller(None, municipalities=(MUNICIPALITY, "9999"))
        body = nykvarn() | (changes or {})
        seen = {"If-Match": "*"} if query else {}
        return operator.put(f"/agreements/{body['id']}", json=body, query_string=query, headers=seen)

    def publish_exempel(self, police: str) -> None:
        """Another municipality, 9999, with that police party."""
        operator = self.caller(None, municipalities=("9999",))
        assert operator.put("/agreements/exempel-loften", json=exempel(police)).status_code == 201

    def unseal(self, sealed: str, party: str = POLICE) -> str:
        """What only the police can do."""
        key = json.loads(self.stack.keys.tips_private(party).read_text(encoding="ascii"))
        opened = jwe.decrypt_compact(sealed, ECKey.import_key(key), algorithms=["ECDH-ES+A256KW", "A256GCM"])
        assert opened.plaintext is not None
        return opened.plaintext.decode()

    def stored(self) -> int:
        """How many activities and tips there are."""
        return self.database.activities.count_documents({}) + self.database.tips.count_documents({})


class Caller:
    """One who calls the interface."""

    def __init__(self, client: FlaskClient, token: str | None) -> None:
        self._client = client
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def get(self, path: str, **options: Any) -> TestResponse:
        return self._call("GET", path, options)

    def post(self, path: str, **options: Any) -> TestResponse:
        return self._call("POST", path, options)

    def put(self, path: str, **options: Any) -> TestResponse:
        return self._call("PUT", path, options)

    def delete(self, path: str, **options: Any) -> TestResponse:
        return self._call("DELETE", path, options)

    def _call(self, method: str, path: str, options: dict[str, Any]) -> TestResponse:
        headers = self.headers | options.pop("headers", {})
        return self._client.open(f"{BASE}{path}", method=method, headers=headers, **options)


@contextmanager
def house_on(stack: Stack, folder: Path) -> Iterator[House]:
    """A house with Nykvarn's promises published; its database is gone afterwards."""
    house = House(stack, folder)
    try:
        assert house.publish().status_code == 201
        yield house
    finally:
        house.database.client.drop_database(house.database.name)
        house.database.client.close()


def nykvarn() -> dict[str, Any]:
    """Nykvarn's agreement, as JSON has it."""
    text = NYKVARN.read_text(encoding="utf-8")
    plain: dict[str, Any] = json.loads(json.dumps(yaml.safe_load(text), default=str))
    return plain


def exempel(police: str) -> dict[str, Any]:
    """A small agreement of another municipality, 9999, with that police party."""
    return {
        "id": "exempel-loften",
        "municipality": {"code": "9999", "name": "Exempelkommun"},
        "title": "Löften",
        "period": {"start": "2021-01-01", "end": "2021-12-31"},
        "parties": [
            {"id": "exempel-kommun", "name": "Exempelkommun", "kind": "municipality"},
            {"id": police, "name": "Polisen", "kind": "police"},
        ],
        "promises": [
            {
                "id": "exempel-loften-ett",
                "number": 1,
                "title": "Ett",
                "text": "Ett.",
                "responsible": ["exempel-kommun"],
            }
        ],
    }


def walk(**changes: Any) -> dict[str, Any]:
    """A report of a walk in spring 2021."""
    return {
        "municipality": MUNICIPALITY,
        "kind": "walk",
        "actual": {"start": "2021-04-15T18:00:00+02:00", "end": "2021-04-15T20:00:00+02:00"},
        "place": {"name": "Nykvarns centrum"},
    } | changes


def event(event_id: str = "1", data: Any = None, **attributes: Any) -> dict[str, Any]:
    """A CloudEvent that reports a walk."""
    return {
        "specversion": "1.0",
        "id": event_id,
        "source": f"/{POLICE}/insatser",
        "type": "se.loftet.activity.reported.v1",
        "data": walk() if data is None else data,
    } | attributes


def reasons(response: TestResponse) -> dict[str, str]:
    """What a refusal says of each property."""
    body = response.get_json(force=True)
    return {each["property"]: each["reason"] for each in body.get("invalidParameters", ())}

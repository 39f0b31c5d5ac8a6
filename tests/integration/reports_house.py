"""Reports in-process on the real database: events handed to its projector, a clock whose hands the tests move."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
from werkzeug.test import TestResponse

from deploy.local import Stack
from deploy.local.services import ISSUER
from services.reports.app import create_app
from services.reports.config import ReportsSettings
from services.reports.projector import Projector
from services.reports.store import ReportsStore
from shared.events.activity import Activity
from shared.events.agreement import AgreementPublished
from shared.events.catalogue import AGREEMENT_PUBLISHED, CATALOGUE
from shared.events.cloudevent import Event, decode, outgoing
from shared.events.examples import EXAMPLES
from shared.events.record import Revised, event_id
from shared.events.tip import TipReceived
from shared.ops.token import SCOPES, Grant, make_token

PUBLISHED: AgreementPublished = EXAMPLES[AGREEMENT_PUBLISHED]
NYKVARN, WALKS = PUBLISHED.agreement_id, PUBLISHED.latest.agreement.promises[0].id
HERE = PUBLISHED.municipality
WALKED: Activity = EXAMPLES["se.loftet.walk.completed.v1"]
BASE = "/reports/v1"


class House:
    """The service, its database, and whoever asks."""

    def __init__(self, stack: Stack, folder: Path) -> None:
        self._stack = stack
        self._clock = folder / "clock"
        settings = ReportsSettings(
            kafka_bootstrap=stack.kafka_bootstrap,
            mongodb_uri=stack.mongodb_uri,
            mongodb_database=f"reports_{uuid.uuid4().hex[:12]}",
            jwks=str(stack.keys.jwks),
            token_issuer=ISSUER,
            token_audience="loftet",
            public_url="http://reports.example",
            activities_url="http://activities.example",
            worker_port=0,
            bind_host="127.0.0.1",
            log_level="info",
            clock_file=str(self._clock),
            max_dead_letters=100,
            rate_limit=0,
        )
        self.app = create_app(settings)
        self.store: ReportsStore = self.app.extensions["store"]
        self.projector = Projector(self.store, self.app.extensions["clock"])

    def it_is(self, now: datetime) -> None:
        """Set the clock."""
        self._clock.write_text(now.isoformat(), encoding="ascii")

    def told(self, *facts: msgspec.Struct) -> None:
        """Hand a batch of facts to the projector, each as an event of a type that carries it."""
        self.projector.handle([event_of(fact) for fact in facts])

    def get(
        self, path: str, *, municipalities: tuple[str, ...] = (HERE,), accept: str = "*/*", **query: str
    ) -> TestResponse:
        """GET as a system of the municipality."""
        grant = Grant(client="a-system", scopes=SCOPES, party="nykvarn-kommun", municipalities=municipalities)
        token = make_token(self._stack.keys.signing, grant, issuer=ISSUER, audience="loftet")
        headers = {"Authorization": f"Bearer {token}", "Accept": accept}
        return self.app.test_client().get(f"{BASE}{path}", query_string=query, headers=headers)

    def status(self, promise: str = WALKS, **query: str) -> dict[str, Any]:
        """A promise's status, as answered."""
        answer = self.get(f"/promises/{promise}/status", **query)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.get_json()
        return found

    def page(self, as_of: str | None = None) -> str:
        """The agreement's public page, of today or of an earlier day."""
        return self.app.test_client().get(f"/{HERE}/{NYKVARN}", query_string={"asOf": as_of or ""}).text


@contextmanager
def house_on(stack: Stack, folder: Path, known: AgreementPublished = PUBLISHED) -> Iterator[House]:
    """A house that knows of Nykvarn's walks alone, or of another agreement; its database is gone afterwards."""
    house = House(stack, folder)
    client = house.store.database.client
    try:
        house.it_is(WALKED.reported_at)
        house.told(known)
        yield house
    finally:
        client.drop_database(house.store.database.name)
        client.close()


def changed(fact: Any, **changes: Any) -> Any:
    """A fact, but for some of it."""
    return msgspec.structs.replace(fact, **changes)


def event_type_of(fact: msgspec.Struct) -> str:
    """The name of a type of event that carries such a fact."""
    return next(name for name, event_type in CATALOGUE.items() if event_type.data is type(fact))


def event_of(fact: msgspec.Struct) -> Event:
    """The event that tells of a fact."""
    made = outgoing(event_type_of(fact), _id_of(fact), fact, time=WALKED.reported_at)
    return decode(made.headers, made.value)


def _id_of(fact: msgspec.Struct) -> str:
    if isinstance(fact, AgreementPublished):
        return event_id(fact.agreement_id, fact.latest.version)
    if isinstance(fact, TipReceived):
        return event_id(fact.tip_id, 1)
    assert isinstance(fact, Revised)
    return event_id(fact.id, fact.revision)

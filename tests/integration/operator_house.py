"""The operator's page in this process, on brokers that run: it looks when a test says so, and asks one process."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread

import msgspec
from flask import Flask
from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest
from werkzeug.serving import make_server

from deploy.local import Stack, keys
from shared.events.catalogue import STATUS_CHANGED, STATUSES, TIPS, dead_letters_of
from shared.events.status import PromiseStatus, State, StatusChanged
from shared.kafka.broker import Broker
from shared.kafka.clients import make_producer
from shared.ops.page.app import create_app
from shared.ops.page.config import SCOPE, PageSettings
from shared.ops.page.watch import Watch
from shared.ops.token import Grant, make_token

ISSUER = "https://loftet.example"
WORKER = "reports-worker"


class OperatorHouse:
    """The page, a process that it asks, and what comes on the topics.

    Attributes:
        app: the page.
        well: of the process that it asks, whether that is well.
    """

    def __init__(self, stack: Stack, folder: Path) -> None:
        self._broker = Broker(addresses=stack.kafka_bootstrap)
        self._keys = keys.ensure(folder)
        registry = CollectorRegistry()
        self.well = Gauge("loftet_well", "", ["check"], registry=registry)
        self.delivered = Counter("loftet_deliveries_total", "", ["channel", "outcome"], registry=registry)
        Gauge("loftet_relay_age_seconds", "", ["relay"], registry=registry).labels("reports").set(0)
        self.well.labels("mongodb").set(1)
        self._process = _Process(lambda: generate_latest(registry))
        settings = PageSettings(
            kafka_bootstrap=stack.kafka_bootstrap,
            jwks=str(self._keys.jwks),
            token_issuer=ISSUER,
            token_audience="loftet",
            public_url="http://127.0.0.1",
            bind_host="127.0.0.1",
            log_level="info",
            processes=f"{WORKER}={self._process.url}",
            page_port=8104,
            page_seconds=1,
        )
        self.watch = Watch(settings)
        self.app: Flask = create_app(settings, watch=self.watch)
        self.watch.look()

    def close(self) -> None:
        self.watch.close()
        self._process.stop()

    def stop_the_process(self) -> None:
        self._process.stop()

    def token(self, scope: str = SCOPE, party: str | None = None) -> str:
        grant = Grant(client="natt-driften", scopes=(scope,), party=party)
        return make_token(self._keys.signing, grant, issuer=ISSUER, audience="loftet")

    def letter(self, reason: str, value: bytes = b'{"name": "Kim Exempel"}', service: str = "reports") -> None:
        """Something comes that cannot be understood."""
        headers = {
            "ce_type": "se.loftet.tip.received.v1",
            "loftet-topic": TIPS,
            "loftet-partition": "3",
            "loftet-offset": "17",
            "loftet-reason": reason,
        }
        self._send(dead_letters_of(service), value, headers)

    def settle(self, letter_id: str, service: str = "reports") -> None:
        self._send(dead_letters_of(service), None, {"loftet-settles": letter_id, "loftet-settled": "discarded"})

    def status(self, title: str) -> None:
        """A promise falls behind."""
        now, promise = datetime.now(UTC), f"promise-{uuid.uuid4().hex[:6]}"
        status = PromiseStatus(
            promise=promise,
            agreement="a",
            agreement_version=1,
            municipality="9999",
            state=State.BEHIND,
            rule="window-missed",
            explanation="Ett fönster missades.",
            assessed_at=now,
        )
        changed = StatusChanged(
            promise=promise,
            municipality="9999",
            municipality_name="Exempelkommun",
            promise_title=title,
            promise_text="",
            responsible=("exempel-kommun",),
            status=status,
            changed_at=now,
            previous=State.AT_RISK,
        )
        self._send(STATUSES, msgspec.json.encode(changed), {"ce_type": STATUS_CHANGED})

    def _send(self, topic: str, value: bytes | None, headers: dict[str, str]) -> None:
        producer = make_producer(self._broker)
        try:
            told = [(name, each.encode()) for name, each in headers.items()]
            producer.send(topic, value, b"9999", told).get(timeout=10)
        finally:
            producer.close(timeout=5)


class _Process:
    """Answers `/metrics` with what it is given."""

    def __init__(self, metrics: object) -> None:
        app = Flask("asked")
        app.add_url_rule("/metrics", "metrics", metrics)  # type: ignore[arg-type]
        self._server = make_server("127.0.0.1", 0, app, threaded=True)
        self._thread = Thread(target=self._server.serve_forever)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def stop(self) -> None:
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
            self._server.server_close()


@contextmanager
def operator_house_on(stack: Stack, folder: Path) -> Iterator[OperatorHouse]:
    made = OperatorHouse(stack, folder)
    try:
        yield made
    finally:
        made.close()

"""A house of notifications for tests: real database, hands on the clocks."""

import os
import re
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pymongo

from deploy.local import Stack
from services.notifications.channels.other import OtherChannels
from services.notifications.channels.outbound import Limits, Outbound
from services.notifications.channels.smtp import MailChannel
from services.notifications.channels.telling import Telling
from services.notifications.channels.webhook import WebhookChannel
from services.notifications.config import NotificationsSettings
from services.notifications.deliverer import Deliverer
from services.notifications.documents import Document
from services.notifications.domain.endpoint import MAIL, OTHER, WEBHOOK, Endpoint
from services.notifications.domain.pause import Pause
from services.notifications.domain.subscription import Subscription, Wanted, begin
from services.notifications.endpoint_documents import Stored
from services.notifications.migrations import STEPS
from services.notifications.planner import Planner
from services.notifications.store import NotificationStore
from services.notifications.timekeeper import Timekeeper
from services.notifications.webhooks import WebhookDeliverer
from shared.clock import SystemClock, to_milliseconds
from shared.http.clients import Clients
from shared.store.migrations import prepared
from shared.store.mongo import connect

AT = datetime(2022, 1, 1, 0, 0, 2, tzinfo=UTC)  # a second after what `events` tell of
NEVER = threading.Event()  # a stop that nobody asks for


class Hand:
    """A clock whose hand the test moves."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def advance(self, by: timedelta) -> None:
        self._now += by


@dataclass
class House:
    """Everything of notifications but the processes."""

    settings: NotificationsSettings
    store: NotificationStore
    clock: Hand
    machine: Hand
    wake: threading.Event
    wake_webhooks: threading.Event

    @property
    def planner(self) -> Planner:
        wakes = {MAIL: self.wake, WEBHOOK: self.wake_webhooks, OTHER: threading.Event()}
        return Planner(self.store, self.clock, wakes, self.settings.activities_url, self.machine)

    @property
    def timekeeper(self) -> Timekeeper:
        wakes = {MAIL: self.wake, WEBHOOK: self.wake_webhooks, OTHER: threading.Event()}
        return Timekeeper(self.store, self.clock, wakes, self.machine)

    def deliverer(self, **changes: Any) -> Deliverer:
        values: dict[str, Any] = {
            "store": self.store,
            "channels": {"mail": MailChannel(self.settings, limit=changes.pop("limit", 5.0))},
            "clock": self.clock,
            "wake": self.wake,
            "machine": self.machine,
            "chance": lambda: 0.0,
        }
        return Deliverer(**values | changes)

    def deliver(self, **changes: Any) -> int:
        return self.deliverer(**changes).deliver_due(NEVER)

    def others(self) -> Deliverer:
        channel = OtherChannels(self.settings.other_channels, self.settings.page_url)
        return self.deliverer(channels={OTHER: channel})

    def webhooks(self, *, registry: str | None = None, **limits: float) -> WebhookDeliverer:
        """Its deliverer; ``registry`` is the file of registered clients."""
        channel, wake = self.webhook_channel(**limits), self.wake_webhooks
        return WebhookDeliverer(
            self.store,
            channel,
            self.clock,
            wake,
            telling=Telling(self.settings.page_url, self.settings.public_url),
            clients=Clients(registry, self.machine),
            machine=self.machine,
            chance=lambda: 0.0,
        )

    def webhook_channel(self, **limits: float) -> WebhookChannel:
        """Receivers hold what is signed against this machine's own time."""
        outbound = Outbound(insecure=True, limits=Limits(**limits))
        return WebhookChannel(outbound, SystemClock(), self.settings.public_url)

    def subscribe(self, url: str, name: str = "allt", **changes: Any) -> Subscription:
        """An active subscription."""
        wanted = Wanted(**{"municipalities": ("0140",)} | changes.pop("wanted", {}))
        revision = changes.pop("revision", 1)
        owner = {"client": "system", "party": "nykvarn-kommun"} | changes
        now = self.clock.now()
        new = begin(name, url=url, wanted=wanted, chance=os.urandom, at=now - timedelta(days=1), **owner)
        made = replace(new, state="active", reason=None, since=datetime(2000, 1, 1, tzinfo=UTC), revision=revision)
        assert self.store.subscriptions.put(made)
        return made

    def subscription(self, made: Subscription) -> Subscription:
        """The subscription as it stands now."""
        found = self.store.subscriptions.find(made.key)
        assert found is not None
        return found

    def put(self, endpoint: Endpoint) -> None:
        now = self.clock.now()
        before = self.store.endpoints.find(endpoint.party, endpoint.id)
        revision = before.revision + 1 if before else self.store.endpoints.first(endpoint.party, endpoint.id)
        assert self.store.endpoints.put(Stored(endpoint, revision, before.created_at if before else now, now))

    def log(self, **filters: Any) -> list[Document]:
        """The deliveries as they are stored, the latest first."""
        found = self.store.database["deliveries"].find(filters).sort([("createdAt", -1), ("_id", 1)])
        return list(found)

    def pause(self, about: str, party: str, until: date | None = None) -> None:
        """An agreed pause; for ten days when nothing else is said."""
        now = self.clock.now()
        last = until or (now + timedelta(days=10)).date()
        common = {
            "reason": "Vi väntar.",
            "party": party,
            "readers": (party,),
            "revision": 1,
            "created_at": now,
            "changed_at": now,
        }
        assert self.store.pauses.put(Pause(about=about, municipality="0140", until=last, **common))

    def fail(self, delivery: str) -> None:
        """A delivery that was given up."""
        failed = {"state": "failed", "reason": "550 mailbox unavailable", "nextAttemptAt": None}
        self.store.database["deliveries"].update_one({"_id": delivery}, {"$set": failed})

    def states(self, **filters: Any) -> list[str]:
        return sorted(document["state"] for document in self.log(**filters))


def settings_of(stack: Stack, **changes: Any) -> NotificationsSettings:
    """Settings with a database of their own."""
    values: dict[str, Any] = {
        "kafka_bootstrap": stack.kafka_bootstrap,
        "mongodb_uri": stack.mongodb_uri,
        "mongodb_database": f"test_{uuid.uuid4().hex[:12]}",
        "jwks": str(stack.keys.jwks),
        "token_issuer": "https://loftet.localhost",
        "token_audience": "loftet",
        "public_url": "http://127.0.0.1",
        "activities_url": "http://127.0.0.1",
        "worker_port": 0,
        "bind_host": "127.0.0.1",
        "log_level": "info",
        "clock_file": None,
        "max_dead_letters": 100,
        "rate_limit": 0,
        "smtp_host": "127.0.0.1",
        "smtp_port": 1,
        "smtp_starttls": False,
        "smtp_user": None,
        "smtp_password": None,
        "mail_from": "Löftet <loftet@kommun.example>",
        "page_url": "https://loftet.example",
        "webhooks_insecure": True,
    }
    return NotificationsSettings(**values | changes)


@contextmanager
def house(stack: Stack, told: datetime | None = None, **changes: Any) -> Iterator[House]:
    """A house with an empty database, which is gone afterwards; ``told`` is Löftet's time, else that of the events."""
    settings = settings_of(stack, **changes)
    store = NotificationStore(connect(settings), settings.vault)
    prepared(store.database, STEPS, store.prepare)()
    now = to_milliseconds(datetime.now(UTC))
    try:
        yield House(settings, store, Hand(told or AT), Hand(now), threading.Event(), threading.Event())
    finally:
        with pymongo.timeout(120):  # after a measurement, on a busy machine
            store.database.client.drop_database(store.database.name)
        store.database.client.close()


def in_parallel(works: list[Callable[[], Any]]) -> None:
    """Run all at once; the first error of any is raised."""
    errors: list[BaseException] = []

    def guarded(work: Callable[[], Any]) -> None:
        try:
            work()
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=guarded, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    if errors:
        raise errors[0]


def addresses_in(text: str) -> set[str]:
    """Every mail address that a text holds."""
    return set(re.findall(r"[\w.+-]+@[\w.-]+", text))

"""The worker of notifications: planner, timekeeper, deliverers, and the relay of what became of deliveries."""

import threading
from functools import partial

import structlog

from services.notifications.channels.other import OtherChannels
from services.notifications.channels.outbound import Outbound
from services.notifications.channels.smtp import MailChannel
from services.notifications.channels.telling import Telling
from services.notifications.channels.webhook import WebhookChannel
from services.notifications.config import NotificationsSettings
from services.notifications.delays import Delays
from services.notifications.deliverer import Deliverer
from services.notifications.domain.endpoint import MAIL, OTHER, WEBHOOK
from services.notifications.migrations import STEPS
from services.notifications.planner import GROUP, TOPICS, WANTED, Planner
from services.notifications.store import NotificationStore
from services.notifications.timekeeper import Timekeeper
from services.notifications.webhooks import WebhookDeliverer
from shared.clock import SystemClock, clock_from
from shared.config import BadConfiguration
from shared.http.clients import Clients
from shared.http.health import Check
from shared.kafka import clients
from shared.kafka.consumer import Consumer
from shared.store.migrations import check_fit, prepared
from shared.store.mongo import check, connect
from shared.store.relay import Relay
from shared.worker import Part, main, run_worker

log = structlog.get_logger(__name__)

MAILERS = 4  # each has a connection of its own: a mailbox that the server stalls at holds up one of them


def run(settings: NotificationsSettings) -> int:
    """Run the worker until a signal comes."""
    try:
        registered = Clients(settings.clients, SystemClock())
    except BadConfiguration as error:
        log.error("bad configuration", reason=str(error))
        return 2
    store = NotificationStore(connect(settings), settings.vault)
    clock, machine = clock_from(settings.clock_file), SystemClock()
    wakes = {MAIL: threading.Event(), WEBHOOK: threading.Event(), OTHER: threading.Event()}
    consumer = Consumer(
        settings,
        service="notifications",
        group=GROUP,
        topics=TOPICS,
        handle=Planner(store, clock, wakes, settings.activities_url).handle,
        wanted=WANTED,
        gather=0.25,
    )
    mailers = [Deliverer(store, {MAIL: MailChannel(settings)}, clock, wakes[MAIL]) for _ in range(MAILERS)]
    others = OtherChannels(settings.other_channels, settings.page_url)
    channel = WebhookChannel(Outbound(insecure=settings.webhooks_insecure), machine, settings.public_url)
    telling = Telling(settings.page_url, settings.public_url)
    webhooks = WebhookDeliverer(store, channel, clock, wakes[WEBHOOK], telling=telling, clients=registered)
    timekeeper = Timekeeper(store, clock, wakes)
    relay = Relay(settings, store.database, "notifications", ["deliveries"], rest=0.5)
    parts: dict[str, Part] = {
        "planner": consumer.run,
        **{f"mailer-{number}": mailer.run for number, mailer in enumerate(mailers, 1)},
        "others": Deliverer(store, {OTHER: others}, clock, wakes[OTHER]).run,
        "webhooks": webhooks.run,
        "timekeeper": timekeeper.run,
        "delays": Delays(store, MailChannel(settings).answers, wakes[MAIL], machine).run,
        "relay": relay.run,
    }
    checks: dict[str, Check] = {
        "kafka": partial(clients.check, settings.broker),
        "mongodb": partial(check, store.database),
        "migrations": partial(check_fit, store.database, STEPS),
        "clients": registered.check,
        "planner": consumer.check,
        "relay": relay.check,
    }
    return run_worker(
        settings, "notifications", parts, checks, prepared(store.database, STEPS, lambda: _prepare(store))
    )


def _prepare(store: NotificationStore) -> None:
    store.prepare()
    store.followers.seal_anew()


if __name__ == "__main__":
    main("notifications", NotificationsSettings, run)

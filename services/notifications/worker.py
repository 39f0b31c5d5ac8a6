"""The worker of notifications: the planner, the deliverer, and the relay of what became of deliveries."""

import threading
from functools import partial

from services.notifications.channels.smtp import MailChannel
from services.notifications.config import NotificationsSettings
from services.notifications.deliverer import Deliverer
from services.notifications.domain.rules import WANTED
from services.notifications.planner import TOPICS, Planner
from services.notifications.store import NotificationStore
from shared.clock import clock_from
from shared.http.health import Check
from shared.kafka import clients
from shared.kafka.consumer import Consumer
from shared.store.mongo import check, connect
from shared.store.relay import Relay
from shared.worker import Part, main, run_worker


def run(settings: NotificationsSettings) -> int:
    """Run the worker until a signal comes."""
    store = NotificationStore(connect(settings))
    clock, wake = clock_from(settings.clock_file), threading.Event()
    consumer = Consumer(
        settings,
        service="notifications",
        group="loftet.notifications.planner",
        topics=TOPICS,
        handle=Planner(store, clock, wake).handle,
        wanted=WANTED,
        gather=0.25,
    )
    deliverer = Deliverer(store, {"mail": MailChannel(settings)}, clock, wake)
    relay = Relay(settings, store.database, "notifications", ["deliveries"], rest=0.5)
    parts: dict[str, Part] = {"planner": consumer.run, "deliverer": deliverer.run, "relay": relay.run}
    checks: dict[str, Check] = {
        "kafka": partial(clients.check, settings),
        "mongodb": partial(check, store.database),
        "planner": consumer.check,
        "relay": relay.check,
    }
    return run_worker(settings, "notifications", parts, checks, store.prepare)


if __name__ == "__main__":
    main("notifications", NotificationsSettings, run)

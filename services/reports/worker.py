"""The worker of reports: the projector, the clock, and the relay of status changes."""

from functools import partial

from services.reports.clock import keep_time
from services.reports.config import ReportsSettings
from services.reports.migrations import STEPS
from services.reports.projector import GROUP, TOPICS, WANTED, Projector
from services.reports.store import ReportsStore
from shared.clock import clock_from
from shared.http.health import Check
from shared.kafka import clients
from shared.kafka.consumer import Consumer
from shared.store.migrations import check_fit, prepared
from shared.store.mongo import check, connect
from shared.store.relay import Relay
from shared.worker import Part, main, run_worker


def run(settings: ReportsSettings) -> int:
    """Run the worker until a signal comes."""
    store = ReportsStore(connect(settings))
    projector = Projector(store, clock_from(settings.clock_file))
    consumer = Consumer(
        settings,
        service="reports",
        group=GROUP,
        topics=TOPICS,
        handle=projector.handle,
        wanted=WANTED,
    )
    relay = Relay(settings, store.database, "reports", ["promises"], rest=0.1)
    parts: dict[str, Part] = {"projector": consumer.run, "clock": partial(keep_time, projector), "relay": relay.run}
    checks: dict[str, Check] = {
        "kafka": partial(clients.check, settings.broker),
        "mongodb": partial(check, store.database),
        "migrations": partial(check_fit, store.database, STEPS),
        "projector": consumer.check,
        "relay": relay.check,
    }
    return run_worker(settings, "reports", parts, checks, prepared(store.database, STEPS, store.prepare))


if __name__ == "__main__":
    main("reports", ReportsSettings, run)

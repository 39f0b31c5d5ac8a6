"""The worker process of activities: relays events, takes in what comes on Kafka, recounts after amendments."""

from functools import partial

import structlog

from services.activities.config import ActivitiesSettings
from services.activities.inbound import Inbound, consumer
from services.activities.intake import Intake
from services.activities.migrations import STEPS
from services.activities.recount import Recounter
from services.activities.sealing import Sealer
from services.activities.store import COLLECTIONS, Store
from shared.clock import SystemClock, clock_from
from shared.config import BadConfiguration
from shared.http.clients import Clients
from shared.http.health import Check
from shared.kafka import clients
from shared.store.migrations import check_fit, prepared
from shared.store.mongo import check, connect
from shared.store.relay import Relay
from shared.worker import Part, main, run_worker

log = structlog.get_logger(__name__)


def run(settings: ActivitiesSettings) -> int:
    """Run the worker until a signal comes."""
    try:
        sealer = Sealer(settings.tips_keys, SystemClock())
        registered = Clients(settings.clients, SystemClock())
    except BadConfiguration as error:
        log.error("bad configuration", reason=str(error))
        return 2
    store, clock = Store(connect(settings)), clock_from(settings.clock_file)
    inbound = consumer(settings, Inbound(Intake(store, sealer), clock), registered)
    recounter = Recounter(store)
    relay = Relay(settings, store.database, "activities", COLLECTIONS)
    parts: dict[str, Part] = {"relay": relay.run, "inbound": inbound.run, "recount": recounter.run}
    checks: dict[str, Check] = {
        "kafka": partial(clients.check, settings.broker),
        "mongodb": partial(check, store.database),
        "migrations": partial(check_fit, store.database, STEPS),
        "tips-keys": sealer.check,
        "clients": registered.check,
        "relay": relay.check,
        "inbound": inbound.check,
        "recount": recounter.check,
    }
    return run_worker(settings, "activities", parts, checks, prepared(store.database, STEPS, store.prepare))


if __name__ == "__main__":
    main("activities", ActivitiesSettings, run)

"""A rebuild by what reports is set to; `loftet rebuild reports` calls it."""

from services.reports.projector import GROUP, TOPICS, WANTED
from services.reports.rebuilding.reading import Reader
from services.reports.rebuilding.rebuild import Outcome, Rebuild, Told
from services.reports.store import ReportsStore
from shared.clock import clock_from
from shared.kafka.broker import Broker
from shared.store.mongo import Store


def rebuild(broker: Broker, database: Store, clock_file: str | None, told: Told, *, compare_only: bool) -> Outcome:
    """Rebuild the projection of reports; see `Rebuild.run`.

    Raises:
        KafkaError, PyMongoError, Rejected: it could not be done; what was live still is.
    """
    reader = Reader(broker, GROUP, TOPICS, WANTED)
    try:
        return Rebuild(ReportsStore(database), reader, clock_from(clock_file), told).run(compare_only=compare_only)
    finally:
        reader.close()

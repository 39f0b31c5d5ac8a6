"""Inbound: what police systems put straight onto Kafka goes the same way as what they post.

There is no token on a topic: whoever may write to it is the broker's to decide, and each event says (`party`) for which
party it speaks. On a sender's own topic (`loftet.inbound.` and its name) that is a party of the sender's and no other.
Where clients are registered, its source and municipality must be those of the party's clients on that topic; else
its source begins with the party's id. Each is answered on the acknowledgement topic of the same name; a record on
the common one that names no party can only become a dead letter. Tips are not taken here: on a topic their text would
lie in the open.
"""

from functools import partial
from typing import Final

from services.activities.acknowledging import acknowledgement
from services.activities.config import ActivitiesSettings
from services.activities.inbound_record import read_record
from services.activities.intake import Intake
from shared.clock import Clock
from shared.events.catalogue import EVERY_INBOUND, INBOUND
from shared.events.cloudevent import Event
from shared.http.clients import Clients
from shared.kafka.consumer import Consumer
from shared.kafka.handled import Handled, Invalid
from shared.store.mongo import recoverable

GROUP: Final = "loftet.activities.inbound"


class Inbound:
    """Reads the topics into the intake."""

    def __init__(self, intake: Intake, clock: Clock) -> None:
        self._intake = intake
        self._clock = clock

    def handle(self, events: list[Event]) -> Handled:
        """Take in what the events tell; returns when it is durable, with an answer to each.

        Raises:
            Recoverable: the database is away.
        """
        now = self._clock.now()
        with recoverable():
            outcomes = self._intake.take_or_refuse([event.data.told for event in events], now)
        rows = list(zip(events, outcomes, strict=True))
        return Handled(
            invalid=[
                Invalid(event, str(outcome.refusal), event.data.secret)
                for event, outcome in rows
                if outcome.refusal is not None
            ],
            told=[acknowledgement(event, outcome, now) for event, outcome in rows],
        )


def consumer(settings: ActivitiesSettings, inbound: Inbound, clients: Clients) -> Consumer:
    """The consumer of the common topic and of every sender's own, not yet connected."""
    return Consumer(
        settings,
        service="activities",
        group=GROUP,
        topics=[INBOUND],
        pattern=EVERY_INBOUND,
        handle=inbound.handle,
        read=partial(read_record, clients=clients),
        open_to_strangers=True,
    )

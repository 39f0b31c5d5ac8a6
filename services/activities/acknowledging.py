"""Acknowledgements: each record on an inbound topic is answered on another, which its sender may read.

An acknowledgement's id derives from the record and the result, so that a record that comes again after a failure is
answered again with the same id; or, if what it tells was stored meanwhile, as a duplicate, which is a success too.
"""

import uuid
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from services.activities.domain.refusal import Refused
from services.activities.told import Outcome, Told
from shared.events.acknowledgement import InboundAcknowledged, RecordPlace
from shared.events.catalogue import INBOUND_ACKNOWLEDGED, answers_to, dead_letters_of
from shared.events.cloudevent import Event, Outgoing, outgoing

_ACKNOWLEDGEMENTS: Final = uuid.uuid5(uuid.NAMESPACE_URL, "se.loftet.acknowledgements")


@dataclass(frozen=True, slots=True)
class Arrived:
    """What came on the topic for a party: what was told, or why it is refused unread.

    ``secret``: it holds what nobody may read here.
    """

    party: str
    record: RecordPlace
    told: Told | Refused
    secret: bool = False


def acknowledgement(event: Event, outcome: Outcome, now: datetime) -> Outgoing:
    """The answer to an event whose data is `Arrived`."""
    arrived: Arrived = event.data
    record, refusal = arrived.record, outcome.refusal
    told = InboundAcknowledged(
        event_id=event.id or None,
        source=event.source or None,
        party=arrived.party,
        result=outcome.result,
        record=record,
        activity_id=None if refusal or not isinstance(arrived.told, Told) else arrived.told.id,
        reason=refusal.detail if refusal else None,
        invalid_parameters=outcome.invalid_parameters,
        dead_letter=dead_letters_of("activities") if refusal else None,
    )
    cause = "\n".join([arrived.party, event.source, event.id, f"{record.partition}@{record.offset}", outcome.result])
    answer = outgoing(
        INBOUND_ACKNOWLEDGED,
        str(uuid.uuid5(_ACKNOWLEDGEMENTS, cause)),
        told,
        time=now,
        subject=event.id or None,
        traceparent=event.traceparent,
    )
    return replace(answer, topic=answers_to(record.topic))

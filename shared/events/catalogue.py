"""The event catalogue: every type with its topic, data, producer and key. The one list of them.

Types are past tense and versioned (`se.loftet.walk.completed.v1`); here they stand by their short names.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec

from shared.events.activity import DONE, KIND_NAMES, Activity
from shared.events.agreement import AgreementPublished
from shared.events.delivery import DeliveryChanged
from shared.events.status import StatusChanged
from shared.events.tip import TipReceived

PREFIX = "se.loftet."

AGREEMENTS = "loftet.agreements"
ACTIVITIES = "loftet.activities"
MEASURES = "loftet.measures"
TIPS = "loftet.tips"
ASSESSMENTS = "loftet.assessments"
STATUSES = "loftet.statuses"
DELIVERIES = "loftet.deliveries"
INBOUND = "loftet.inbound"


def dead_letters_of(service: str) -> str:
    """The topic that holds what a service could not understand."""
    return f"loftet.dead-letters.{service}"


@dataclass(frozen=True, slots=True)
class EventType:
    """One type: its full name, topic, the class of its data, who produces it, its key and what it says."""

    name: str
    topic: str
    data: type[msgspec.Struct]
    producer: str
    key: Callable[[Any], str]
    summary: str


def _municipality(data: Any) -> str:  # noqa: ANN401  (each type's own data class)
    return str(data.municipality)


def _activity(short: str, summary: str) -> EventType:
    return EventType(f"{PREFIX}{short}.v1", ACTIVITIES, Activity, "activities", _municipality, summary)


def _delivery(short: str, summary: str) -> EventType:
    return EventType(
        f"{PREFIX}{short}.v1",
        DELIVERIES,
        DeliveryChanged,
        "notifications",
        lambda data: str(data.party),
        summary,
    )


AGREEMENT_PUBLISHED = f"{PREFIX}agreement.published.v1"
ACTIVITY_PLANNED = f"{PREFIX}activity.planned.v1"
ACTIVITY_CANCELLED = f"{PREFIX}activity.cancelled.v1"
ACTIVITY_CORRECTED = f"{PREFIX}activity.corrected.v1"
ACTIVITY_WITHDRAWN = f"{PREFIX}activity.withdrawn.v1"
ACTIVITY_RECOUNTED = f"{PREFIX}activity.recounted.v1"
TIP_RECEIVED = f"{PREFIX}tip.received.v1"
STATUS_CHANGED = f"{PREFIX}status.changed.v1"
DELIVERY_SUCCEEDED = f"{PREFIX}delivery.succeeded.v1"
DELIVERY_FAILED = f"{PREFIX}delivery.failed.v1"
DELIVERY_SUPPRESSED = f"{PREFIX}delivery.suppressed.v1"

# kind -> the type that says that such an activity was done
DONE_TYPES: dict[str, str] = {kind: f"{PREFIX}{short}.v1" for kind, short in DONE.items()}

_TYPES = [
    EventType(
        AGREEMENT_PUBLISHED,
        AGREEMENTS,
        AgreementPublished,
        "activities",
        lambda data: str(data.agreement_id),
        "An agreement was published or amended; every version so far, the oldest first.",
    ),
    *(
        _activity(short, f"Done and reported: {KIND_NAMES[kind][0]}. The whole activity at its revision.")
        for kind, short in DONE.items()
    ),
    _activity("activity.planned", "An activity was planned or its plan changed."),
    _activity("activity.cancelled", "A planned activity will not take place; the reason is given."),
    _activity("activity.corrected", "What was reported of an activity was corrected; the reason is given."),
    _activity("activity.withdrawn", "An activity was reported by mistake and counts no more."),
    _activity("activity.recounted", "An amended agreement changed which commitments an activity counts toward."),
    EventType(TIP_RECEIVED, TIPS, TipReceived, "activities", _municipality, "A resident left a tip. Never its text."),
    EventType(
        STATUS_CHANGED,
        STATUSES,
        StatusChanged,
        "reports",
        lambda data: str(data.promise),
        "The state of a promise changed; with the rule, the windows and the evidence.",
    ),
    _delivery("delivery.succeeded", "A notification was handed to the recipient's server."),
    _delivery("delivery.failed", "A notification could not be delivered and will not be tried again."),
    _delivery("delivery.suppressed", "A notification was not sent, and why."),
]

CATALOGUE: dict[str, EventType] = {event_type.name: event_type for event_type in _TYPES}

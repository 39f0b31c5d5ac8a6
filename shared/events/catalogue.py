"""The event catalogue: every type with its topic, data, producer and key. The one list of them.

Types are past tense and versioned (`se.loftet.walk.completed.v1`); here they stand by their short names.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec

from shared.events.acknowledgement import InboundAcknowledged
from shared.events.activity import DONE, KIND_NAMES, Activity
from shared.events.agreement import AgreementPublished
from shared.events.assessment import Assessment
from shared.events.delivery import DeliveryChanged
from shared.events.measure import Measure
from shared.events.observation import Observation
from shared.events.situation import DialogueInput, SituationEntry
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
ACKNOWLEDGEMENTS = "loftet.acknowledgements"


DEAD_LETTER_SERVICES = ("activities", "reports", "notifications")


@dataclass(frozen=True, slots=True)
class Topic:
    """What a topic holds, and what its records' key is."""

    summary: str
    key: str


TOPICS: dict[str, Topic] = {
    AGREEMENTS: Topic("The whole agreement at each version; the latest is kept for ever.", "agreement id"),
    ACTIVITIES: Topic("What is planned and done, corrected and withdrawn.", "municipality code"),
    MEASURES: Topic("Places noted on walks, and what is done about them.", "municipality code"),
    TIPS: Topic("That a tip was left: area, category and time, never its text.", "municipality code"),
    ASSESSMENTS: Topic("The parties' verdicts, and the lägesbild and dialogue they rest on.", "municipality code"),
    STATUSES: Topic("Changes of a promise's state, with the reason and the evidence.", "promise id"),
    DELIVERIES: Topic("What was delivered to whom, or why not.", "party id"),
    INBOUND: Topic(
        "What police systems post straight to Kafka, in binary or structured mode; activities validates it. Senders "
        "that may not speak for each other have topics of their own: `loftet.inbound.` and their name.",
        "municipality code",
    ),
    ACKNOWLEDGEMENTS: Topic(
        "What became of each record on the inbound topic; senders read it. A sender with a topic of its own is "
        "answered on `loftet.acknowledgements.` and its name, alone.",
        "party id",
    ),
}
# Topics of which senders may have their own, as `loftet.inbound.polisen-exempel`.
OF_SENDERS = (INBOUND, ACKNOWLEDGEMENTS)
EVERY_INBOUND = r"loftet\.inbound(\.|$)"


def sender_of(topic: str) -> str | None:
    """Whose own an inbound topic is; None: it is the common one."""
    return topic.removeprefix(f"{INBOUND}.") if topic != INBOUND else None


def answers_to(topic: str) -> str:
    """The topic on which the records of an inbound topic are answered."""
    return ACKNOWLEDGEMENTS + topic.removeprefix(INBOUND)


def catalogued(topic: str) -> str:
    """The name that the catalogue has for a topic: a sender's own is as the common one."""
    return next((common for common in OF_SENDERS if topic.startswith(f"{common}.")), topic)


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


def _measure(short: str, summary: str) -> EventType:
    return EventType(f"{PREFIX}measure.{short}.v1", MEASURES, Measure, "activities", _municipality, summary)


def _observation(short: str, summary: str) -> EventType:
    return EventType(f"{PREFIX}observation.{short}.v1", MEASURES, Observation, "activities", _municipality, summary)


def _assessed(name: str, data: type[msgspec.Struct], summary: str) -> EventType:
    return EventType(name, ASSESSMENTS, data, "activities", _municipality, summary)


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
ACTIVITY_RESCHEDULED = f"{PREFIX}activity.rescheduled.v1"
ACTIVITY_CANCELLED = f"{PREFIX}activity.cancelled.v1"
ACTIVITY_CORRECTED = f"{PREFIX}activity.corrected.v1"
ACTIVITY_WITHDRAWN = f"{PREFIX}activity.withdrawn.v1"
ACTIVITY_RECOUNTED = f"{PREFIX}activity.recounted.v1"
OBSERVATION_NOTED = f"{PREFIX}observation.noted.v1"
OBSERVATION_CORRECTED = f"{PREFIX}observation.corrected.v1"
OBSERVATION_WITHDRAWN = f"{PREFIX}observation.withdrawn.v1"
MEASURE_PROPOSED = f"{PREFIX}measure.proposed.v1"
MEASURE_ACCEPTED = f"{PREFIX}measure.accepted.v1"
MEASURE_STARTED = f"{PREFIX}measure.started.v1"
MEASURE_COMPLETED = f"{PREFIX}measure.completed.v1"
MEASURE_VERIFIED = f"{PREFIX}measure.verified.v1"
MEASURE_DECLINED = f"{PREFIX}measure.declined.v1"
MEASURE_TRANSFERRED = f"{PREFIX}measure.transferred.v1"
MEASURE_REOPENED = f"{PREFIX}measure.reopened.v1"
MEASURE_CORRECTED = f"{PREFIX}measure.corrected.v1"
MEASURE_WITHDRAWN = f"{PREFIX}measure.withdrawn.v1"
SITUATION_NOTED = f"{PREFIX}situation.noted.v1"
SITUATION_CORRECTED = f"{PREFIX}situation.corrected.v1"
SITUATION_WITHDRAWN = f"{PREFIX}situation.withdrawn.v1"
DIALOGUE_INPUT_RECEIVED = f"{PREFIX}dialogue-input.received.v1"
DIALOGUE_INPUT_CORRECTED = f"{PREFIX}dialogue-input.corrected.v1"
DIALOGUE_INPUT_WITHDRAWN = f"{PREFIX}dialogue-input.withdrawn.v1"
ASSESSMENT_SIGNED = f"{PREFIX}assessment.signed.v1"
ASSESSMENT_WITHDRAWN = f"{PREFIX}assessment.withdrawn.v1"
TIP_RECEIVED = f"{PREFIX}tip.received.v1"
STATUS_CHANGED = f"{PREFIX}status.changed.v1"
DELIVERY_SUCCEEDED = f"{PREFIX}delivery.succeeded.v1"
DELIVERY_FAILED = f"{PREFIX}delivery.failed.v1"
DELIVERY_SUPPRESSED = f"{PREFIX}delivery.suppressed.v1"
INBOUND_ACKNOWLEDGED = f"{PREFIX}inbound.acknowledged.v1"

# kind -> the type that says that such an activity was done
DONE_TYPES: dict[str, str] = {kind: f"{PREFIX}{short}.v1" for kind, short in DONE.items()}

_TYPES = [
    EventType(
        AGREEMENT_PUBLISHED,
        AGREEMENTS,
        AgreementPublished,
        "activities",
        lambda data: str(data.agreement_id),
        "An agreement was published, amended, extended, ended early or replaced; every version, the oldest first.",
    ),
    *(
        _activity(short, f"Done and reported: {KIND_NAMES[kind][0]}. The whole activity at its revision.")
        for kind, short in DONE.items()
    ),
    _activity("activity.planned", "An activity was planned, or something in its plan other than the time changed."),
    _activity("activity.rescheduled", "A planned activity was moved to another time; the reason is given."),
    _activity("activity.cancelled", "A planned activity will not take place; the reason is given."),
    _activity("activity.corrected", "What was reported of an activity was corrected; the reason is given."),
    _activity("activity.withdrawn", "An activity was reported by mistake and counts no more."),
    _activity("activity.recounted", "An amended agreement changed which commitments an activity counts toward."),
    _observation("noted", "A safe or unsafe place was noted on a walk."),
    _observation("corrected", "What was noted of a place was corrected; the reason is given."),
    _observation("withdrawn", "A place was noted by mistake; the reason is given."),
    _measure("proposed", "A measure was proposed to the party that would answer for it."),
    _measure("accepted", "The responsible party will carry the measure out."),
    _measure("started", "The responsible party has begun to carry the measure out."),
    _measure("completed", "The responsible party has carried the measure out."),
    _measure("verified", "A later walk found the measure carried out."),
    _measure("declined", "The responsible party will not carry the measure out; the public reason is given."),
    _measure("transferred", "Somebody else answers for the measure from now on; the reason is given."),
    _measure("reopened", "A later walk found that the measure is not carried out after all; the reason is given."),
    _measure("corrected", "What was said of a measure was corrected; the reason is given."),
    _measure("withdrawn", "A measure was proposed by mistake; the reason is given."),
    _assessed(SITUATION_NOTED, SituationEntry, "An entry was added to the lägesbild."),
    _assessed(SITUATION_CORRECTED, SituationEntry, "An entry of the lägesbild was corrected; the reason is given."),
    _assessed(SITUATION_WITHDRAWN, SituationEntry, "An entry of the lägesbild was withdrawn; the reason is given."),
    _assessed(DIALOGUE_INPUT_RECEIVED, DialogueInput, "Residents were heard: how many said what, by source."),
    _assessed(DIALOGUE_INPUT_CORRECTED, DialogueInput, "What residents said was corrected; the reason is given."),
    _assessed(DIALOGUE_INPUT_WITHDRAWN, DialogueInput, "A record of what residents said was withdrawn."),
    _assessed(ASSESSMENT_SIGNED, Assessment, "A responsible party signed its verdict on a promise, or a later one."),
    _assessed(ASSESSMENT_WITHDRAWN, Assessment, "A party withdrew its verdict on a promise; the reason is given."),
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
    EventType(
        INBOUND_ACKNOWLEDGED,
        ACKNOWLEDGEMENTS,
        InboundAcknowledged,
        "activities",
        lambda data: str(data.party),
        "A record on the inbound topic was accepted, a duplicate or rejected. Repeats carry the same id.",
    ),
]

CATALOGUE: dict[str, EventType] = {event_type.name: event_type for event_type in _TYPES}

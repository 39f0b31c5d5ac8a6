"""What is told: by whom, of what, and the id that derives from its cause, so that what comes again meets its own."""

import uuid
from dataclasses import dataclass
from typing import Final, Literal

from services.activities.domain.refusal import Refused
from services.activities.domain.report import Report
from services.activities.domain.tip import TipReport
from shared.events.acknowledgement import InvalidParameter
from shared.events.activity import Activity

_EVENTS: Final = uuid.uuid5(uuid.NAMESPACE_URL, "se.loftet.events")
_RECORDS: Final = uuid.uuid5(uuid.NAMESPACE_URL, "se.loftet.records")


def new_id() -> str:
    """The id of what has no cause that it could derive from: a request without an Idempotency-Key."""
    return str(uuid.uuid4())


def id_of_event(party: str, source: str, event_id: str) -> str:
    """The id of what an event tells of. The party is part of it: nobody can take another's ids by their `source`.

    The three hold no line breaks, so that no two triples are the same text.
    """
    return str(uuid.uuid5(_EVENTS, f"{party}\n{source}\n{event_id}"))


def id_of_record(party: str, source: str, subject: str) -> str:
    """The id of what all events about a record of the sender's own tell of; as `id_of_event`."""
    return str(uuid.uuid5(_RECORDS, f"{party}\n{source}\n{subject}"))


@dataclass(frozen=True, slots=True)
class Reporter:
    """Who reports: a party, or a resident (None); which municipalities they reach, and which sources are theirs.

    None: all of them.
    """

    party: str | None
    municipalities: frozenset[str] | None
    sources: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """Something that was told: what, by whom, and the id that derives from its cause.

    ``merges``: it is one revision of a record of the sender's own, and ``said`` is a `SentReport`.
    """

    id: str
    said: Report | TipReport
    reporter: Reporter
    request_hash: str | None = None
    traceparent: str | None = None
    series: str | None = None
    merges: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of it. ``activity`` when it was accepted and is one; ``refusal`` when it was rejected."""

    result: Literal["accepted", "duplicate", "rejected"]
    activity: Activity | None = None
    refusal: Refused | None = None

    @property
    def invalid_parameters(self) -> tuple[InvalidParameter, ...]:
        """What was wrong with which property."""
        reasons = self.refusal.reasons if self.refusal else ()
        return tuple(InvalidParameter(property=each.property, reason=each.reason) for each in reasons)

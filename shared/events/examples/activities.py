"""Examples of activities: a walk in Nykvarn, and one of each kind."""

from datetime import UTC, datetime
from typing import Any, Final

import msgspec

from shared.events import catalogue
from shared.events.activity import (
    KIND_NAMES,
    Activity,
    Attendance,
    Count,
    Kind,
    Participant,
    Source,
    Span,
)
from shared.events.examples.common import (
    AGAIN,
    AGREEMENT,
    BOTH,
    CENTRE,
    COMMITMENT,
    ENTITY,
    POLICE,
    PROMISE,
    TITLE,
    WALK,
)

_span = Span(start=datetime(2021, 4, 15, 16, tzinfo=UTC), end=datetime(2021, 4, 15, 18, tzinfo=UTC))
_planned = Activity(
    id=WALK,
    revision=1,
    kind=Kind.WALK,
    state="planned",
    title="Trygghetsvandring i centrum",
    planned=_span,
    place=CENTRE,
    participants=(Participant(name="Polisen", party=POLICE),),
    audiences=("resident",),
    source=Source(system="trygg-i-nykvarn", id="vandring-17"),
    counts=(
        Count(
            agreement=AGREEMENT,
            promise=PROMISE,
            commitment=COMMITMENT,
            promise_title=TITLE,
            responsible=BOTH,
        ),
    ),
    **ENTITY,
)


def _done(kind: Kind) -> Activity:
    meeting: dict[str, Any] = {
        "group": "operativa-gruppen",
        "attendance": (Attendance(member="socialtjänsten", present=True),),
    }
    return msgspec.structs.replace(
        _planned,
        kind=kind,
        state="completed",
        title="Trygghetsvandring i centrum" if kind is Kind.WALK else KIND_NAMES[kind][0].capitalize(),
        actual=_span,
        outcome="Tolv platser gicks igenom; sex upplevdes som otrygga." if kind is Kind.WALK else "",
        counts=_planned.counts if kind is Kind.WALK else (),
        **(meeting if kind is Kind.MEETING else {}),
    )


def _activity(state: str, **changes: object) -> Activity:
    return msgspec.structs.replace(_planned, state=state, **AGAIN, **changes)


EXAMPLES: Final[dict[str, msgspec.Struct]] = {
    **{catalogue.DONE_TYPES[kind]: _done(kind) for kind in Kind},
    catalogue.ACTIVITY_PLANNED: _planned,
    catalogue.ACTIVITY_RESCHEDULED: _activity("planned"),
    catalogue.ACTIVITY_CANCELLED: _activity("cancelled"),
    catalogue.ACTIVITY_CORRECTED: _activity("completed", actual=_span),
    catalogue.ACTIVITY_WITHDRAWN: _activity("withdrawn"),
    catalogue.ACTIVITY_RECOUNTED: msgspec.structs.replace(_planned, revision=2, counts=()),
}

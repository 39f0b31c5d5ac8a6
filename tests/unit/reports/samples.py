"""What the specifications of status are told with: activities, day tallies, commitments, an agreement."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

import msgspec

from services.reports.domain.tally import DayTally, tally
from shared.clock import STOCKHOLM
from shared.events.activity import Activity, Count, Kind, Participant, Place, Span
from shared.events.agreement import (
    Agreement,
    AgreementVersion,
    Commitment,
    Counts,
    Municipality,
    Party,
    Period,
    Promise,
    Target,
)

YEAR = Period(start=date(2021, 1, 1), end=date(2021, 12, 31))
TWO_YEARS = Period(start=date(2021, 1, 1), end=date(2022, 12, 31))
KOMMUN, POLIS = "nykvarn-kommun", "polisen-sodertalje"
PARTIES = (
    Party(id=KOMMUN, name="Nykvarns kommun", kind="municipality"),
    Party(id=POLIS, name="Polisen Södertälje", kind="police"),
)
NAMES = {party.id: party.name for party in PARTIES}
_numbers = count(1)


def at(text: str) -> datetime:
    """The instant of a clock time in Stockholm: "2021-04-15 18:00"; a day alone is noon."""
    local = datetime.fromisoformat(text if " " in text else f"{text} 12:00")
    return local.replace(tzinfo=STOCKHOLM).astimezone(UTC)


def target(yaml: Mapping[str, Any]) -> Target:
    """A target as a document writes it."""
    return msgspec.convert(yaml, Target)


def commitment(asked: Target | None, *kinds: Kind, name: str = "c", title: str = "Åtagandet") -> Commitment:
    return Commitment(id=name, title=title, counts=Counts(kinds=tuple(kinds)), target=asked)


def activity(start: str, kind: Kind = Kind.WALK, *, hours: float = 2, toward: Iterable[str] = ("c",), **fields: Any):
    """A completed activity, reported as it ended; `fields` say what is otherwise."""
    span = Span(start=at(start), end=at(start) + timedelta(hours=hours))
    counts = tuple(
        Count(agreement="a", promise="p", commitment=one, promise_title="Löftet", responsible=(KOMMUN,))
        for one in toward
    )
    parties, place = fields.pop("parties", ()), fields.pop("place", None)
    told = {
        "id": f"activity-{next(_numbers):04}",
        "revision": 1,
        "municipality": "0140",
        "municipality_name": "Nykvarn",
        "kind": kind,
        "state": "completed",
        "title": "",
        "reported_by": KOMMUN,
        "reported_at": span.end,
        "actual": span,
        "counts": counts,
        "participants": tuple(Participant(name=party, party=party) for party in parties),
        "place": Place(name=place) if place else None,
    }
    return Activity(**told | fields)


def plan(start: str, kind: Kind = Kind.WALK, *, told: str = "2021-01-01 00:00", **fields: Any) -> Activity:
    """A planned activity, reported at `told`."""
    done = activity(start, kind, **fields)
    return msgspec.structs.replace(done, state="planned", planned=done.actual, actual=None, reported_at=at(told))


def days(*facts: Activity) -> dict[date, DayTally]:
    """The day tallies of activities that count toward the commitment "c"."""
    return tally(facts, "c")


def walks(*starts: str) -> dict[date, DayTally]:
    return days(*(activity(start) for start in starts))


def revisions(*facts: Activity) -> dict[str, dict[int, Activity]]:
    """Facts by activity and revision, as the store has them."""
    held: dict[str, dict[int, Activity]] = {}
    for fact in facts:
        held.setdefault(fact.id, {})[fact.revision] = fact
    return held


def agreement(
    *commitments: Commitment,
    period: Period = YEAR,
    version: int = 1,
    since: str = "2021-01-11",
    closed_on: date | None = None,
):
    """A version of an agreement with one promise that holds the commitments."""
    promise = Promise(
        id="p", number=1, title="Löftet", text="...", responsible=(KOMMUN, POLIS), commitments=commitments
    )
    held = Agreement(
        id="a",
        municipality=Municipality(code="0140", name="Nykvarn"),
        title="Medborgarlöften",
        period=period,
        parties=PARTIES,
        promises=(promise,),
        closed_on=closed_on,
    )
    return AgreementVersion(version=version, in_force_from=at(since), agreement=held)

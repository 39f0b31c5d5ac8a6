"""Agreements and activities to try things on."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from services.activities.domain.in_force import InForce
from shared.events.activity import Activity, Kind, Participant, Place, Span
from shared.events.agreement import (
    Agreement,
    AgreementPublished,
    AgreementVersion,
    Commitment,
    Counts,
    Group,
    Municipality,
    Party,
    Period,
    Promise,
    Target,
)

STOCKHOLM = ZoneInfo("Europe/Stockholm")
NOW = datetime(2021, 6, 1, 12, tzinfo=UTC)
POLICE, TOWN = "polisen-solna", "ort-kommun"


def local(day: str, clock: str = "18:00") -> datetime:
    """A moment by the clock on the wall in Stockholm."""
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=STOCKHOLM).astimezone(UTC)


def agreement(*counts: Counts, target: Target | None = None, **changes: Any) -> Agreement:
    """An agreement for 2021 with one promise for each filter."""
    name = changes.pop("id", "ort-2021")
    promises = tuple(
        Promise(
            id=f"{name}-p{number}",
            number=number,
            title=f"Löfte {number}",
            text="Vi lovar.",
            responsible=(TOWN, POLICE),
            commitments=(Commitment(id=f"{name}-p{number}-c", title="Åtagande", counts=each, target=target),),
        )
        for number, each in enumerate(counts or (Counts(),), 1)
    )
    fields: dict[str, Any] = {
        "id": name,
        "municipality": Municipality(code="0184", name="Ort"),
        "title": "Medborgarlöften",
        "period": Period(start=date(2021, 1, 1), end=date(2021, 12, 31)),
        "parties": (
            Party(id=TOWN, name="Ort kommun", kind="municipality"),
            Party(id=POLICE, name="Polisen", kind="police"),
        ),
        "promises": promises,
        "groups": (Group(id="gruppen", name="Gruppen"),),
    }
    return Agreement(**fields | changes)


def activity(start: datetime | None = None, **changes: Any) -> Activity:
    """A patrol that the municipality reports."""
    begins = start or local("2021-05-06")
    fields: dict[str, Any] = {
        "id": "a",
        "revision": 1,
        "municipality": "0184",
        "municipality_name": "Ort",
        "kind": Kind.PATROL,
        "state": "completed",
        "title": "Patrullering",
        "reported_by": TOWN,
        "reported_at": NOW,
        "actual": Span(start=begins, end=begins),
    }
    return Activity(**fields | changes)


def published(*versions: Agreement) -> AgreementPublished:
    """An agreement with its versions, the first first."""
    numbered = tuple(
        AgreementVersion(version=number, in_force_from=NOW, agreement=each) for number, each in enumerate(versions, 1)
    )
    return AgreementPublished(
        agreement_id=versions[0].id, municipality=versions[0].municipality.code, versions=numbered
    )


def in_force(*agreements: Agreement) -> InForce:
    return InForce(map(published, agreements or (agreement(),)))


def participant(party: str | None, name: str = "Någon") -> Participant:
    return Participant(name=name, party=party)


def place(name: str) -> Place:
    return Place(name=name)

"""Events as they come from the topics, with just what a test wants to say of them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import msgspec

from services.notifications.domain.endpoint import Endpoint
from shared.events.activity import DONE, Activity, Count, Kind, Participant, Place, Span
from shared.events.catalogue import (
    ACTIVITY_CORRECTED,
    ACTIVITY_WITHDRAWN,
    CATALOGUE,
    PREFIX,
    STATUS_CHANGED,
    TIP_RECEIVED,
)
from shared.events.cloudevent import Event
from shared.events.status import CommitmentStatus, PromiseStatus, State, StatusChanged, WindowState, WindowStatus
from shared.events.tip import TipReceived

NOW = datetime(2022, 1, 1, 0, 0, 1, tzinfo=UTC)
AGREEMENT = "nykvarn-2021-2022"
WALKS = "nykvarn-2021-2022-trygghetsvandringar"
GROUP = "nykvarn-2021-2022-operativ-grupp"
_WINDOWS: dict[State, WindowState] = {State.AT_RISK: "open", State.BEHIND: "missed"}
BOTH = ("nykvarn-kommun", "polisen-sodertalje")


def endpoint(
    party: str,
    address: str | None = None,
    *rules: str,
    id: str = "trygghet",  # noqa: A002  (the field's name)
) -> Endpoint:
    return Endpoint(party, id, "mail", address or f"trygghet@{party}.example", "sv", rules)


def endpoints(*found: Endpoint) -> dict[str, list[Endpoint]]:
    by_party: dict[str, list[Endpoint]] = {}
    for each in found:
        by_party.setdefault(each.party, []).append(each)
    return by_party


def event(type_name: str, data: Any, key: str = "") -> Event:
    event_id = str(uuid5(NAMESPACE_URL, f"{type_name} {key or data}"))
    producer = CATALOGUE[type_name].producer
    return Event(event_id, f"/loftet/{producer}", type_name, NOW, data, msgspec.json.encode(data))


def count(promise: str = WALKS, title: str = "Trygghetsvandringar", responsible: tuple[str, ...] = BOTH) -> Count:
    return Count(
        agreement=AGREEMENT,
        promise=promise,
        commitment=f"{promise}-per-termin",
        promise_title=title,
        responsible=responsible,
    )


def activity(**changes: Any) -> Activity:
    start = datetime(2021, 4, 15, 16, 0, tzinfo=UTC)
    values: dict[str, Any] = {
        "id": "a7d0c1de-6a0e-5f2b-9d43-0c9e6a3f1b11",
        "revision": 2,
        "municipality": "0140",
        "municipality_name": "Nykvarn",
        "kind": Kind.WALK,
        "state": "completed",
        "title": "Kvällsvandring i centrum",
        "reported_by": "nykvarn-kommun",
        "reported_at": NOW,
        "actual": Span(start=start, end=start + timedelta(hours=2)),
        "place": Place(name="Nykvarns centrum"),
        "participants": (Participant(name="Nykvarns kommun"), Participant(name="Polisen")),
        "outcome": "Trasig belysning vid gångtunneln är anmäld.",
        "counts": (count(),),
    }
    return Activity(**values | changes)


def done(**changes: Any) -> Event:
    data = activity(**changes)
    return event(f"{PREFIX}{DONE[data.kind]}.v1", data, f"{data.id} {data.revision}")


def corrected(**changes: Any) -> Event:
    data = activity(**{"revision": 3, "reason": "Fel plats angiven"} | changes)
    return event(ACTIVITY_CORRECTED, data, f"{data.id} {data.revision}")


def withdrawn(**changes: Any) -> Event:
    data = activity(**{"revision": 4, "state": "withdrawn", "reason": "Vandringen ställdes in"} | changes)
    return event(ACTIVITY_WITHDRAWN, data, f"{data.id} {data.revision}")


def tip(**changes: Any) -> Event:
    values: dict[str, Any] = {
        "tip_id": "77a3e0a8-44a4-5a0f-8c25-c4d6f0e6f0aa",
        "municipality": "0140",
        "municipality_name": "Nykvarn",
        "category": "drugs",
        "received_at": NOW,
        "recipients": ("polisen-sodertalje",),
        "area": "Centrum",
    }
    data = TipReceived(**values | changes)
    return event(TIP_RECEIVED, data, data.tip_id)


def status(state: State, previous: State | None = State.ON_TRACK, **changes: Any) -> Event:
    autumn = WindowStatus(
        label="Höstterminen 2021",
        start=date(2021, 7, 1),
        end=date(2021, 12, 31),
        state=_WINDOWS.get(state, "met"),
        done=0,
        required=1,
        unit="activities",
        summary="0 av 1",
    )
    why = "Ingen trygghetsvandring är rapporterad för höstterminen 2021."
    commitment = CommitmentStatus(
        commitment=f"{WALKS}-per-termin",
        title="En trygghetsvandring per termin",
        state=state,
        rule="window-missed",
        explanation=why,
        windows=(autumn,),
        next_due=date(2022, 6, 30),
    )
    assessed = PromiseStatus(
        promise=WALKS,
        agreement=AGREEMENT,
        agreement_version=1,
        municipality="0140",
        state=state,
        rule="window-missed",
        explanation=why,
        assessed_at=NOW,
        commitments=changes.pop("commitments", (commitment,)),
        next_due=date(2022, 6, 30),
    )
    values: dict[str, Any] = {
        "promise": WALKS,
        "municipality": "0140",
        "municipality_name": "Nykvarn",
        "promise_title": "Trygghetsvandringar",
        "promise_text": "kommer trygghetsvandringar genomföras vid två tillfällen, en per termin.",
        "responsible": BOTH,
        "status": assessed,
        "changed_at": NOW,
        "previous": previous,
    }
    return event(STATUS_CHANGED, StatusChanged(**values | changes), f"{WALKS} {state} {previous}")

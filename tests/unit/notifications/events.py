"""Events as they come from the topics, with just what a test wants to say of them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import msgspec

from services.notifications.domain.endpoint import Endpoint
from shared.events.activity import DONE, Activity, Count, Kind, Participant, Place, Span
from shared.events.agreement import (
    Agreement,
    AgreementChange,
    AgreementPublished,
    AgreementVersion,
    Municipality,
    Party,
    Period,
    Promise,
    Signatory,
)
from shared.events.assessment import Assessment
from shared.events.catalogue import (
    ACTIVITY_CANCELLED,
    ACTIVITY_CORRECTED,
    ACTIVITY_PLANNED,
    ACTIVITY_WITHDRAWN,
    AGREEMENT_PUBLISHED,
    ASSESSMENT_SIGNED,
    CATALOGUE,
    MEASURE_PROPOSED,
    PREFIX,
    STATUS_CHANGED,
    TIP_RECEIVED,
)
from shared.events.cloudevent import Event
from shared.events.measure import Measure, MeasureState
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


def planned(**changes: Any) -> Event:
    start = NOW + timedelta(days=10)
    span = Span(start=start, end=start + timedelta(hours=2))
    data = activity(**{"revision": 1, "state": "planned", "planned": span, "actual": None, "outcome": ""} | changes)
    return event(ACTIVITY_PLANNED, data, f"{data.id} {data.revision}")


def called_off(**changes: Any) -> Event:
    data = msgspec.structs.replace(planned(**changes).data, revision=2, state="cancelled", reason="Gruppen läggs ner.")
    return event(ACTIVITY_CANCELLED, data, f"{data.id} {data.revision}")


def measure(state: MeasureState = "proposed", type_name: str = MEASURE_PROPOSED, **changes: Any) -> Event:
    values: dict[str, Any] = {
        "id": "c0a0d0f4-92a1-5d5f-9d75-3f6f5a8f4f11",
        "revision": 1,
        "municipality": "0140",
        "municipality_name": "Nykvarn",
        "title": "Laga belysningen",
        "state": state,
        "responsible": "nykvarn-kommun",
        "responsible_name": "Nykvarns kommun",
        "reported_by": "polisen-sodertalje",
        "reported_at": NOW,
        "proposed_at": NOW,
        "due_on": date(2022, 1, 31),
    }
    data = Measure(**values | changes)
    return event(type_name, data, f"{data.id} {data.revision}")


def agreement(change: AgreementChange = "published", version: int = 1, **changes: Any) -> Event:
    """Nykvarn's agreement, with two promises of both parties, who signed it."""
    lines = ((WALKS, "Trygghetsvandringar"), (GROUP, "Operativ grupp"))
    values: dict[str, Any] = {
        "id": AGREEMENT,
        "municipality": Municipality(code="0140", name="Nykvarn"),
        "title": "Medborgarlöften 2021-2022",
        "period": Period(start=date(2021, 1, 1), end=date(2022, 12, 31)),
        "parties": tuple(Party(id=party, name=party, kind="other") for party in BOTH),
        "promises": tuple(
            Promise(id=id_, number=place, title=title, text=title, responsible=BOTH)
            for place, (id_, title) in enumerate(lines, 1)
        ),
        "signatories": tuple(Signatory(party=party, role="chef") for party in BOTH),
    }
    made = AgreementVersion(
        version=version, in_force_from=NOW, agreement=Agreement(**values | changes), change=change, reason=None
    )
    published = AgreementPublished(agreement_id=AGREEMENT, municipality="0140", versions=(made,))
    return event(AGREEMENT_PUBLISHED, published, f"{AGREEMENT} {version}")


def amended(promise: str, change: AgreementChange = "amended") -> Event:
    """Its second version, in which one promise says something else."""
    data: AgreementPublished = agreement().data
    (first,) = data.versions
    promises = tuple(
        msgspec.structs.replace(each, text=f"{each.text}, varje månad") if each.id == promise else each
        for each in first.agreement.promises
    )
    later = msgspec.structs.replace(first.agreement, promises=promises)
    second = msgspec.structs.replace(first, version=2, agreement=later, change=change)
    both = msgspec.structs.replace(data, versions=(first, second))
    return event(AGREEMENT_PUBLISHED, both, f"{AGREEMENT} 2 {promise}")


def given(promise: str, giver: str, taker: str) -> Event:
    """An agreement's second version, in which a promise of one party's is another's; nothing else of it changes."""
    data: AgreementPublished = agreement().data
    (made,) = data.versions

    def of(party: str, version: int, change: AgreementChange) -> AgreementVersion:
        promises = tuple(
            msgspec.structs.replace(each, responsible=(party,)) if each.id == promise else each
            for each in made.agreement.promises
        )
        later = msgspec.structs.replace(made.agreement, promises=promises)
        return msgspec.structs.replace(made, version=version, agreement=later, change=change)

    both = msgspec.structs.replace(data, versions=(of(giver, 1, "published"), of(taker, 2, "amended")))
    return event(AGREEMENT_PUBLISHED, both, f"{AGREEMENT} 2 {promise} {taker}")


def signed(party: str, promise: str = WALKS, end: date = date(2022, 12, 31)) -> Event:
    data = Assessment(
        id=str(uuid5(NAMESPACE_URL, f"{party} {promise}")),
        revision=1,
        municipality="0140",
        municipality_name="Nykvarn",
        reported_by=party,
        reported_at=NOW,
        agreement=AGREEMENT,
        promise=promise,
        promise_title="Trygghetsvandringar",
        responsible=BOTH,
        period=Period(start=date(2021, 1, 1), end=end),
        state="signed",
        delivery="fulfilled",
        effect="improved",
        narrative="Det gick bra.",
        signed_by="chef",
        signed_on=NOW.date(),
    )
    return event(ASSESSMENT_SIGNED, data, f"{party} {promise}")


def at(moment: datetime, of: Event) -> Event:
    """The same event, as if it had happened at another instant; a state that names its own keeps that."""
    if isinstance(of.data, StatusChanged) and of.data.changed_at == NOW:
        of = replace(of, data=msgspec.structs.replace(of.data, changed_at=moment))
    return replace(of, time=moment)

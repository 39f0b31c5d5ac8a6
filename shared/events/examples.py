"""An example of each type's data, for documentation and for tests: Nykvarn's promises, invented deeds."""

from datetime import UTC, date, datetime
from typing import Any, Final

import msgspec

from shared.events import catalogue
from shared.events.acknowledgement import InboundAcknowledged, InvalidParameter, RecordPlace
from shared.events.activity import (
    KIND_NAMES,
    Activity,
    Attendance,
    Count,
    Kind,
    Participant,
    Place,
    Source,
    Span,
)
from shared.events.agreement import (
    Agreement,
    AgreementPublished,
    AgreementVersion,
    Commitment,
    Counts,
    Municipality,
    Party,
    Period,
    Promise,
    Target,
)
from shared.events.assessment import Assessment
from shared.events.delivery import DeliveryChanged, DeliveryState
from shared.events.measure import Measure, MeasureState
from shared.events.observation import Observation, ObservationCategory
from shared.events.situation import DialogueInput, DialogueOrigin, Figure, SituationEntry, SituationSource
from shared.events.status import CommitmentStatus, PromiseStatus, State, StatusChanged, WindowStatus
from shared.events.tip import TipReceived

_COUNCIL, _POLICE = "nykvarn-kommun", "polisen-sodertalje"
_AGREEMENT, _PROMISE = "nykvarn-2021-2022", "nykvarn-2021-2022-trygghetsvandringar"
_COMMITMENT, _TITLE = f"{_PROMISE}-per-termin", "Trygghetsvandringar"
_TEXT = "kommer trygghetsvandringar genomföras vid två tillfällen, en per termin."
_BOTH = (_COUNCIL, _POLICE)
_WALK = "5f0c6c0a-7f0e-5a5c-9c56-0c1d7c1b7a11"
_AT = datetime(2021, 4, 16, 7, 12, tzinfo=UTC)
_CENTRE = Place(name="Nykvarns centrum", point=(17.429, 59.179))
_ENTITY: dict[str, Any] = {
    "municipality": "0140",
    "municipality_name": "Nykvarn",
    "reported_by": _COUNCIL,
    "reported_at": _AT,
}
_AGAIN: dict[str, Any] = {"revision": 2, "reason": "Rätt enligt protokollet."}

_agreement = AgreementPublished(
    agreement_id=_AGREEMENT,
    municipality="0140",
    versions=(
        AgreementVersion(
            version=1,
            in_force_from=datetime(2020, 12, 31, 23, tzinfo=UTC),
            change="published",
            agreement=Agreement(
                id=_AGREEMENT,
                municipality=Municipality(code="0140", name="Nykvarn"),
                title="Medborgarlöften i Nykvarn 2021-2022",
                period=Period(start=date(2021, 1, 1), end=date(2022, 12, 31)),
                parties=(
                    Party(id=_COUNCIL, name="Nykvarns kommun", kind="municipality"),
                    Party(id=_POLICE, name="Polisen, Södertälje lokalpolisområde", kind="police"),
                ),
                promises=(
                    Promise(
                        id=_PROMISE,
                        number=1,
                        title=_TITLE,
                        text=_TEXT,
                        responsible=_BOTH,
                        commitments=(
                            Commitment(
                                id=_COMMITMENT,
                                title="En trygghetsvandring per termin",
                                counts=Counts(kinds=("walk",)),
                                target=Target(at_least=1, each="term"),
                            ),
                        ),
                    ),
                ),
            ),
        ),
    ),
)
_span = Span(start=datetime(2021, 4, 15, 16, tzinfo=UTC), end=datetime(2021, 4, 15, 18, tzinfo=UTC))
_planned = Activity(
    id=_WALK,
    revision=1,
    kind=Kind.WALK,
    state="planned",
    title="Trygghetsvandring i centrum",
    planned=_span,
    place=_CENTRE,
    participants=(Participant(name="Polisen", party=_POLICE),),
    audiences=("resident",),
    source=Source(system="trygg-i-nykvarn", id="vandring-17"),
    counts=(
        Count(
            agreement=_AGREEMENT,
            promise=_PROMISE,
            commitment=_COMMITMENT,
            promise_title=_TITLE,
            responsible=_BOTH,
        ),
    ),
    **_ENTITY,
)
_observation = Observation(
    id="0d1f0c52-7a55-5b0f-8a0e-0a8a54b6c1f0",
    revision=1,
    walk=_WALK,
    state="noted",
    feeling="unsafe",
    category=ObservationCategory.LIGHTING,
    place=Place(name="Gångvägen mot skolan", point=(17.431, 59.18)),
    text="Tre lampor är släckta.",
    **_ENTITY,
)
_measure = Measure(
    id="a2a3a0b4-92a1-5d5f-9d75-3f6f5a8f4f11",
    revision=1,
    title="Laga belysningen på gångvägen mot skolan",
    state="proposed",
    responsible=_COUNCIL,
    responsible_name="Nykvarns kommun",
    proposed_at=_AT,
    priority="high",
    due_on=date(2021, 6, 30),
    walk=_WALK,
    area="Nykvarns centrum",
    observations=(_observation.id,),
    promises=(_PROMISE,),
    **_ENTITY,
)
_situation = SituationEntry(
    id="3c8d9c9e-5a0e-5d4a-8b1f-0f3f7a5f2b10",
    revision=1,
    state="noted",
    source=SituationSource(kind="survey", name="polisens trygghetsundersökning"),
    period=Period(start=date(2020, 1, 1), end=date(2020, 12, 31)),
    summary="Fler känner sig otrygga i centrum på kvällen än året innan.",
    figures=(Figure(name="otrygga i centrum på kvällen", value=38, unit="procent"),),
    promises=(_PROMISE,),
    **_ENTITY,
)
_dialogue = DialogueInput(
    id="7b1f5d7a-8d0c-5e0b-9a35-6a1f2e0c9d21",
    revision=1,
    state="received",
    source=DialogueOrigin(kind="mail", name="trygghetsbrevlådan"),
    period=Period(start=date(2020, 9, 1), end=date(2020, 9, 30)),
    topic="Mörka gångvägar",
    voices=14,
    summary="Gångvägen mellan stationen och skolan känns otrygg efter mörkrets inbrott.",
    promises=(_PROMISE,),
    **_ENTITY,
)
_assessment = Assessment(
    id="9e7b2a64-3f7c-5f0a-a3d2-2f6b1c7d8e90",
    revision=1,
    agreement=_AGREEMENT,
    promise=_PROMISE,
    promise_title=_TITLE,
    responsible=_BOTH,
    period=Period(start=date(2021, 1, 1), end=date(2021, 12, 31)),
    state="signed",
    delivery="partly_fulfilled",
    effect="improved",
    narrative="En vandring genomfördes i april, i centrum. Höstens vandring ställdes in.",
    signed_by="Säkerhetschef",
    signed_on=date(2022, 1, 20),
    **_ENTITY,
)
_tip = TipReceived(
    tip_id="0f8e6a52-3f4b-4a53-9d39-5e6c8c9a3c55",
    municipality="0140",
    municipality_name="Nykvarn",
    category="narcotics",
    received_at=_AT,
    recipients=(_POLICE,),
    area="Nykvarns centrum",
)
_status = StatusChanged(
    promise=_PROMISE,
    municipality="0140",
    municipality_name="Nykvarn",
    promise_title=_TITLE,
    promise_text=_TEXT,
    responsible=_BOTH,
    previous=State.NOT_STARTED,
    changed_at=_AT,
    status=PromiseStatus(
        promise=_PROMISE,
        agreement=_AGREEMENT,
        agreement_version=1,
        municipality="0140",
        state=State.ON_TRACK,
        rule="measured-on-track",
        explanation="1 av 1 är gjort för vårterminen 2021.",
        assessed_at=_AT,
        commitments=(
            CommitmentStatus(
                commitment=_COMMITMENT,
                title="En trygghetsvandring per termin",
                state=State.ON_TRACK,
                rule="window-met",
                explanation="1 av 1 är gjort för vårterminen 2021.",
                windows=(
                    WindowStatus(
                        label="vårterminen 2021",
                        start=date(2021, 1, 1),
                        end=date(2021, 6, 30),
                        state="met",
                        done=1,
                        required=1,
                        unit="activities",
                        summary="1 av 1",
                        activities=(_WALK,),
                    ),
                ),
                activities=(_WALK,),
                done=1,
                last_reported_at=_AT,
            ),
        ),
        last_reported_at=_AT,
    ),
)
_acknowledged = InboundAcknowledged(
    event_id="2021-04-15-17",
    source="/polisen/lpo-sodertalje/insatser",
    party=_POLICE,
    result="rejected",
    record=RecordPlace(topic=catalogue.INBOUND, partition=3, offset=41),
    reason="The content is not as it should be.",
    invalid_parameters=(InvalidParameter(property="data.kind", reason="is none of the values known here"),),
    dead_letter=catalogue.dead_letters_of("activities"),
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
    return msgspec.structs.replace(_planned, state=state, **_AGAIN, **changes)


def _measured(state: MeasureState, **changes: object) -> Measure:
    return msgspec.structs.replace(_measure, state=state, revision=2, **changes)


def _delivery(state: DeliveryState, reason: str | None = None) -> DeliveryChanged:
    return DeliveryChanged(
        delivery_id="c1b6f0de-54cf-5f1c-8a0c-6f5b8f6f7a01",
        party=_COUNCIL,
        endpoint="trygghet",
        channel="mail",
        rule="walk-completed",
        cause=f"{_WALK}.1",
        state=state,
        attempts=0 if state == "suppressed" else 1,
        changed_at=_AT,
        reason=reason,
    )


# Type -> an example of its data.
EXAMPLES: Final[dict[str, msgspec.Struct]] = {
    catalogue.AGREEMENT_PUBLISHED: _agreement,
    **{catalogue.DONE_TYPES[kind]: _done(kind) for kind in Kind},
    catalogue.ACTIVITY_PLANNED: _planned,
    catalogue.ACTIVITY_RESCHEDULED: _activity("planned"),
    catalogue.ACTIVITY_CANCELLED: _activity("cancelled"),
    catalogue.ACTIVITY_CORRECTED: _activity("completed", actual=_span),
    catalogue.ACTIVITY_WITHDRAWN: _activity("withdrawn"),
    catalogue.ACTIVITY_RECOUNTED: msgspec.structs.replace(_planned, revision=2, counts=()),
    catalogue.OBSERVATION_NOTED: _observation,
    catalogue.OBSERVATION_CORRECTED: msgspec.structs.replace(_observation, text="Fyra lampor är släckta.", **_AGAIN),
    catalogue.OBSERVATION_WITHDRAWN: msgspec.structs.replace(_observation, state="withdrawn", **_AGAIN),
    catalogue.MEASURE_PROPOSED: _measure,
    catalogue.MEASURE_ACCEPTED: _measured("accepted"),
    catalogue.MEASURE_STARTED: _measured("in_progress"),
    catalogue.MEASURE_COMPLETED: _measured("completed", completed_on=date(2021, 6, 12)),
    catalogue.MEASURE_VERIFIED: _measured("verified", verified_at="1b9d6bcd-bbfd-5b2d-9b5d-ab8dfbbd4bed"),
    catalogue.MEASURE_DECLINED: _measured("declined", reason="Vägen är Trafikverkets."),
    catalogue.MEASURE_TRANSFERRED: _measured("transferred", transferred_to="Trafikverket", reason="Deras väg."),
    catalogue.MEASURE_REOPENED: _measured("in_progress", reason="Två lampor är fortfarande släckta."),
    catalogue.MEASURE_CORRECTED: _measured("proposed", due_on=date(2021, 8, 31), reason="Fel datum."),
    catalogue.MEASURE_WITHDRAWN: _measured("withdrawn", reason="Föreslogs två gånger."),
    catalogue.SITUATION_NOTED: _situation,
    catalogue.SITUATION_CORRECTED: msgspec.structs.replace(_situation, **_AGAIN),
    catalogue.SITUATION_WITHDRAWN: msgspec.structs.replace(_situation, state="withdrawn", **_AGAIN),
    catalogue.DIALOGUE_INPUT_RECEIVED: _dialogue,
    catalogue.DIALOGUE_INPUT_CORRECTED: msgspec.structs.replace(_dialogue, voices=15, **_AGAIN),
    catalogue.DIALOGUE_INPUT_WITHDRAWN: msgspec.structs.replace(_dialogue, state="withdrawn", **_AGAIN),
    catalogue.ASSESSMENT_SIGNED: _assessment,
    catalogue.ASSESSMENT_WITHDRAWN: msgspec.structs.replace(_assessment, state="withdrawn", **_AGAIN),
    catalogue.TIP_RECEIVED: _tip,
    catalogue.STATUS_CHANGED: _status,
    catalogue.DELIVERY_SUCCEEDED: _delivery("delivered"),
    catalogue.DELIVERY_FAILED: _delivery("failed", "550 mailbox unavailable"),
    catalogue.DELIVERY_SUPPRESSED: _delivery("suppressed", "the party has no endpoint"),
    catalogue.INBOUND_ACKNOWLEDGED: _acknowledged,
}

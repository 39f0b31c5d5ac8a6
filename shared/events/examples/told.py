"""Examples of what is told: a tip, a status, a delivery, an acknowledgement."""

from datetime import date
from typing import Final

import msgspec

from shared.events import catalogue
from shared.events.acknowledgement import InboundAcknowledged, InvalidParameter, RecordPlace
from shared.events.delivery import DeliveryChanged, DeliveryState
from shared.events.examples.common import AGREEMENT, AT, BOTH, COMMITMENT, COUNCIL, POLICE, PROMISE, TEXT, TITLE, WALK
from shared.events.status import CommitmentStatus, PromiseStatus, State, StatusChanged, WindowStatus
from shared.events.tip import TipReceived

_tip = TipReceived(
    tip_id="0f8e6a52-3f4b-4a53-9d39-5e6c8c9a3c55",
    municipality="0140",
    municipality_name="Nykvarn",
    category="narcotics",
    received_at=AT,
    recipients=(POLICE,),
    area="Nykvarns centrum",
)
_status = StatusChanged(
    promise=PROMISE,
    municipality="0140",
    municipality_name="Nykvarn",
    promise_title=TITLE,
    promise_text=TEXT,
    responsible=BOTH,
    previous=State.NOT_STARTED,
    changed_at=AT,
    status=PromiseStatus(
        promise=PROMISE,
        agreement=AGREEMENT,
        agreement_version=1,
        municipality="0140",
        state=State.ON_TRACK,
        rule="measured-on-track",
        explanation="1 av 1 är gjort för vårterminen 2021.",
        assessed_at=AT,
        commitments=(
            CommitmentStatus(
                commitment=COMMITMENT,
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
                        activities=(WALK,),
                    ),
                ),
                activities=(WALK,),
                done=1,
                last_reported_at=AT,
            ),
        ),
        last_reported_at=AT,
    ),
)
_acknowledged = InboundAcknowledged(
    event_id="2021-04-15-17",
    source="/polisen-sodertalje/insatser",
    party=POLICE,
    result="rejected",
    record=RecordPlace(topic=catalogue.INBOUND, partition=3, offset=41),
    reason="The content is not as it should be.",
    invalid_parameters=(InvalidParameter(property="data.kind", reason="is none of the values known here"),),
    dead_letter=catalogue.dead_letters_of("activities"),
)


def _delivery(state: DeliveryState, reason: str | None = None) -> DeliveryChanged:
    return DeliveryChanged(
        delivery_id="c1b6f0de-54cf-5f1c-8a0c-6f5b8f6f7a01",
        party=COUNCIL,
        endpoint="trygghet",
        channel="mail",
        rule="walk-completed",
        cause=f"{WALK}.1",
        state=state,
        attempts=0 if state == "suppressed" else 1,
        changed_at=AT,
        reason=reason,
    )


EXAMPLES: Final[dict[str, msgspec.Struct]] = {
    catalogue.TIP_RECEIVED: _tip,
    catalogue.STATUS_CHANGED: _status,
    catalogue.DELIVERY_SUCCEEDED: _delivery("delivered"),
    catalogue.DELIVERY_FAILED: _delivery("failed", "550 mailbox unavailable"),
    catalogue.DELIVERY_SUPPRESSED: _delivery("suppressed", "the party has no endpoint"),
    catalogue.INBOUND_ACKNOWLEDGED: _acknowledged,
}

"""Examples of what a walk leads to: a place noted, and a measure at each step of its life."""

from datetime import date
from typing import Final

import msgspec

from shared.events import catalogue
from shared.events.activity import (
    Place,
)
from shared.events.examples.common import AGAIN, AT, COUNCIL, ENTITY, PROMISE, WALK
from shared.events.measure import Measure, MeasureState
from shared.events.observation import Observation, ObservationCategory

_observation = Observation(
    id="0d1f0c52-7a55-5b0f-8a0e-0a8a54b6c1f0",
    revision=1,
    walk=WALK,
    state="noted",
    feeling="unsafe",
    category=ObservationCategory.LIGHTING,
    place=Place(name="Gångvägen mot skolan", point=(17.431, 59.18)),
    text="Tre lampor är släckta.",
    **ENTITY,
)
_measure = Measure(
    id="a2a3a0b4-92a1-5d5f-9d75-3f6f5a8f4f11",
    revision=1,
    title="Laga belysningen på gångvägen mot skolan",
    state="proposed",
    responsible=COUNCIL,
    responsible_name="Nykvarns kommun",
    proposed_at=AT,
    priority="high",
    due_on=date(2021, 6, 30),
    walk=WALK,
    area="Nykvarns centrum",
    observations=(_observation.id,),
    promises=(PROMISE,),
    **ENTITY,
)


def _measured(state: MeasureState, **changes: object) -> Measure:
    return msgspec.structs.replace(_measure, state=state, revision=2, **changes)


EXAMPLES: Final[dict[str, msgspec.Struct]] = {
    catalogue.OBSERVATION_NOTED: _observation,
    catalogue.OBSERVATION_CORRECTED: msgspec.structs.replace(_observation, text="Fyra lampor är släckta.", **AGAIN),
    catalogue.OBSERVATION_WITHDRAWN: msgspec.structs.replace(
        _observation, state="withdrawn", text="", place=Place(name=""), **AGAIN
    ),
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
}

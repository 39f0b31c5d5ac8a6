"""Examples of the lägesbild, the dialogue and a party's verdict."""

from datetime import date
from typing import Final

import msgspec

from shared.events import catalogue
from shared.events.agreement import (
    Period,
)
from shared.events.assessment import Assessment
from shared.events.examples.common import AGAIN, AGREEMENT, BOTH, ENTITY, PROMISE, TITLE
from shared.events.situation import DialogueInput, DialogueOrigin, Figure, SituationEntry, SituationSource

_situation = SituationEntry(
    id="3c8d9c9e-5a0e-5d4a-8b1f-0f3f7a5f2b10",
    revision=1,
    state="noted",
    source=SituationSource(kind="survey", name="polisens trygghetsundersökning"),
    period=Period(start=date(2020, 1, 1), end=date(2020, 12, 31)),
    summary="Fler känner sig otrygga i centrum på kvällen än året innan.",
    figures=(Figure(name="otrygga i centrum på kvällen", value=38, unit="procent"),),
    promises=(PROMISE,),
    **ENTITY,
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
    promises=(PROMISE,),
    **ENTITY,
)
_assessment = Assessment(
    id="9e7b2a64-3f7c-5f0a-a3d2-2f6b1c7d8e90",
    revision=1,
    agreement=AGREEMENT,
    promise=PROMISE,
    promise_title=TITLE,
    responsible=BOTH,
    period=Period(start=date(2021, 1, 1), end=date(2021, 12, 31)),
    state="signed",
    delivery="partly_fulfilled",
    effect="improved",
    narrative="En vandring genomfördes i april, i centrum. Höstens vandring ställdes in.",
    signed_by="Säkerhetschef",
    signed_on=date(2022, 1, 20),
    **ENTITY,
)


EXAMPLES: Final[dict[str, msgspec.Struct]] = {
    catalogue.SITUATION_NOTED: _situation,
    catalogue.SITUATION_CORRECTED: msgspec.structs.replace(_situation, **AGAIN),
    catalogue.SITUATION_WITHDRAWN: msgspec.structs.replace(
        _situation,
        state="withdrawn",
        summary="",
        figures=(),
        source=msgspec.structs.replace(_situation.source, name=""),
        **AGAIN,
    ),
    catalogue.DIALOGUE_INPUT_RECEIVED: _dialogue,
    catalogue.DIALOGUE_INPUT_CORRECTED: msgspec.structs.replace(_dialogue, voices=15, **AGAIN),
    catalogue.DIALOGUE_INPUT_WITHDRAWN: msgspec.structs.replace(
        _dialogue,
        state="withdrawn",
        summary="",
        topic="",
        source=msgspec.structs.replace(_dialogue.source, name=""),
        **AGAIN,
    ),
    catalogue.ASSESSMENT_SIGNED: _assessment,
    catalogue.ASSESSMENT_WITHDRAWN: msgspec.structs.replace(_assessment, state="withdrawn", **AGAIN),
}

"""The examples that document the API: Nykvarn's promises, invented deeds."""

from typing import Any, Final

import msgspec

from shared.events import catalogue
from shared.events.examples import EXAMPLES
from shared.http.paging import example_of

STATUS: Final[dict[str, Any]] = {
    "promise": "nykvarn-2021-2022-trygghetsvandringar",
    "agreement": "nykvarn-2021-2022",
    "agreementVersion": 1,
    "municipality": "0140",
    "state": "behind",
    "rule": "window-missed",
    "explanation": "Ingen trygghetsvandring för hösten 2021; fönstret stängde den 31 december 2021.",
    "assessedAt": "2022-01-01T00:00:00Z",
    "effect": "improved",
    "validUntil": "2022-06-30T22:00:00Z",
}
_SIGNED: Final[dict[str, Any]] = {
    "assessment": "9e7b2a64-3f7c-5f0a-a3d2-2f6b1c7d8e90",
    "party": "nykvarn-kommun",
    "partyName": "Nykvarns kommun",
    "delivery": "partly_fulfilled",
    "effect": "improved",
    "narrative": "En vandring genomfördes i april, i centrum. Höstens vandring ställdes in.",
    "signedBy": "Säkerhetschef",
    "signedOn": "2022-01-20",
}
ANSWER: Final[dict[str, Any]] = {
    "promise": "nykvarn-2021-2022-trygghetsvandringar",
    "title": "Trygghetsvandringar",
    "text": "kommer trygghetsvandringar genomföras vid två tillfällen, en per termin.",
    "responsible": ["nykvarn-kommun", "polisen-sodertalje"],
    "state": "behind",
    "stateName": "efter plan",
    "status": STATUS,
    "assessments": {
        "period": {"start": "2021-01-01", "end": "2021-12-31"},
        "signed": [
            _SIGNED,
            _SIGNED
            | {
                "assessment": "1c6a0e8e-6c55-5d0c-8f3a-0d7b1f5f6a77",
                "party": "polisen-sodertalje",
                "partyName": "Polisen, Södertälje lokalpolisområde",
                "delivery": "not_fulfilled",
                "narrative": "Vi lovade två vandringar och gick en.",
                "signedBy": "Lokalpolisområdeschef",
            },
        ],
        "missing": [],
        "agree": False,
        "effect": "improved",
    },
}
MEASURE: Final[dict[str, Any]] = msgspec.to_builtins(EXAMPLES[catalogue.MEASURE_PROPOSED]) | {"overdue": False}
OBSERVATION: Final[dict[str, Any]] = msgspec.to_builtins(EXAMPLES[catalogue.OBSERVATION_NOTED])
SITUATION: Final[dict[str, Any]] = msgspec.to_builtins(EXAMPLES[catalogue.SITUATION_NOTED])


def page(item: dict[str, Any]) -> dict[str, Any]:
    """A page that holds one item."""
    return example_of(item)

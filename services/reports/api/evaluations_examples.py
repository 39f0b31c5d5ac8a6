"""The examples that document evaluations: Nykvarn's first promise, invented deeds."""

from typing import Any, Final

_PARTIES: Final = [
    {"id": "nykvarn-kommun", "name": "Nykvarns kommun"},
    {"id": "polisen-sodertalje", "name": "Polisen, Södertälje lokalpolisområde"},
]
_AGREEMENT: Final[dict[str, Any]] = {
    "agreement": "nykvarn-2021-2022",
    "agreementVersion": 1,
    "title": "Medborgarlöften i Nykvarn 2021-2022",
    "municipality": "0140",
    "municipalityName": "Nykvarn",
    "language": "sv",
    "signedBy": "Nykvarns kommun och Polisen (Södertälje lokalpolisområde)",
}
_PROMISE: Final[dict[str, Any]] = {
    "promise": "nykvarn-2021-2022-trygghetsvandringar",
    "number": 1,
    "title": "Trygghetsvandringar",
    "responsible": _PARTIES,
}
EVALUATION: Final[dict[str, Any]] = _AGREEMENT | {
    "year": 2021,
    "period": {"start": "2021-01-01", "end": "2021-12-31"},
    "periodName": "2021",
    "over": True,
    "asOf": "2021-12-31T23:00:00Z",
    "knownAt": "2022-02-01T11:00:00Z",
    "focusAreas": [
        {
            "id": "nykvarn-2021-2022-tryggheten-i-centrum",
            "title": "Tryggheten i centrum med närområde",
            "situation": "På kvällar, nätter och helger förekommer det att man upplever otrygghet i centrum.",
            "promises": [
                _PROMISE
                | {
                    "text": "kommer trygghetsvandringar genomföras vid två tillfällen, en per termin.",
                    "verdict": "partly_fulfilled",
                    "sentence": "Åtgärden är delvis genomförd.",
                    "state": "behind",
                    "passages": [
                        {
                            "sentences": [
                                {"text": "En trygghetsvandring genomfördes den 15 april i Nykvarns centrum."},
                                {"text": "Löftet gällde minst en per termin: våren blev det en och hösten ingen."},
                                {
                                    "text": "En trygghetsvandring som var planerad till den 18 november ställdes in.",
                                    "quote": "Inställd på grund av sjukdom.",
                                },
                            ]
                        }
                    ],
                    "opinions": [
                        {
                            "assessment": "9e7b2a64-3f7c-5f0a-a3d2-2f6b1c7d8e90",
                            "party": "nykvarn-kommun",
                            "partyName": "Nykvarns kommun",
                            "period": {"start": "2021-01-01", "end": "2021-12-31"},
                            "delivery": "partly_fulfilled",
                            "deliveryWord": "delvis genomfört",
                            "effect": "improved",
                            "effectWord": "förbättrat läge",
                            "narrative": "En vandring genomfördes i april, i centrum. Höstens ställdes in.",
                            "signedBy": "Säkerhetschef",
                            "signedOn": "2022-01-20",
                        }
                    ],
                    "remarks": ["Polisen (Södertälje lokalpolisområde) har ännu inte lämnat sin bedömning."],
                    "measures": [],
                    "activities": [
                        {
                            "activity": "5f0a9e7b-2a64-5f7c-a3d2-2f6b1c7d8e90",
                            "kind": "walk",
                            "day": "2021-04-15",
                            "title": "Trygghetsvandring i centrum",
                            "what": "en trygghetsvandring",
                            "reportedBy": "Nykvarns kommun",
                            "place": "Nykvarns centrum",
                        }
                    ],
                    "activitiesTotal": 1,
                    "lastReportedAt": "2021-04-16T08:00:00Z",
                }
            ],
        }
    ],
    "amendments": [],
    "demonstration": True,
    "lastReportedAt": "2021-04-16T08:00:00Z",
}
HALF_WAY: Final[dict[str, Any]] = _AGREEMENT | {
    "period": {"start": "2021-01-01", "end": "2022-12-31"},
    "periodName": "2021–2022",
    "asOf": "2022-01-31T12:00:00Z",
    "daysGone": 395,
    "days": 730,
    "promises": [
        _PROMISE
        | {
            "state": "behind",
            "sentence": "Åtgärden ligger efter plan.",
            "nextDue": "2022-06-30",
            "lastReportedAt": "2021-04-16T08:00:00Z",
        }
    ],
    "duties": [
        {
            "party": "nykvarn-kommun",
            "name": "Nykvarns kommun",
            "duties": [
                {
                    "reason": "missed",
                    "promise": "nykvarn-2021-2022-trygghetsvandringar",
                    "number": 1,
                    "title": "Trygghetsvandringar",
                    "sentence": "Missat: hösten 2021. Vad berodde det på?",
                    "responsible": _PARTIES,
                    "due": "2021-12-31",
                }
            ],
        }
    ],
    "demonstration": True,
}

"""The full example of an agreement, for the documentation."""

from typing import Any

AGREEMENT_EXAMPLE: dict[str, Any] = {
    "id": "nykvarn-2021-2022",
    "municipality": {"code": "0140", "name": "Nykvarn"},
    "title": "Medborgarlöften i Nykvarn 2021-2022",
    "period": {"start": "2021-01-01", "end": "2022-12-31"},
    "parties": [
        {"id": "nykvarn-kommun", "name": "Nykvarns kommun", "kind": "municipality"},
        {"id": "polisen-sodertalje", "name": "Polisen, Södertälje lokalpolisområde", "kind": "police"},
    ],
    "promises": [
        {
            "id": "nykvarn-2021-2022-trygghetsvandringar",
            "number": 1,
            "title": "Trygghetsvandringar",
            "text": "kommer trygghetsvandringar genomföras vid två tillfällen, en per termin.",
            "responsible": ["nykvarn-kommun", "polisen-sodertalje"],
            "commitments": [
                {
                    "id": "nykvarn-2021-2022-trygghetsvandringar-per-termin",
                    "title": "En trygghetsvandring per termin",
                    "counts": {"kinds": ["walk"]},
                    "target": {"atLeast": 1, "each": "term"},
                }
            ],
        }
    ],
}

AGREEMENT_YAML = """\
id: nykvarn-2021-2022
municipality: {code: "0140", name: Nykvarn}
title: Medborgarlöften i Nykvarn 2021-2022
period: {start: 2021-01-01, end: 2022-12-31}
parties:
  - {id: nykvarn-kommun, name: Nykvarns kommun, kind: municipality}
  - {id: polisen-sodertalje, name: "Polisen, Södertälje lokalpolisområde", kind: police}
promises:
  - id: nykvarn-2021-2022-trygghetsvandringar
    number: 1
    title: Trygghetsvandringar
    text: kommer trygghetsvandringar genomföras vid två tillfällen, en per termin.
    responsible: [nykvarn-kommun, polisen-sodertalje]
    commitments:
      - id: nykvarn-2021-2022-trygghetsvandringar-per-termin
        title: En trygghetsvandring per termin
        counts: {kinds: [walk]}
        target: {atLeast: 1, each: term}
"""

AGREEMENT_ANSWER_EXAMPLE: dict[str, Any] = {
    "id": "nykvarn-2021-2022",
    "municipality": "0140",
    "version": 1,
    "inForceFrom": "2020-12-31T23:00:00Z",
    "agreement": AGREEMENT_EXAMPLE,
    "versions": [{"version": 1, "inForceFrom": "2020-12-31T23:00:00Z", "change": "published"}],
}

VERSION_EXAMPLE: dict[str, Any] = {
    "id": "nykvarn-2021-2022",
    "municipality": "0140",
    "version": 1,
    "inForceFrom": "2020-12-31T23:00:00Z",
    "change": "published",
    "agreement": AGREEMENT_EXAMPLE,
}

EXTENDED_EXAMPLE: dict[str, Any] = {
    **AGREEMENT_ANSWER_EXAMPLE,
    "version": 2,
    "inForceFrom": "2022-11-01T09:00:00Z",
    "agreement": {**AGREEMENT_EXAMPLE, "period": {"start": "2021-01-01", "end": "2023-12-31"}},
    "versions": [
        *AGREEMENT_ANSWER_EXAMPLE["versions"],
        {"version": 2, "inForceFrom": "2022-11-01T09:00:00Z", "change": "extended", "reason": "Nya skrivs i vår."},
    ],
}

DRAFT_EXAMPLE: dict[str, Any] = {
    "id": "9c1d6a52-6a1e-4f0e-9a56-0d4c3c0a7f10",
    "revision": 1,
    "municipality": "0140",
    "municipalityName": "Nykvarn",
    "reportedBy": "nykvarn-kommun",
    "reportedAt": "2020-11-20T09:12:00Z",
    "agreement": {
        **AGREEMENT_EXAMPLE,
        "promises": [{**AGREEMENT_EXAMPLE["promises"][0], "responsible": ["polisen"]}],
    },
    "findings": [{"property": "promises[0].responsible", "reason": "polisen is no party of this agreement"}],
}

DRAFT_ITEM_EXAMPLE: dict[str, Any] = {
    **DRAFT_EXAMPLE,
    "agreement": "nykvarn-2021-2022",
    "title": "Medborgarlöften i Nykvarn 2021-2022",
    "findings": 1,
}

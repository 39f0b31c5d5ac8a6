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
    "versions": [{"version": 1, "inForceFrom": "2020-12-31T23:00:00Z"}],
}

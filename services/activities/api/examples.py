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

FINDING_EXAMPLE: dict[str, Any] = {
    "property": "promises[0].responsible",
    "reason": '"polisen" is no party of the agreement',
    "blocks": True,
    "rule": "accepted.unknown-party",
    "explanation": {
        "en": '"polisen" is no party of the agreement',
        "sv": '"polisen" är ingen part i överenskommelsen',
    },
    "why": {
        "en": "Only those who take part in the agreement have promised anything.",
        "sv": "Bara de som är med i överenskommelsen har lovat något.",
    },
    "source": {
        "title": "Brå, Polismyndigheten och SKR, Samverkan i lokalt brottsförebyggande arbete: "
        "Teckna samverkansöverenskommelse",
        "url": "https://bra.se/forebygga-brott/arbeta-brottsforebyggande/gemensamma-forberedelser/"
        "teckna-samverkansoverenskommelse.html",
    },
}

LINT_EXAMPLE: dict[str, Any] = {
    "agreement": "nykvarn-2021-2022",
    "blocking": 0,
    "findings": [
        {
            "property": "promises[2].commitments[0].target",
            "reason": "no target is set: how many, how often or by when",
            "blocks": False,
            "rule": "measurable.no-target",
            "explanation": {
                "en": "no target is set: how many, how often or by when",
                "sv": "inget mått är satt: hur många, hur ofta eller när det ska vara klart",
            },
            "why": {
                "en": "A goal for a method says how many times it is to be carried out; how it is measured has to be "
                "agreed on.",
                "sv": "Ett mål för en metod anger hur många gånger den ska genomföras; hur det mäts behöver parterna "
                "vara överens om.",
            },
            "source": {
                "title": "Brå, Polismyndigheten och SKR, Samverkan i lokalt brottsförebyggande arbete: Formulera mål",
                "url": "https://bra.se/forebygga-brott/arbeta-brottsforebyggande/genomforande/formulera-mal.html",
            },
            "suggestedTarget": {"atLeast": 1, "each": "month"},
        }
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
    "findings": [FINDING_EXAMPLE],
    "reading": {
        "kind": "text",
        "text": "- Trygghetsvandringar genomförs vid två tillfällen, en per termin.\nAnsvarig: polisen\n",
        "pages": [0],
        "evidence": [
            {
                "property": "promises[0].commitments[0].target.each",
                "value": "term",
                "span": {"start": 55, "end": 65},
                "rule": "each.term-in",
                "confidence": 0.9,
                "decision": {"verdict": "accepted", "by": "nykvarn-kommun", "at": "2020-11-20T09:12:00Z"},
            }
        ],
        "findings": [
            {
                "property": "promises[0].focusAreas",
                "rule": "heading",
                "detail": "the heading above it names more than one focus area",
            }
        ],
    },
}

DRAFT_ITEM_EXAMPLE: dict[str, Any] = {
    **{name: value for name, value in DRAFT_EXAMPLE.items() if name != "reading"},
    "agreement": "nykvarn-2021-2022",
    "title": "Medborgarlöften i Nykvarn 2021-2022",
    "findings": 1,
    "blocking": 1,
}

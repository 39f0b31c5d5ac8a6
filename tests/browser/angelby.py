"""Ängelby: an invented municipality whose promises try the page's edges; seen on 20 May 2024.

Every other week, every weekend, too many windows for boxes, two commitments in one promise, a short first window that
asks for nothing, an audience still missing, a milestone, and text that tries to be markup. Before them it had others,
which were amended and then replaced before their time.
"""

from datetime import UTC, date, datetime

import msgspec

from shared.events.agreement import (
    Agreement,
    AgreementVersion,
    Commitment,
    Counts,
    Covering,
    Dialogue,
    DialogueSource,
    Municipality,
    Party,
    Period,
    Promise,
    Target,
)

ANGELBY = "angelby-2023-2025"
_COUNCIL, _POLICE = "angelby-kommun", "polisen-angelby"


def _promise(number: int, slug: str, title: str, text: str, *targets: tuple[str, Counts, Target | None]) -> Promise:
    promise = f"{ANGELBY}-{slug}"
    return Promise(
        id=promise,
        number=number,
        title=title,
        text=text,
        responsible=(_COUNCIL, _POLICE),
        commitments=tuple(
            Commitment(id=f"{promise}-{index}", title=name, counts=counts, target=target)
            for index, (name, counts, target) in enumerate(targets)
        ),
    )


AGREEMENT = Agreement(
    id=ANGELBY,
    municipality=Municipality(code="9998", name="Ängelby"),
    title="Trygghetslöften i Ängelby <2023–2025>",
    period=Period(start=date(2023, 11, 20), end=date(2025, 6, 30)),
    parties=(
        Party(id=_COUNCIL, name="Ängelby kommun", kind="municipality"),
        Party(id=_POLICE, name="Polisen i Ängelby", kind="police"),
    ),
    dialogue=Dialogue(sources=(DialogueSource(kind="social-media", name="gruppen Vi i Ängelby"),)),
    links=("javascript:alert(1)", "www.angelby.example", "https://polisen.se/kontakt/tipsa-polisen/"),
    promises=(
        _promise(
            1,
            "patruller",
            "Polis till fots varje helg",
            "Varje vecka går polisen till fots i centrum minst en kväll under helgen.",
            (
                "Fotpatrull varje vecka",
                Counts(kinds=("patrol",)),
                Target(at_least=1, each="week"),
            ),
        ),
        _promise(
            2,
            "moten",
            "Råd och <script>alert('möten')</script>",
            "Ett råd inrättas, och det möts varannan månad.",
            ("Rådet är inrättat", Counts(kinds=("milestone",)), Target(milestone=True, by=date(2024, 3, 1))),
            ("Rådet möts", Counts(kinds=("meeting",)), Target(at_least=1, each="month", every=2)),
        ),
        _promise(
            3,
            "traffar",
            "Träffar med alla",
            "Varje termin träffar vi näringsidkare, föreningar och medborgare.",
            (
                "En träff per termin",
                Counts(kinds=("outreach",)),
                Target(each="term", covering=Covering(audiences=("business", "association", "resident"))),
            ),
        ),
        _promise(
            4,
            "varje-dag",
            "Någon på plats varje dag",
            "Varje dag finns någon vuxen på torget.",
            ("En vuxen varje dag", Counts(kinds=("night-walk",)), Target(each="day")),
        ),
        _promise(
            5,
            "stod",
            "Stöd till dem som ber om det",
            "Vi stöder dem som ber om det.",
            ("Stöd", Counts(kinds=("information",)), None),
        ),
    ),
)

EARLIER = Agreement(
    id="angelby-2022-2024",
    municipality=AGREEMENT.municipality,
    title="Trygghetslöften i Ängelby 2022–2024",
    period=Period(start=date(2022, 1, 1), end=date(2024, 12, 31)),
    parties=AGREEMENT.parties,
    promises=(AGREEMENT.promises[4],),
)
EARLIER_VERSIONS = (
    AgreementVersion(
        version=1, in_force_from=datetime(2021, 12, 31, 23, tzinfo=UTC), change="published", agreement=EARLIER
    ),
    AgreementVersion(
        version=2,
        in_force_from=datetime(2022, 9, 1, tzinfo=UTC),
        change="amended",
        reason="Ett fel i texten rättades.",
        agreement=EARLIER,
    ),
    AgreementVersion(
        version=3,
        in_force_from=datetime(2023, 11, 19, 23, tzinfo=UTC),
        change="replaced",
        reason="Nya löften skrevs efter valet.",
        agreement=msgspec.structs.replace(EARLIER, closed_on=date(2023, 11, 19), replaced_by=ANGELBY),
    ),
)

"""What a document tells of earlier promises is none of its own, and a finding says where it was told."""

import pytest

from shared.drafting.draft import Draft
from shared.drafting.structure import read_document
from shared.drafting.text import extract

HEAD = "Medborgarlöfte för Kils kommun 2026-2027\n\nParter: Kils kommun och lokalpolisområde Karlstad\n\n"
OWN = "Löften\n1. Polisen ska genomföra två krogtillsyner per år.\n\n"


def drafted(text: str) -> Draft:
    return read_document(extract((HEAD + text).encode()))


def texts(draft: Draft) -> list[str]:
    return [promise["text"] for promise in draft.agreement["promises"]]


@pytest.mark.parametrize(
    "past",
    [
        "Uppföljning av 2025 års löften\n1. Polisen gör nio krogtillsyner per år.\n2. Kommunen går två vandringar.",
        "Tidigare löften (2024-2025)\n• Polisen gör nio krogtillsyner per år.\n• Två vandringar.",
        "Bilaga: Utvärdering\n• Polisen genomförde nio krogtillsyner.\n• Tre vandringar ska hållas. Resultat: tre.",
        "Vad hände med löftena 2025?\nLöfte 1: Polisen ska genomföra nio krogtillsyner per år. Resultat: elva.",
        "Löftena från 2025 och hur det gick\nLöfte 1 - Minst en trafikkontroll i veckan. Resultat: 61 har genomförts.",
        "Bilaga 1. Utvärdering av löftena 2024\nLöfte 1. Polisen skulle göra 12 fotpatruller. Totalt 151 fotpatruller.",
        "Uppföljning av medborgarlöftet 2025\n\nDet har resulterat i:\n\n• 41 ordningsböter.\n• Andra brott.",
    ],
)
def test_what_stands_under_a_heading_of_the_past_is_no_promise(past: str) -> None:
    draft = drafted(OWN + past)

    assert texts(draft) == ["Polisen ska genomföra två krogtillsyner per år."]
    assert "focusAreas" not in draft.agreement
    assert [finding.rule for finding in draft.findings if finding.path == "promises"] == ["section.past"]


def test_promises_after_a_look_back_are_read() -> None:
    draft = drafted("Så gick det med löftena 2025\n1. Polisen gjorde nio krogtillsyner per år.\n\n" + OWN)

    assert texts(draft) == ["Polisen ska genomföra två krogtillsyner per år."]


def test_how_these_promises_are_to_be_followed_up_is_no_look_back() -> None:
    draft = drafted("Uppföljning av löftena 2026-2027\nVarje halvår.\n\n" + OWN)

    assert texts(draft) == ["Polisen ska genomföra två krogtillsyner per år."]
    assert "section.past" not in {finding.rule for finding in draft.findings}

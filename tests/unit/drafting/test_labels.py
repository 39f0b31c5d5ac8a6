"""Labels within one paragraph: who answers, by when and how it is looked at are no part of what is promised."""

from typing import Any

import pytest

from shared.drafting.structure import read_document
from shared.drafting.text import extract

HEAD = "Medborgarlöfte för Kils kommun 2026\n\nParter: Kils kommun och lokalpolisområde Karlstad\n\n"


def promised(*lines: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = read_document(extract((HEAD + "\n".join(lines)).encode())).agreement["promises"]
    return found


def targets(promise: dict[str, Any]) -> list[Any]:
    return [commitment["target"] for commitment in promise["commitments"]]


@pytest.mark.parametrize(
    ("line", "text", "target"),
    [
        (
            "Åtgärd: Sex krogtillsyner per år. Ansvar: polisen. Uppföljning: varje månad.",
            "Sex krogtillsyner per år.",
            {"atLeast": 6, "each": "year"},
        ),
        ("Åtgärd: Fler vuxna på stan. Ansvar: polisen. Avstämning: kvartalsvis.", "Fler vuxna på stan.", None),
        ("Åtgärd: Trafikkontroller. Ansvar: polisen. Klart: halvårsvis.", "Trafikkontroller.", None),
        (
            "1. Ett trygghetsråd inrättas. Ansvar: polisen. Klart: senast den 1 maj.",
            "Ett trygghetsråd inrättas.",
            {"atLeast": 1, "each": "period", "milestone": True, "by": "2026-05-01"},
        ),
    ],
)
def test_the_rhythm_of_the_follow_up_is_no_target_and_who_answers_is_read(line: str, text: str, target: Any) -> None:
    promises = promised("Åtgärd: Två krogtillsyner per år. Ansvar: kommunen. Uppföljning: varje vecka.", line)

    assert [promise["text"] for promise in promises] == ["Två krogtillsyner per år.", text]
    assert [promise["responsible"] for promise in promises] == [["kil-kommun"], ["polisen-karlstad"]]
    assert targets(promises[1]) == [target]

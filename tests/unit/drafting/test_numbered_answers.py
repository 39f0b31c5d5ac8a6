"""Who answers for promises by their numbers, standing groups outside the promises, and who is another municipality."""

from typing import Any

import pytest

from shared.drafting.municipalities import is_of_another
from shared.drafting.structure import read_document
from shared.drafting.text import extract
from shared.events.agreement import Municipality

HEAD = "Medborgarlöften i Kil 2026\n\nKils kommun och polisen, lokalpolisområde Karlstad\n\n"
PROMISES = """Vi lovar:
1. Två trafikkontroller i månaden.
2. En trygghetsvandring före sommaren.
3. Fyra föräldramöten under året.

"""


def read(text: str) -> dict[str, Any]:
    return read_document(extract((HEAD + text).encode())).agreement


def responsible(agreement: dict[str, Any]) -> list[list[str]]:
    """Who answers for each promise, by kind of party."""
    kinds = {party["id"]: party["kind"] for party in agreement["parties"]}
    return [sorted(kinds[each] for each in promise.get("responsible", [])) for promise in agreement["promises"]]


@pytest.mark.parametrize(
    ("said", "answering"),
    [
        ("Ansvarig för löfte 1-2: polisen\nAnsvarig för löfte 3: kommunen", [["police"], ["police"], ["municipality"]]),
        (
            "Ansvarig för löfte 1: polisen. Ansvarig för löfte 2: kommunen. Löfte 1 och 3: båda.",
            [[], ["municipality"], ["municipality", "police"]],
        ),
        ("Ansvariga för löfte 2 och 3: kommun och polis", [[], *[["municipality", "police"]] * 2]),
        ("Ansvarig för löfte 7: polisen", [[], [], []]),
        ("Ansvarig för löfte 1 och 2: Kils kommun, för löfte 3: Forshaga kommun", [[], [], []]),
    ],
)
def test_a_list_of_who_answers_by_number_is_read_and_what_it_says_twice_is_left_open(
    said: str, answering: list[list[str]]
) -> None:
    assert responsible(read(PROMISES + said)) == answering


def test_who_answers_by_number_is_left_open_where_a_number_is_of_several_promises() -> None:
    text = PROMISES + PROMISES.replace("Två", "Tre") + "Ansvarig för löfte 1: polisen"

    assert responsible(read(text)) == [[]] * 6


def test_a_standing_group_is_read_with_its_posts_and_never_a_persons_name() -> None:
    organisation = "Organisation\nStyrgruppen består av kommunchefen, polisen och Eva Exempelsson.\n\n"

    groups = read(organisation + PROMISES)["groups"]

    assert groups == [
        {
            "id": "styrgruppen",
            "name": "Styrgruppen",
            "members": [
                {"name": "kommunchefen", "party": "kil-kommun"},
                {"name": "polisen", "party": "polisen-karlstad"},
            ],
        }
    ]


@pytest.mark.parametrize(
    ("words", "another"),
    [
        ("forshaga kommun", True),
        ("kils kommun", False),
        ("vår kommun", False),
        ("kommunen", False),
        ("polisen och karlstads kommun", True),
    ],
)
def test_another_municipality_by_its_name_is_not_ones_own(words: str, another: bool) -> None:
    assert is_of_another(words, Municipality(code="1715", name="Kil")) is another


def test_numbered_lines_that_a_colon_opens_are_promises_and_somebody_elses_are_nobodys() -> None:
    text = (
        "Polisen ansvarar för:\n1. Cykelpatrullering, varannan vecka\n2. Minst 8 patrulltimmar per vecka\n\n"
        "Kommunen ansvarar för:\n3. Två städdagar\n\nForshaga kommun bidrar med:\n4. Utbildning för 20 värdar\n"
    )

    agreement = read(text)

    assert responsible(agreement) == [["police"], ["police"], ["municipality"], []]
    assert "focusAreas" not in agreement
    assert agreement["promises"][1]["commitments"][0]["target"] == {"atLeast": 8, "each": "week", "unit": "hours"}


def test_trygghetsloften_are_of_the_municipality_of_their_title_and_of_no_neighbour() -> None:
    text = "Trygghetslöften för Bjuv 2027\n\nHelsingborgs stad bidrar med utbildning.\n\n" + PROMISES

    assert read_document(extract(text.encode())).agreement["municipality"]["name"] == "Bjuv"


def test_what_another_municipality_does_is_nobodys_of_this_document() -> None:
    promises = "Vi lovar:\n- Forshaga kommun ordnar två föräldramöten.\n- Kils kommun ordnar tre föräldramöten.\n"

    assert responsible(read(promises)) == [[], ["municipality"]]

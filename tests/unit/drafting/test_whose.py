"""Headings that name a party by its own name: what stands below is that party's or nobody's, never the one's before."""

import pytest

from shared.drafting.structure import read_document
from shared.drafting.text import extract

HEAD = "Medborgarlöfte för Kils kommun 2026\n\nParter: Kils kommun, lokalpolisområde Karlstad och Kils Bostäder AB\n\n"
ITEMS = "\n\n• genomföra tillsyn av tobak två gånger per år\n• informera föräldrar en gång per termin\n\n"


def responsible(*headings: str) -> list[list[str]]:
    """Who answers for the first promise under each heading, by name."""
    text = HEAD + "".join(heading + ITEMS for heading in headings)
    agreement = read_document(extract(text.encode())).agreement
    names = {party["id"]: party["name"].removeprefix("Polisen, ") for party in agreement["parties"]}
    promises = agreement["promises"]
    assert len(promises) == 2 * len(headings)
    answering = [promise.get("responsible") for promise in promises]
    assert answering[::2] == answering[1::2]
    return [[names[each] for each in promise.get("responsible", [])] for promise in promises[::2]]


KIL, POLICE, HOMES = "Kils kommun", "lokalpolisområde Karlstad", "Kils Bostäder AB"


@pytest.mark.parametrize(
    ("headings", "by"),
    [
        (
            ["Polisen och kommunen kommer att:", "Lokalpolisområde Karlstad kommer att:", "Kils kommun kommer att:"],
            [[POLICE, KIL], [POLICE], [KIL]],
        ),
        (["Polisen och kommunen ska:", "LPO Karlstad ska:", "Kils kommun ska:"], [[POLICE, KIL], [POLICE], [KIL]]),
        (["Polisen lovar att", "Kils Bostäder AB lovar att", "Kils kommun lovar"], [[POLICE], [HOMES], [KIL]]),
        (["Kommunen lovar att", "Räddningstjänsten lovar att"], [[KIL], ["Räddningstjänsten"]]),
        (["Detta gör polisen", "Detta gör Kils Bostäder AB"], [[POLICE], [HOMES]]),
        (["Polisens åtaganden", "Räddningstjänstens åtaganden"], [[POLICE], ["Räddningstjänsten"]]),
        (["Polisens löften", "Kils kommuns löften"], [[POLICE], [KIL]]),
        (["Polisen kommer att:", "Föreningarna kommer att:"], [[POLICE], []]),
        (["Kommunen lovar att", "Grannarna i byn lovar att:"], [[KIL], []]),
        (["Polisen:", "Kommunen:", "Föreningarna:"], [[POLICE], [KIL], []]),
        (["Vi i polisen lovar att", "Kils Bostäder lovar att"], [[POLICE], [HOMES]]),
        (["a) Polisen", "b) Kils kommun", "c) Gemensamt"], [[POLICE], [KIL], [KIL, POLICE]]),
        (["Kommunen lovar att", "Trafikverket lovar att"], [[KIL], ["Trafikverket"]]),
    ],
)
def test_what_stands_under_a_partys_own_name_is_never_given_to_the_one_before(
    headings: list[str], by: list[list[str]]
) -> None:
    assert [sorted(each) for each in responsible(*headings)] == [sorted(each) for each in by]


def test_a_city_by_its_name_does_what_it_is_said_to_do() -> None:
    text = (
        "Medborgarlöften 2026\n\nLokalpolisområde Södra Innerstaden och Malmö stad\n\nVi lovar:\n"
        "1. Malmö stad spolar torget två gånger i veckan.\n2. Polisen och Malmö stad gör tillsyner i butiker.\n"
    )

    promises = read_document(extract(text.encode())).agreement["promises"]

    assert [sorted(promise["responsible"]) for promise in promises] == [
        ["malmo-kommun"],
        ["malmo-kommun", "polisen-sodra-innerstaden"],
    ]


def test_what_promises_are_for_is_no_promise_and_a_line_of_contact_no_focus_area() -> None:
    text = f"{HEAD}Polisen kommer att:{ITEMS}Fokusområden\n\nFrågor? Ring 08-555 910 00 vardagar 8-16.\n\n"

    agreement = read_document(extract(f"{text}Medborgarlöften ska:\n\n• öka tryggheten\n".encode())).agreement

    assert len(agreement["promises"]) == 2
    assert "focusAreas" not in agreement


@pytest.mark.parametrize(
    "sides", ["För {0} kommun\nKommunchef\n\nFör Polismyndigheten", "För {0} kommun    För Polismyndigheten"]
)
def test_who_signs_says_whose_document_it_is_where_neighbours_are_named(sides: str) -> None:
    text = (
        "Löften till medborgarna 2027\n\nPolisen har kontor i Köpings kommun.\n\n"
        "Löfte 1: Polisen patrullerar med Köpings kommun tre gånger i veckan.\n"
        "Löfte 2: Kommunen ordnar två läger per år i samarbete med Kungsörs kommun.\n\nUnderskrifter\n\n"
    )

    one, two = (
        read_document(extract((text + signed).encode())).agreement
        for signed in (sides.format("Arboga"), f"{sides.format('Arboga')}\n\n{sides.format('Köpings')}")
    )

    assert one["municipality"]["name"] == "Arboga"
    assert "municipality" not in two

"""A rhythm, season or deadline in a heading or lead-in is said of what stands below: applied to it, or left open."""

import pytest

from shared.drafting.draft import Draft
from shared.drafting.structure import read_document
from shared.drafting.text import extract

HEAD = "Medborgarlöfte Sollefteå kommun {years}\n\nParter: Sollefteå kommun och lokalpolisområde Södra Ångermanland\n\n"
ITEMS = "\n- fyra krogtillsyner\n- sex trafikkontroller\n"
SENTENCES = "\n- Polisen genomför 4 krogtillsyner.\n- Polisen genomför 6 trafikkontroller.\n"


def drafted(text: str, years: str = "2026") -> Draft:
    return read_document(extract((HEAD.format(years=years) + text).encode()))


def targets(draft: Draft) -> list[dict | None]:
    return [each["target"] for promise in draft.agreement["promises"] for each in promise["commitments"]]


def numbers(draft: Draft) -> list[tuple | None]:
    return [target and (target["atLeast"], target["each"]) for target in targets(draft)]


@pytest.mark.parametrize(
    ("above", "each"),
    [
        ("Polisen ska månadsvis genomföra:", "month"),
        ("Polisen ska varje månad genomföra:", "month"),
        ("Varje kvartal ska polisen genomföra:", "quarter"),
        ("Per vecka ska polisen göra följande:", "week"),
    ],
)
def test_a_rhythm_in_the_line_that_leads_to_a_list_is_that_of_each_item(above: str, each: str) -> None:
    draft = drafted(above + ITEMS)

    assert numbers(draft) == [(4, each), (6, each)]
    rests = draft.evidence["promises[0].commitments[0].target.each"].span
    assert draft.text[rests.start : rests.end].strip() in above


@pytest.mark.parametrize("heading", ["## Varje vecka", "Varje vecka"])
def test_a_rhythm_in_a_heading_is_that_of_each_item(heading: str) -> None:
    assert numbers(drafted(heading + "\n" + SENTENCES)) == [(4, "week"), (6, "week")]


@pytest.mark.parametrize(
    "above",
    ["Våren 2026", "Januari–mars", "Tertial 1", "Löften under våren", "Under hösten ska polisen:", "Vecka 10-12"],
)
def test_under_a_season_the_targets_are_open_with_a_finding_that_names_it(above: str) -> None:
    draft = drafted(above + "\n" + SENTENCES)

    assert targets(draft) == [None, None]
    told = [finding for finding in draft.findings if finding.path.endswith(".target")]
    assert {finding.path for finding in told} == {f"promises[{at}].commitments[0].target" for at in (0, 1)}


@pytest.mark.parametrize("above", ["Två gånger per år", "Minst två gånger i veckan ska polisen:", "Varje månad, två"])
def test_a_number_with_its_rhythm_above_a_promise_leaves_it_open(above: str) -> None:
    assert targets(drafted(above + "\n" + SENTENCES)) == [None, None]


def test_the_day_on_which_a_page_was_published_is_said_of_no_promise() -> None:
    assert numbers(drafted("Publicerad 20 december 2025\n\nVi lovar\n" + SENTENCES)) == [(4, "period"), (6, "period")]


def test_a_year_of_several_above_a_promise_leaves_it_open() -> None:
    assert targets(drafted("2027\n" + SENTENCES, "2026-2027")) == [None, None]


def test_a_rhythm_of_the_promise_s_own_under_a_season_is_no_target() -> None:
    assert targets(drafted("Under hösten ska polisen:\n- göra två krogtillsyner i veckan\n")) == [None]


def test_a_deadline_above_a_list_is_that_of_each_item() -> None:
    draft = drafted("Senast 1 oktober 2026 ska polisen ha:\n- genomfört fyra krogtillsyner\n")

    assert [target and (target["atLeast"], target["by"]) for target in targets(draft)] == [(4, "2026-10-01")]


def test_a_season_ends_with_the_next_heading_and_a_party_s_name_is_none() -> None:
    draft = drafted("Våren 2026\n\nPolisen:" + ITEMS + "\nTrafik\n\n- Polisen gör tio trafikkontroller per år.\n")

    assert numbers(draft) == [None, None, (10, "year")]


def test_the_year_of_the_agreement_above_its_promises_changes_nothing() -> None:
    assert numbers(drafted("Löften 2026\n" + SENTENCES)) == [(4, "period"), (6, "period")]


def test_what_two_columns_say_of_when_and_how_much_is_read_together() -> None:
    table = (
        "Nr\tLöfte\tAnsvarig\tNär\tMått\n1\tVuxenvandringar\tKommunen\tVarje fredag kl 21-01\tMinst 4 vuxna per kväll\n"
        "2\tKrogtillsyn\tPolisen\tFredagar kl 22-02\t2 per månad\n"
    )

    first, second = (promise["commitments"][0] for promise in drafted(table).agreement["promises"])

    assert (first["counts"]["weekdays"], first["counts"]["from"], first["target"]) == (["fri"], "21:00:00", None)
    assert (second["counts"]["weekdays"], second["target"]["each"]) == (["fri"], "month")


@pytest.mark.parametrize("heading", ["Hur vi följer upp", "§ 8 Nästa möte"])
def test_how_promises_are_followed_up_is_none_of_them(heading: str) -> None:
    draft = drafted(f"Löften\n{SENTENCES}\n{heading}\nLöftena följs upp varje kvartal av samverkansgruppen.\n")

    assert numbers(draft) == [(4, "period"), (6, "period")]
    assert "focusAreas" not in draft.agreement


@pytest.mark.parametrize("name", ["Kristinehamns", "Kristianstads"])
def test_a_municipality_whose_name_begins_as_a_feast_does_is_none(name: str) -> None:
    text = f"Medborgarlöften i {name} kommun 2026\n\nPolisen och {name} kommun\n{SENTENCES}"

    assert numbers(read_document(extract(text.encode()))) == [(4, "period"), (6, "period")]

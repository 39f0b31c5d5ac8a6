"""What stands among promises is read as one, or a finding says that it was not: nothing is lost unsaid."""

from collections.abc import Callable

import pytest

from shared.drafting.draft import Draft
from shared.drafting.structure import read_document
from shared.drafting.text import extract

HEAD = "Handlingsplan medborgarlöften Nässjö kommun 2026\n\n"
COLUMNS = ("Nr", "Löfte", "Ansvarig", "När", "Mått")


def drafted(text: str) -> Draft:
    return read_document(extract((HEAD + text).encode()))


def promised(draft: Draft) -> list[tuple[str, tuple | None]]:
    return [
        (each["text"], (target := each["commitments"][0]["target"]) and (target["atLeast"], target["each"]))
        for each in draft.agreement["promises"]
    ]


def tabbed(*rows: tuple[str, ...]) -> str:
    return "\n".join("\t".join(cells) for cells in (COLUMNS, *rows))


def piped(*rows: tuple[str, ...]) -> str:
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (COLUMNS, ("---",) * 5, *rows))


@pytest.mark.parametrize("made", [tabbed, piped])
@pytest.mark.parametrize(
    "row",
    [
        ("2", "Krogtillsyn", "Polisen", "Varje månad", ""),
        ("2", "Krogtillsyn", "Polisen", "", "En gång per månad"),
        ("", "Krogtillsyn", "Polisen", "Varje månad", ""),
    ],
)
def test_a_row_with_empty_cells_is_read_by_its_columns(made: Callable[..., str], row: tuple[str, ...]) -> None:
    draft = drafted(made(("1", "Vuxenvandringar", "Kommunen", "Varje fredag", "-"), row))

    assert promised(draft)[1:] == [("Krogtillsyn", (1, "month"))]
    assert draft.agreement["promises"][1]["responsible"] == ["polisen-nassjo"]


def test_cells_at_the_end_of_a_row_may_be_left_out_with_their_tabs() -> None:
    assert promised(drafted(tabbed(("1", "Krogtillsyn", "Polisen", "Varje månad")))) == [("Krogtillsyn", (1, "month"))]


def test_what_stands_in_columns_below_a_table_is_no_row_of_it() -> None:
    table = tabbed(("1", "Krogtillsyn", "Polisen", "Varje månad", "-"))

    assert [text for text, _ in promised(drafted(f"{table}\n\nOrt\tDatum\nNässjö\t2026-01-02\n"))] == ["Krogtillsyn"]


def test_a_row_without_a_promise_is_told() -> None:
    draft = drafted(tabbed(("1", "Krogtillsyn", "Polisen", "Varje månad", ""), ("2", "", "Kommunen", "Varje dag", "")))

    (told,) = [finding for finding in draft.findings if finding.rule == "section.promises"]
    assert told.path == "promises"
    assert "Varje dag" in draft.text[told.span.start : told.span.end]


def test_lines_without_a_verb_are_promises_where_these_stand_or_are_told() -> None:
    draft = drafted(
        "Vad vi lovar\n\nMinst sex riktade insatser mot narkotika.\n\nFörstärkt närvaro alla fredagskvällar.\n\n"
        "Trygga torg.\n\nKommunen ska röja sly varje år.\n\nJustering\n\nProtokollet justeras senare.\n"
    )

    assert [text for text, _ in promised(draft)] == [
        "Minst sex riktade insatser mot narkotika.",
        "Förstärkt närvaro alla fredagskvällar.",
        "Kommunen ska röja sly varje år.",
    ]
    (told,) = [finding for finding in draft.findings if finding.rule == "section.promises"]
    assert draft.text[told.span.start : told.span.end] == "Trygga torg."
    assert "focusAreas" not in draft.agreement


def test_how_things_are_is_no_goal_though_it_is_said_to_be_the_aim() -> None:
    draft = drafted("Löfte 1: Polis\nSyfte: 3 av 10 känner sig otrygga kvällstid.\nAktivitet: Polisen går varje vecka.")

    assert "goals" not in draft.agreement


def test_each_table_names_its_focus_area_alike() -> None:
    row = ("1", "Krogtillsyn", "Polisen", "Varje månad", "-")
    draft = drafted(f"Fokusområde: Trygg skolväg\n\n{tabbed(row)}\n\nFokusområde: Droger\n\n{tabbed(row)}")

    assert [area["title"] for area in draft.agreement["focusAreas"]] == ["Trygg skolväg", "Droger"]


def test_promises_stand_under_their_number_and_what_somebody_says_beside_them_is_none() -> None:
    said = "– Vi är stolta, säger polischefen.\n\n"
    draft = drafted(f"{said}Två löften\n\nPolisen ska gå en nattvandring per år.\n\nKommunen ska röja sly varje år.\n")

    assert [text[:7] for text, _ in promised(draft)] == ["Polisen", "Kommune"]


def test_running_text_that_promises_beside_marked_promises_is_told() -> None:
    words = "Polisen ska genomföra fyra trafikkontroller per år."
    draft = drafted(f"{words}\n\nVi lovar\n\n- Kommunen går en trygghetsvandring per år.\n")

    told = [finding.span for finding in draft.findings if finding.rule == "section.promises"]
    assert [draft.text[span.start : span.end] for span in told] == [words]


def test_a_day_of_which_is_not_certain_what_is_done_by_then_is_told() -> None:
    draft = drafted(tabbed(("1", "Ny lekplats", "Kommunen", "2026-09-30", "")))

    (told,) = [finding for finding in draft.findings if finding.rule == "by.unread"]
    assert promised(draft) == [("Ny lekplats", None)]
    assert draft.text[told.span.start : told.span.end] == "2026-09-30"

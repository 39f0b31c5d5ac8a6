"""Whole documents become draft agreements; what a person has to decide is listed."""

import io
from pathlib import Path
from typing import Any

import docx
import pytest
import yaml
from click.testing import CliRunner
from fpdf import FPDF

from shared.drafting import municipalities, naming
from shared.drafting.draft import Draft
from shared.drafting.folding import fold
from shared.drafting.structure import read_document
from shared.drafting.text import extract
from shared.events.agreement import DialogueSource, PartyKind
from shared.ops.cli import main

SEED = Path("deploy/seed/nykvarn-2021-2022.txt")
DOCUMENTS = Path(__file__).parent / "documents"


def drafted(path: Path) -> Draft:
    return read_document(extract(path.read_bytes(), path.name))


def promises(draft: Draft) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = draft.agreement["promises"]
    return found


def targets(draft: Draft) -> list[Any]:
    return [commitment["target"] for promise in promises(draft) for commitment in promise["commitments"]]


def leaves(value: Any, path: str = "") -> dict[str, Any]:
    if isinstance(value, dict):
        return {at: leaf for key, each in value.items() for at, leaf in leaves(each, f"{path}.{key}").items()}
    if isinstance(value, list):
        return {at: leaf for place, each in enumerate(value) for at, leaf in leaves(each, f"{path}[{place}]").items()}
    return {path.lstrip("."): " ".join(str(value).split())}


def without_ids(agreement: dict[str, Any]) -> dict[str, Any]:
    """Each id as what it names: two agreements say the same whatever their ids are."""
    every = ("parties", "focusAreas", "groups")
    names = {each["id"]: each.get("name") or each["title"] for key in every for each in agreement.get(key, [])}
    return {path: names.get(leaf, leaf) for path, leaf in leaves(agreement).items() if not path.endswith(".id")}


ALL_THREE = ("counts.audiences", "target.covering.audiences")
DECIDED = {  # what the words do not say, and a person does: a decision each, with the values that it makes
    "that it carries a demonstration": {"demonstration"},
    "what the social services are called among the parties": {"groups[0].members[3].party"},
    "what promises are called that have no name of their own": {f"promises[{number}].title" for number in (1, 2, 4)},
    "what commitments are called that have no measure": {f"promises[{each}].commitments[0].title" for each in (1, 2)},
    "which focus area each promise is for: one heading stands over those of both": {
        *(f"promises[{number}].focusAreas[0]" for number in range(5)),
        "promises[1].focusAreas[1]",
    },
    "that relations may be made by dialogue too": {"promises[1].commitments[0].counts.kinds[1]"},
    "that each of three audiences is to be met once in the period, though no number is said": {
        *(f"promises[1].commitments[0].{path}[{number}]" for path in ALL_THREE for number in range(3)),
        *(f"promises[1].commitments[0].target{path}" for path in ("", ".atLeast", ".each")),
    },
    "what work against drugs is": {f"promises[2].commitments[0].counts.kinds[{number}]" for number in range(5)},
}


def test_nykvarns_document_gives_its_agreement_but_for_what_a_person_decides() -> None:
    draft, decided = drafted(SEED), yaml.safe_load(SEED.with_suffix(".yml").read_text())

    read, wanted = without_ids(draft.agreement), without_ids(decided)
    differing = {path for path in read | wanted if read.get(path) != wanted.get(path)}
    parties, known = ({(each["name"], each["kind"]) for each in of["parties"]} for of in (draft.agreement, decided))

    assert {path for path in differing if not path.startswith("parties")} == set().union(*DECIDED.values())
    assert parties ^ known == {
        ("Socialtjänsten", "other"),
        ("Socialtjänsten i Nykvarn", "other"),
        ("Nattvandrarerna", "night-walkers"),
        ("Nattvandrarna i Nykvarns kommun", "night-walkers"),
    }


def test_nothing_is_read_of_nykvarns_document_that_is_not_so() -> None:
    draft, decided = drafted(SEED), yaml.safe_load(SEED.with_suffix(".yml").read_text())

    own = [target for target in targets(draft) if target]
    signed = [commitment["target"] for promise in decided["promises"] for commitment in promise["commitments"]]

    assert len(own) == 2
    assert all(target in signed for target in own)


def test_every_value_of_a_promise_rests_on_words_of_the_document() -> None:
    draft = drafted(SEED)

    words = {path: draft.text[read.span.start : read.span.end] for path, read in draft.evidence.items()}

    assert words["promises[0].commitments[0].target.each"] == "per termin"
    assert words["promises[0].responsible[1]"] == "kommun och polis"
    assert words["municipality"].endswith("Nykvarn")
    assert words["period"] == "2021-2022"
    assert all(word.strip() for word in words.values())
    assert all(0 < read.confidence <= 1 and read.rule for read in draft.evidence.values())


def test_numbered_promises_over_broken_lines() -> None:
    draft = drafted(DOCUMENTS / "numbered.txt")

    assert draft.agreement["municipality"] == {"code": "1495", "name": "Skara"}
    assert draft.agreement["period"] == {"start": "2024-01-01", "end": "2025-12-31"}
    assert [promise["number"] for promise in promises(draft)] == [1, 2, 3, 4]
    assert promises(draft)[1]["text"].endswith("per termin i utvalda bostadsområden.")
    assert promises(draft)[1]["responsible"] == ["skara-kommun", "polisen-vastra-skaraborg"]
    assert [target and target["atLeast"] for target in targets(draft)] == [6, 2, None, 1]
    assert promises(draft)[3]["responsible"] == []
    assert "promises[3].responsible" in {finding.path for finding in draft.findings}


def test_those_who_signed_stand_by_their_posts_and_no_person_is_named() -> None:
    draft = drafted(DOCUMENTS / "numbered.txt")

    roles = [signatory["role"] for signatory in draft.agreement["signatories"]]

    assert roles == ["Kommunstyrelsens ordförande", "Lokalpolisområdeschef"]
    assert {signatory["signedOn"] for signatory in draft.agreement["signatories"]} == {"2024-01-12"}
    assert "Andersson" not in draft.as_json()
    assert "Bengtsson" not in draft.as_yaml()


def test_a_table_of_promises_with_a_column_that_says_how_often() -> None:
    draft = drafted(DOCUMENTS / "table.txt")

    assert [promise["text"] for promise in promises(draft)][:2] == [
        "Nattvandringar i byn",
        "Trafikkontroller vid skolorna",
    ]
    assert [(target or {}).get("each") for target in targets(draft)] == ["year", "month", "quarter", None]
    assert [(target or {}).get("atLeast") for target in targets(draft)][:2] == [10, 4]
    assert draft.text[slice(*_span(draft, "promises[0].commitments[0].target.each"))] == "per år"
    assert [len(promise.get("responsible", [])) for promise in promises(draft)] == [1, 1, 2, 0]
    assert any("fjällräddningen" in finding.detail for finding in draft.findings)


def _span(draft: Draft, path: str) -> tuple[int, int]:
    return draft.evidence[path].span.start, draft.evidence[path].span.end


def test_bullets_under_focus_areas_belong_to_them() -> None:
    draft = drafted(DOCUMENTS / "areas.txt")

    areas = draft.agreement["focusAreas"]
    assert [area["title"] for area in areas] == ["Trygghet i centrum", "Trafik"]
    assert areas[1]["lagesbild"] == "Bilarna kör för fort vid skolan."
    assert [promise["focusAreas"] for promise in promises(draft)] == [[areas[0]["id"]]] * 2 + [[areas[1]["id"]]] * 2
    assert promises(draft)[3]["text"] == "Kommunen sätter upp nya skyltar"
    assert [source["kind"] for source in draft.agreement["dialogue"]["sources"]] == ["survey", "meeting"]
    assert draft.agreement["goals"] == ["Fler ska känna sig trygga i centrum."]


def test_a_word_document_and_a_pdf_give_what_their_text_gives() -> None:
    text = (DOCUMENTS / "areas.txt").read_text()
    word, kept, pdf = docx.Document(), io.BytesIO(), FPDF()
    for line in text.splitlines():
        if line.startswith("•"):
            word.add_paragraph(line.lstrip("• "), style="List Bullet")
        elif line:
            word.add_paragraph(line)
    word.save(kept)
    pdf.set_font("helvetica", size=11)
    pdf.add_page()
    pdf.multi_cell(0, 6, text.replace("•", "-"))

    plain = [promise["text"] for promise in promises(drafted(DOCUMENTS / "areas.txt"))]

    assert [each["text"] for each in promises(read_document(extract(kept.getvalue())))] == plain
    assert [each["text"] for each in promises(read_document(extract(bytes(pdf.output()))))] == plain


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("Medborgarlöften 2021\n\nSkara kommun och Hjo kommun lovar:\n\n- Polisen ska synas.", "municipality"),
        ("Medborgarlöften i Skara\n\n- Polisen ska synas mer.", "period"),
        ("Medborgarlöften i Skara 2021-2022\n\nLöftena gäller 2021-2022.\n\nLöftena gäller 2023-2024.", "period"),
        ("Medborgarlöften i Skara 2021\n\nSkara är en kommun.", "promises"),
    ],
)
def test_what_is_not_certain_is_left_open_and_told(text: str, path: str) -> None:
    draft = read_document(extract(text.encode()))

    assert path not in draft.agreement
    assert path in {finding.path for finding in draft.findings}


def test_every_example_of_the_names_of_parts_fits_its_row() -> None:
    for heading, rows in naming.table().items():
        for row in rows:
            text = fold(row.example).text
            text = text.split(":")[0] if heading == "label" else text.rstrip("!.") if heading == "section" else text
            look = naming.whole if heading in ("section", "label") else naming.first
            found = look(heading, text)
            assert found and found[0].gives == row.gives, row.id
    assert {row.gives for row in naming.table()["organisation"]} <= set(PartyKind.__args__)
    assert {row.gives for row in naming.table()["source"]} <= set(DialogueSource.__annotations__["kind"].__args__)


def test_all_municipalities_are_known_by_their_codes() -> None:
    codes = municipalities.table()

    assert len(codes) == len(set(codes.values())) == 290
    assert all(len(code) == 4 and code.isdigit() for code in codes)
    assert codes["0140"] == "Nykvarn"


def test_the_command_prints_a_draft_or_says_what_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("")
    run = CliRunner().invoke

    as_yaml, as_json = run(main, ["read", str(SEED)]), run(main, ["read", str(SEED), "--format", "json", "--evidence"])
    refused, missing = run(main, ["read", str(tmp_path / "empty.txt")]), run(main, ["read", "nowhere.pdf"])

    assert yaml.safe_load(as_yaml.stdout)["id"] == "nykvarn-2021-2022"
    assert "5 promises read" in as_yaml.stderr
    assert {"agreement", "evidence", "findings"} == set(yaml.safe_load(as_json.stdout))
    assert (refused.exit_code, missing.exit_code) == (1, 2)
    assert "The file is empty." in refused.stderr

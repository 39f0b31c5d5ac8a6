"""Tracked changes of a Word document: what is inserted counts and what is deleted does not, and a finding tells."""

import io

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from shared.drafting.draft import Draft
from shared.drafting.structure import read_document
from shared.drafting.text import extract

_BY = 'w:id="1" w:author="x" w:date="2025-11-01T00:00:00Z"'


def run(words: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{words}</w:t></w:r>'


def ins(words: str) -> str:
    return f"<w:ins {_BY}>{run(words)}</w:ins>"


def gone(words: str) -> str:
    return f'<w:del {_BY}><w:r><w:delText xml:space="preserve">{words}</w:delText></w:r></w:del>'


def control(words: str) -> str:
    return f"<w:sdt><w:sdtPr/><w:sdtContent>{run(words)}</w:sdtContent></w:sdt>"


def drafted(*items: str) -> Draft:
    made, kept = docx.Document(), io.BytesIO()
    made.add_heading("Medborgarlöfte Kils kommun 2026", 0)
    made.add_paragraph("Kils kommun och lokalpolisområde Karlstad lovar följande.")
    for item in items:
        paragraph = made.add_paragraph(style="List Bullet")._p
        for each in parse_xml(f"<w:p {nsdecls('w')}>{item}</w:p>"):
            if each.tag == qn("w:pPr"):
                paragraph.get_or_add_pPr().extend(list(each))
            else:
                paragraph.append(each)
    made.save(kept)
    return read_document(extract(kept.getvalue(), "utkast.docx"))


def texts(draft: Draft) -> list[str]:
    return [promise["text"] for promise in draft.agreement["promises"]]


def test_a_number_that_was_inserted_in_part_is_read_whole() -> None:
    draft = drafted(run("Polisen ska genomföra minst 1") + ins("5") + run(" krogtillsyner per år."))

    assert texts(draft) == ["Polisen ska genomföra minst 15 krogtillsyner per år."]
    assert draft.agreement["promises"][0]["commitments"][0]["target"] == {"atLeast": 15, "each": "year"}


def test_what_was_deleted_is_not_read_and_what_replaced_it_is() -> None:
    draft = drafted(
        run("Polisen fotpatrullerar två gånger per ") + gone("månad") + ins("vecka") + run("."),
        ins("Kommunen ska hålla sex dialogmöten per år."),
        gone("Kommunen ska hålla nio dialogmöten per år."),
    )

    assert texts(draft) == [
        "Polisen fotpatrullerar två gånger per vecka.",
        "Kommunen ska hålla sex dialogmöten per år.",
    ]


def test_a_paragraph_whose_end_was_deleted_goes_on_in_the_next() -> None:
    mark = f"<w:pPr><w:rPr><w:del {_BY}/></w:rPr></w:pPr>"

    draft = drafted(mark + run("Kommunen ska hålla sex "), run("dialogmöten per år."))

    assert texts(draft) == ["Kommunen ska hålla sex dialogmöten per år."]


def test_a_finding_says_that_changes_were_tracked_and_only_then() -> None:
    tracked = drafted(run("Polisen går ") + ins("två vandringar per år."))
    clean = drafted(control("Polisen går två vandringar per år."))

    assert "docx.tracked" in {finding.rule for finding in tracked.findings}
    assert "docx.tracked" not in {finding.rule for finding in clean.findings}


def test_words_in_a_control_of_a_template_are_read() -> None:
    assert texts(drafted(run("Polisen går ") + control("två") + run(" vandringar per år."))) == [
        "Polisen går två vandringar per år."
    ]

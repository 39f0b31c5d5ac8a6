"""The table of sentences: nothing wrong is ever proposed, and most of what can be read is."""

import re
from pathlib import Path

import pytest

from tests.unit.drafting.readings import HELD_OUT, TRAPS, Sentence, score, sentences

TABLE = sentences()
EVERY = [*TABLE, *sentences(HELD_OUT), *sentences(TRAPS)]


def of_each(rows: list[Sentence]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("sentence", rows, ids=[row.text[:60] for row in rows])


def test_nothing_wrong_is_proposed_and_at_least_85_percent_of_what_can_be_read_is(record_property) -> None:
    found = score(TABLE)

    print(f"\n{len(TABLE)} sentences: {found}")
    record_property("drafting", str(found))
    assert found.wrong == []
    assert found.precision == 1
    assert found.recall >= 0.85


@pytest.mark.parametrize("path", [HELD_OUT, TRAPS], ids=lambda path: path.stem)
def test_the_same_holds_for_sentences_that_the_rules_were_not_made_for(path: Path) -> None:
    rows = sentences(path)

    found = score(rows)

    print(f"\n{len(rows)} sentences of {path.name}: {found}")
    assert found.wrong == []
    assert found.recall >= 0.85


def test_the_table_is_as_wide_as_it_is_said_to_be() -> None:
    invented = [row for row in TABLE if row.source == "invented"]

    assert len(TABLE) >= 130
    assert len(invented) * 3 >= len(TABLE)
    assert sum(row.open for row in TABLE) >= 25
    assert len({(row.text, row.period) for row in EVERY}) == len(EVERY)


@of_each([row for row in EVERY if row.open])
def test_what_cannot_be_read_with_certainty_is_left_open_with_a_finding(sentence: Sentence) -> None:
    proposals = sentence.read()

    unmeasured = [proposal for proposal in proposals if proposal.target is None]
    assert unmeasured
    for proposal in unmeasured:
        assert any(finding.path == "target" and finding.detail for finding in proposal.findings)


@of_each(EVERY)
def test_every_value_has_a_span_of_the_text_a_rule_and_a_confidence(sentence: Sentence) -> None:
    for proposal in sentence.read():
        for name in ("kinds", "tags", "audiences", "places", "weekdays"):
            values = getattr(proposal.counts, name)
            assert tuple(proposal.evidence[f"counts.{name}[{place}]"].value for place in range(len(values))) == values
        if proposal.target:
            assert {"target.atLeast", "target.milestone"} & proposal.evidence.keys()
        for read in proposal.evidence.values():
            assert 0 <= read.span.start < read.span.end <= len(sentence.text)
            assert re.search(r"\w", sentence.text[read.span.start : read.span.end])
            assert 0 < read.confidence <= 1
            assert read.rule


@of_each(EVERY)
def test_a_finding_says_where_in_the_text_it_was_made(sentence: Sentence) -> None:
    for proposal in sentence.read():
        for finding in proposal.findings:
            assert finding.span is not None
            assert 0 <= finding.span.start < finding.span.end <= len(sentence.text)

"""Evidence: it follows its values through changes, and says what people have decided."""

from typing import Any

import msgspec
import pytest

from services.activities.domain.evidence import Evidence, LeftOpen, Reading, TextSpan, decide, undecided
from services.activities.domain.evidence_kept import keep
from services.activities.domain.refusal import Refused
from services.activities.domain.unfinished import UnfinishedAgreement, begun
from tests.unit.activities.things import NOW, TOWN, agreement

SPAN = TextSpan(start=0, end=5)


def reading(*properties: str, findings: tuple[str, ...] = (), confidence: float = 0.9) -> Reading:
    evidence = (
        Evidence(property=each, value="?", span=SPAN, rule="rule", confidence=confidence) for each in properties
    )
    left = (LeftOpen(property=each, rule="rule", detail="why") for each in findings)
    return Reading(kind="text", text="words", evidence=tuple(evidence), findings=tuple(left))


def changed(**changes: Any) -> UnfinishedAgreement:
    return msgspec.structs.replace(begun(agreement()), **changes)


def after(made: Reading, becomes: UnfinishedAgreement) -> dict[str, str | None]:
    kept = keep(made, begun(agreement()), becomes, TOWN, NOW)
    points = (*kept.evidence, *kept.findings)
    return {each.property: each.decision and each.decision.verdict for each in points}


def test_a_value_that_is_changed_is_decided_and_the_others_are_as_they_were():
    made = reading("title", "period", "promises[0].text")

    assert after(made, changed(title="En annan")) == {"title": "changed", "period": None, "promises[0].text": None}


def test_evidence_follows_its_promise_when_another_comes_before_it():
    first = agreement().promises[0]
    other = msgspec.structs.replace(first, id="ort-2021-annat", text="Något annat.")

    kept = after(reading("promises[0].text"), changed(promises=(other, *agreement().promises)))

    assert kept == {"promises[1].text": None}


def test_evidence_of_what_is_taken_away_goes_with_it():
    assert after(reading("promises[0].text", "title", findings=("promises[0].focusAreas",)), changed(promises=())) == {
        "title": None
    }


def test_a_finding_is_answered_by_whoever_fills_its_value_in():
    assert after(reading(findings=("introduction", "period")), changed(introduction="Ny.")) == {
        "introduction": "changed",
        "period": None,
    }


def test_a_value_whose_thing_is_none_any_more_is_changed():
    first = agreement().promises[0]
    unmeasured = [msgspec.structs.replace(each, target=None) for each in first.commitments]
    becomes = changed(
        promises=(msgspec.structs.replace(first, commitments=tuple(unmeasured)), *agreement().promises[1:])
    )
    path = "promises[0].commitments[0].target.each"

    assert after(reading(path), becomes) == {path: "changed"}


def test_what_is_certain_needs_nobody_and_all_else_somebody():
    assert list(undecided(reading("title", confidence=1.0))) == []
    left = [each.property for each in undecided(reading("title", "period", findings=("goals",)))]
    assert left == ["goals", "title", "period"]


def test_decisions_are_about_what_lies_at_or_beneath_a_property_and_nothing_beside_it():
    made = reading("promises[1].text", "promises[10].text", "promises[1].commitments[0].title")

    done = decide(made, ["promises[1]"], [], TOWN, NOW)

    assert [bool(each.decision) for each in done.evidence] == [True, False, True]
    with pytest.raises(Refused):
        decide(made, [], ["promises[1]"], TOWN, NOW)

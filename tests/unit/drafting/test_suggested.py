"""What the lint suggests where a promise is not measured: never a number that its words do not bear."""

import pytest

from shared.drafting.linting.table import table
from tests.unit.drafting.test_lint import changed, linted, with_target


def test_the_number_of_one_clause_is_not_suggested_for_what_another_says() -> None:
    school = {"id": "exempel-2025-2026-p-1", "title": "A", "counts": {"kinds": ["outreach"]}, "target": None}
    search = {"id": "exempel-2025-2026-p-2", "title": "B", "counts": {"kinds": ["operation"]}, "target": None}
    text = "Polisen besöker varje högstadieskola en gång per termin. Kommunen gör minst 6 narkotikasök per år."
    promise = table().sound["promises"][1] | {"text": text, "commitments": [school, search]}

    found = [each for each in linted(changed("promises[1]", promise)) if each.rule.id == "measurable.no-target"]

    assert [each.target and (each.target.at_least, each.target.each) for each in found] == [None, (6, "year")]


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("Polisen gör minst två trafikkontroller i veckan, varav en på kvällstid.", False),
        ("Hastigheten mäts vid skolorna, 40 mätningar per år.", False),
        ("Polisen ska ha minst 150 timmars trafikkontroller.", False),
        ("Polisen gör en trafikkontroll.", True),
    ],
)
def test_no_other_number_is_suggested_where_the_words_have_one_that_was_not_read(text: str, begins: bool) -> None:
    content = with_target({"kinds": ["traffic-control"]}, **{})
    content["promises"][0] |= {"text": text}
    content["promises"][0]["commitments"][0]["target"] = None

    unmeasured = [each for each in linted(content) if each.rule.id == "measurable.no-target"]

    assert [each.target is not None for each in unmeasured] == [begins]

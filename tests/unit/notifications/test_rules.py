"""The table of rules, as a newcomer may rely on it."""

import pytest

from services.notifications.channels.words import LANGUAGES, Wording
from services.notifications.domain.rules import RULES, RULES_BY_ID, WANTED, Audience, rules_for
from shared.events.catalogue import ACTIVITIES, CATALOGUE, STATUSES, TIPS
from shared.events.status import State
from tests.unit.notifications.events import status


def test_the_table_is_this_one() -> None:
    assert [(rule.id, rule.audience.value, sorted(rule.states), rule.urgent) for rule in RULES] == [
        ("walk-completed", "responsible-of-counts", [], False),
        ("meeting-held", "responsible-of-counts", [], False),
        ("activity-corrected", "told-before", [], False),
        ("activity-withdrawn", "told-before", [], False),
        ("tip-received", "recipients", [], True),
        ("status-at-risk", "responsible-of-status", ["at_risk"], True),
        ("status-behind", "responsible-of-status", ["behind"], True),
        ("status-fulfilled", "responsible-of-status", ["fulfilled"], False),
    ]


def test_each_rule_has_an_id_of_its_own() -> None:
    assert len(RULES_BY_ID) == len(RULES)


def test_every_type_that_is_wanted_is_in_the_catalogue_on_a_topic_that_is_read() -> None:
    assert {CATALOGUE[name].topic for name in WANTED} == {ACTIVITIES, TIPS, STATUSES}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_each_rule_has_its_templates_in_every_language(rule) -> None:
    templates = Wording("https://loftet.example").names()

    for language in LANGUAGES:
        for form in ("subject", "txt", "html"):
            assert f"{language}/{rule.template}.{form}.j2" in templates


def test_only_a_tip_is_told_to_those_whom_the_event_names() -> None:
    assert [rule.id for rule in RULES if rule.audience is Audience.RECIPIENTS] == ["tip-received"]


@pytest.mark.parametrize(("previous", "told"), [(None, []), (State.ON_TRACK, ["status-behind"]), (State.BEHIND, [])])
def test_a_state_is_told_when_it_is_entered_and_a_first_status_is_no_news(previous: State | None, told: list[str]):
    assert [rule.id for rule in rules_for(status(State.BEHIND, previous))] == told

"""The lint: tests made from its own table, and what only code knows of."""

import copy
import re
from typing import Any

import msgspec
import pytest

from shared.drafting.lint import lint
from shared.drafting.linting.found import Found
from shared.drafting.linting.table import LETTERS, LintRule, source_of, table, words
from shared.drafting.linting.unfinished import filled
from shared.events.agreement import Agreement

RULES = pytest.mark.parametrize("rule", table().rules, ids=[rule.id for rule in table().rules])


def changed(path: str, value: Any) -> dict[str, Any]:
    """The sound agreement with another value at a path."""
    whole = copy.deepcopy(table().sound)
    *outer, last = re.findall(r"\w+", path)
    inner: Any = whole
    for name in outer:
        inner = inner[int(name) if name.isdigit() else name]
    inner[int(last) if last.isdigit() else last] = value
    return whole


def linted(content: dict[str, Any]) -> tuple[Found, ...]:
    whole, missing = filled(content)
    return lint(msgspec.convert(whole, Agreement), missing)


def test_nothing_is_found_in_a_sound_agreement() -> None:
    assert [(each.rule.id, each.path) for each in linted(table().sound)] == []


@RULES
def test_each_rule_is_found_in_its_example_where_it_says(rule: LintRule) -> None:
    found = linted(changed(rule.example.path, rule.example.value))

    assert (rule.id, rule.at) in {(each.rule.id, each.path) for each in found}


@RULES
def test_each_rule_says_what_it_found_why_that_matters_and_where_that_is_said(rule: LintRule) -> None:
    found = next(each for each in linted(changed(rule.example.path, rule.example.value)) if each.rule is rule)

    assert rule.letter in LETTERS
    assert source_of(rule).url.startswith("http")
    for language in ("en", "sv"):
        assert found.says(language)
        assert "{" not in found.says(language)
        assert words(rule.why, language).endswith(".")


def test_ids_are_unique_and_all_sources_are_used() -> None:
    assert len({rule.id for rule in table().rules}) == len(table().rules)
    assert {rule.source for rule in table().rules} == set(table().sources)


def rules_at(content: dict[str, Any], path: str) -> set[str]:
    return {each.rule.id for each in linted(content) if each.path == path}


def with_target(counts: dict[str, Any] | None = None, **target: Any) -> dict[str, Any]:
    """The sound agreement whose second promise asks for that."""
    commitment = {
        "id": "exempel-2025-2026-patruller-1",
        "title": "A",
        "counts": {"kinds": ["patrol"]} | (counts or {}),
        "target": target,
    }
    return changed("promises[1].commitments[0]", commitment)


TARGET = "promises[1].commitments[0].target"


def test_a_week_that_is_cut_to_days_without_its_weekday_cannot_be_met() -> None:
    fridays = with_target({"weekdays": ["fri"]}, atLeast=1, each="week", unit="days")

    (found,) = [each for each in linted(fridays) if each.rule.id == "realistic.days"]

    assert found.says("en") == "1 days are asked for in vecka 53 2026, which has 0"


@pytest.mark.parametrize(
    ("target", "possible"),
    [
        ({"atLeast": 30, "each": "year", "unit": "weeks"}, True),
        ({"atLeast": 54, "each": "year", "unit": "weeks"}, False),
        ({"atLeast": 6, "each": "week", "unit": "days", "average": True}, True),
        ({"atLeast": 8, "each": "week", "unit": "days", "average": True}, False),
        ({"atLeast": 31, "each": "month", "unit": "days"}, False),
        ({"atLeast": 28, "each": "month", "unit": "days"}, True),
        ({"atLeast": 40, "milestone": True, "by": "2025-01-31", "unit": "days"}, False),
        ({"atLeast": 500, "each": "week"}, True),
    ],
)
def test_a_target_has_to_find_room_in_each_of_its_windows(target: dict[str, Any], possible: bool) -> None:
    assert ("realistic.days" not in rules_at(with_target(**target), f"{TARGET}.atLeast")) is possible


def test_a_promise_for_every_day_that_counts_on_two_weekdays_is_suggested_two_days_a_week() -> None:
    both = with_target({"weekdays": ["fri", "sat"]}, atLeast=1, each="day")

    (found,) = [each for each in linted(both) if each.rule.id == "realistic.each-day"]

    assert found.says("sv") == "varje dag krävs, och bara fredag och lördag räknas"
    assert found.target
    assert (found.target.at_least, found.target.each, found.target.unit) == (2, "week", "days")


@pytest.mark.parametrize(
    ("words", "each", "at_least"),
    [
        ("Polisen patrullerar varje vecka i centrum.", "week", 1),
        ("Kommunen håller fyra möten per år.", "year", 4),
        ("Kommunen och polisen möts regelbundet.", "quarter", 1),
        ("Trygghetsvandringar genomförs.", "term", 1),
    ],
)
def test_a_target_is_suggested_from_the_words_else_from_what_is_counted(words: str, each: str, at_least: int) -> None:
    commitment = {"id": "exempel-2025-2026-patruller-1", "title": "A", "counts": {}, "target": None}
    promise = table().sound["promises"][1] | {"text": words, "commitments": [commitment]}

    found = [each for each in linted(changed("promises[1]", promise)) if each.path == TARGET]

    assert [(one.target.each, one.target.at_least) for one in found if one.target] == [(each, at_least)]


def test_a_year_without_end_or_a_target_that_is_no_number_stops_no_lint() -> None:
    for period in ({"start": "2026-01-01", "end": "2025-01-01"}, {"start": "0001-01-01", "end": "9999-12-31"}):
        assert "realistic.days" not in {each.rule.id for each in linted(changed("period", period))}
    for target in ({"atLeast": -1, "each": "week"}, {"atLeast": 1, "each": "year", "every": 10**9}):
        assert rules_at(with_target(**target), f"{TARGET}.atLeast") == set()


def test_what_is_read_in_all_of_an_agreement_has_an_end() -> None:
    long = {"text": "Polisen patrullerar. " * 900, "commitments": []}
    promises = [{**table().sound["promises"][1], **long, "id": f"p-{number}"} for number in range(20)]

    found = linted(changed("promises", promises))

    assert len([each for each in found if each.rule.id == "measurable.no-commitment"]) == 20


PATROLS = {"kinds": ["patrol"], "weekdays": ["fri", "sat"], "from": "17:00:00"}


def worded(text: str, counts: dict[str, Any], target: dict[str, Any] | None, **promise: Any) -> set[str]:
    """The rules that find something in the sound agreement when its second promise says and counts that."""
    commitment = {"id": "exempel-2025-2026-patruller-1", "title": "A", "counts": counts, "target": target}
    said = table().sound["promises"][1] | {"text": text, "commitments": [commitment]} | promise
    return {each.rule.id for each in linted(changed("promises[1]", said))}


@pytest.mark.parametrize(
    ("text", "counts", "target", "rule"),
    [
        ("Polisen patrullerar varje fredag och lördag kväll.", PATROLS, {"atLeast": 2, "each": "week"}, None),
        ("Polisen patrullerar varje fredag och lördag kväll.", {**PATROLS, "weekdays": ["mon"]},
         {"atLeast": 2, "each": "week"}, "specific.other-days"),
        ("Polisen patrullerar varje fredag och lördag kväll.", {**PATROLS, "weekdays": []},
         {"atLeast": 2, "each": "week"}, "specific.any-day"),
        ("Polisen patrullerar varje fredag och lördag kväll.", {**PATROLS, "from": "08:00:00"},
         {"atLeast": 2, "each": "week"}, "specific.other-hours"),
        ("Polisen patrullerar varje natt.", {"kinds": ["patrol"], "from": "01:00:00"},
         {"atLeast": 1, "each": "day"}, None),
        ("Polisen genomför fyra trafikkontroller per år.", {"kinds": ["traffic-control"]},
         {"atLeast": 4, "each": "year"}, None),
        ("Polisen genomför fyra trafikkontroller per år.", {"kinds": ["traffic-control"]},
         {"atLeast": 2, "each": "year"}, "measurable.other-words"),
        ("Polisen gör fyra trafikkontroller i var och en av kommunens tätorter.", {"kinds": ["traffic-control"]},
         {"atLeast": 2, "each": "year"}, "measurable.other-number"),
        ("Polisen gör fyra trafikkontroller på Storgatan 2.", {"kinds": ["traffic-control"]},
         {"atLeast": 4, "each": "period"}, None),
        ("Polisen genomför trafikkontroller varje vecka.", {"kinds": ["walk"]},
         {"atLeast": 1, "each": "week"}, "specific.other-kind"),
        ("Polisen patrullerar varje vecka i Norrby.", {"kinds": ["patrol"], "places": ["Söderby"]},
         {"atLeast": 1, "each": "week"}, "specific.other-places"),
        ("Polisen patrullerar varje vecka i Norrby.", {"kinds": ["patrol"], "places": ["Norrby centrum"]},
         {"atLeast": 1, "each": "week"}, None),
        ("Möte hålls med ungdomar varje månad.", {"kinds": ["meeting"], "audiences": ["seniors"]},
         {"atLeast": 1, "each": "month"}, "specific.other-audiences"),
        ("Polisen gör en riktad insats mot narkotika i månaden.", {"kinds": ["operation"], "tags": ["graffiti"]},
         {"atLeast": 1, "each": "month"}, "specific.other-tags"),
        ("Polisen gör en riktad insats mot narkotika i månaden.", {"kinds": ["operation"], "tags": ["sommar"]},
         {"atLeast": 1, "each": "month"}, None),
        ("Polisen gör högst fyra trafikkontroller per år.", {"kinds": ["traffic-control"]},
         {"atLeast": 4, "each": "year"}, "measurable.at-most"),
        ("Polisen gör fyra trafikkontroller per år, som tar högst två timmar.", {"kinds": ["traffic-control"]},
         {"atLeast": 4, "each": "year"}, None),
        ("Polisen patrullerar minst tio timmar per vecka.", {"kinds": ["patrol"]},
         {"atLeast": 10, "each": "week"}, "measurable.other-words"),
        ("Polisen patrullerar minst tio timmar per vecka.", {"kinds": ["patrol"]},
         {"atLeast": 10, "each": "week", "unit": "hours"}, None),
        ("En trafiksäkerhetsplan tas fram.", {"kinds": ["milestone"]},
         {"atLeast": 1, "milestone": True, "by": "2025-06-30"}, None),
        ("Polisen ska inte patrullera.", {"kinds": ["patrol"]}, None, "specific.denial"),
        ("Polisen inför grannsamverkan senast 2031.", {"kinds": ["milestone"]}, None, "timed.other-year"),
        ("Polisen inför grannsamverkan senast 2026.", {"kinds": ["milestone"]}, None, None),
    ],
)  # fmt: skip
def test_the_words_of_a_promise_are_held_against_what_it_counts(
    text: str, counts: dict[str, Any], target: dict[str, Any] | None, rule: str | None
) -> None:
    about = {"other-days", "any-day", "other-hours", "any-hour", "other-kind", "other-words", "other-number", "denial",
             "other-year", "other-places", "other-audiences", "other-tags", "at-most"}  # fmt: skip

    assert {each for each in worded(text, counts, target) if each.split(".")[1] in about} == ({rule} if rule else set())


def test_promises_that_ask_for_other_numbers_of_the_same_contradict_one_another() -> None:
    walks = {"kinds": ["walk"]}

    assert "measurable.contradicting" in worded("Fyra vandringar per år.", walks, {"atLeast": 4, "each": "year"})
    assert "measurable.counted-twice" in worded("Vandringar.", walks, {"atLeast": 1, "each": "term"})
    apart = worded("Fyra vandringar per år.", walks | {"places": ["Torget"]}, {"atLeast": 4, "each": "year"})
    assert not {"measurable.contradicting", "measurable.counted-twice"} & apart


def test_hours_that_do_not_fit_between_the_filters_hours_cannot_be_met() -> None:
    hours = {"from": "17:00:00", "until": "18:00:00"}
    asked, path = {"atLeast": 10, "each": "month", "unit": "hours"}, f"{TARGET}.atLeast"

    assert "realistic.hours" in rules_at(with_target({"weekdays": ["mon"]} | hours, **asked), path)
    assert not rules_at(with_target({"weekdays": ["mon"]}, **asked), path)


def test_hours_on_days_that_a_window_does_not_have_are_no_matter_of_how_many_are_at_it() -> None:
    fridays = with_target({"weekdays": ["fri"]}, atLeast=3, each="week", unit="hours")

    assert rules_at(fridays, f"{TARGET}.atLeast") & {"realistic.hours", "realistic.days"} == {"realistic.days"}


def test_who_does_it_by_the_words_answers_for_it() -> None:
    text, walks = "Kommunen och polisen genomför två vandringar per år.", {"kinds": ["walk"], "tags": ["dark"]}
    target = {"atLeast": 2, "each": "year"}

    assert "accepted.other-doer" in worded(text, walks, target)
    assert "accepted.other-doer" not in worded(text, walks, target, responsible=["polisen-exempel", "exempel-kommun"])

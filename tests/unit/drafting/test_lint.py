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

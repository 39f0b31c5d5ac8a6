"""The national REST API profile: every rule of its linter is answered for, and tried where a machine can."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.contract.rest_profile import CHECKS

RULES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "rest_profile.yml").read_text(encoding="utf-8"))


def test_every_rule_is_answered_for_once() -> None:
    assert len(RULES) == len({rule["id"] for rule in RULES})
    for rule in RULES:
        assert set(rule) == {"id", "level", "asks", "met", "checked"}
        assert rule["level"] in {"shall", "should"}, rule["id"]
        assert rule["asks"], rule["id"]
        assert rule["met"], rule["id"]


def test_the_rules_that_are_said_to_be_checked_are_those_that_are() -> None:
    assert {rule["id"] for rule in RULES if rule["checked"]} == set(CHECKS)


@pytest.mark.parametrize("rule", CHECKS)
def test_the_documents_follow(rule: str, document: dict[str, Any]) -> None:
    assert list(CHECKS[rule](document)) == []

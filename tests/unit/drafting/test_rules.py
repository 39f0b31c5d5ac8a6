"""Tests made from the table of rules itself: each rule's example is tried."""

from datetime import date

import pytest

from shared.drafting import rules
from shared.drafting.drafted import Context
from shared.drafting.folding import fold
from shared.drafting.rules import Rule
from shared.drafting.wording import read_commitments
from shared.events.activity import Kind
from shared.events.agreement import Group, Period

TABLE = [(heading, rule) for heading, found in rules.table().items() for rule in found]
BEFORE = ("vague", "emphasis", "about", "qualifier")  # their patterns end where what they concern begins
GIVING = ("unit", "each", "average", "by", "weekday", "hours", "kind", "milestone", "tag", "audience", "group")
FINDING = ("block", "vague", "open", "emphasis")
PERIODS = [Period(start=date(2021, 1, 1), end=date(year, 12, 31)) for year in (2021, 2022)]
GROUP = Group(id="gruppen", name="Gruppen")


def of(*headings: str) -> pytest.MarkDecorator:
    chosen = [rule for heading, rule in TABLE if not headings or heading in headings]
    return pytest.mark.parametrize("rule", chosen, ids=[rule.id for rule in chosen])


@of()
def test_a_rule_finds_something_in_its_example(rule: Rule) -> None:
    text = fold(rule.example).text
    heads = [text[:end] for end in range(len(text) + 1)] if rule.id.split(".")[0] in BEFORE else [text]

    assert any(rules.pattern(rule.pattern).search(head) for head in heads)


@of(*GIVING)
def test_a_rule_is_what_its_example_is_read_by(rule: Rule) -> None:
    read = [
        evidence.rule
        for period in PERIODS
        for proposal in read_commitments(rule.example, context=Context(period=period, groups=[GROUP]))
        for evidence in proposal.evidence.values()
    ]

    said = rule.reads.kinds == () or rule.id in read
    assert said, f"{rule.example} was read by {sorted(set(read))}"


@of(*FINDING)
def test_a_rule_that_leaves_something_open_says_so_in_its_example(rule: Rule) -> None:
    proposals = read_commitments(rule.example, context=Context(period=PERIODS[0]))

    assert rule.id in [finding.rule for proposal in proposals for finding in proposal.findings]


@of("mask", "block", "vague", "open")
def test_no_target_comes_of_a_number_that_is_masked_or_uncertain(rule: Rule) -> None:
    proposals = read_commitments(rule.example, context=Context(period=PERIODS[0]))

    numbers = {proposal.target.at_least for proposal in proposals if proposal.target}
    assert numbers <= {1, 2, 4} if rule.id.startswith("mask.") else not numbers


def test_ids_are_unique_and_begin_with_their_heading() -> None:
    ids = [rule.id for _, rule in TABLE]

    assert len(set(ids)) == len(ids)
    assert all(rule.id.split(".")[0] in (heading, *heading.split("-")) for heading, rule in TABLE)


def test_every_kind_that_a_rule_gives_is_in_the_catalogue_and_all_but_other_are_read() -> None:
    given = {kind for heading, rule in TABLE if heading == "kind" for kind in rule.reads.kinds or ()}

    assert given == set(Kind) - {Kind.OTHER, Kind.MILESTONE}

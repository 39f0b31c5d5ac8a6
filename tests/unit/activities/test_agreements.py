"""Whether an agreement holds together, and how its versions follow each other."""

from datetime import UTC, date, datetime, time
from typing import Any

import msgspec
import pytest

from services.activities.domain.agreement import check_agreement
from services.activities.domain.agreement_life import Ending, end
from services.activities.domain.refusal import Refused
from services.activities.domain.versions import LARGEST, LARGEST_AT_LAST, amend, publish
from shared.events.agreement import (
    Commitment,
    Counts,
    Covering,
    FocusArea,
    Group,
    GroupMember,
    Municipality,
    Party,
    Period,
    Promise,
    Signatory,
    Target,
)
from tests.unit.activities.things import NOW, POLICE, TOWN, agreement


def named(**changes: Any) -> set[str]:
    return {each.property for each in check_agreement(agreement(**changes))}


def wrong_target(target: Target) -> set[str]:
    places = {each.property for each in check_agreement(agreement(target=target))}
    return {each.removeprefix("promises[0].commitments[0].target.") for each in places}


def wrong_counts(counts: Counts) -> set[str]:
    places = {each.property for each in check_agreement(agreement(counts))}
    return {each.removeprefix("promises[0].commitments[0].counts.") for each in places}


def promise(**changes: Any) -> Promise:
    return msgspec.structs.replace(agreement().promises[0], **changes)


def test_an_agreement_that_holds_together_has_nothing_wrong():
    assert check_agreement(agreement(Counts(kinds=("walk",)), target=Target(each="term"))) == []


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"id": "Ort 2021"}, "id"),
        ({"id": "x" * 101}, "id"),
        ({"municipality": Municipality(code="184", name="Ort")}, "municipality.code"),
        ({"municipality": Municipality(code="0184", name=" ")}, "municipality.name"),
        ({"title": ""}, "title"),
        ({"period": Period(start=date(2021, 2, 1), end=date(2021, 1, 1))}, "period.end"),
        ({"period": Period(start=date(2021, 2, 1), end=date(2040, 1, 1))}, "period.end"),
        ({"period": Period(start=date(1, 1, 1), end=date(1, 12, 31))}, "period.start"),
        ({"parties": ()}, "parties"),
        ({"promises": ()}, "promises"),
        ({"parties": (Party(id=TOWN, name="A", kind="police"), Party(id=TOWN, name="B", kind="police"))}, "parties"),
        ({"signatories": (Signatory(party="nobody", role="Chef"),)}, "signatories[0].party"),
        ({"groups": (Group(id="g", name="G", members=(GroupMember(name="X", party="nobody"),)),)}, "groups[0].members"),
        ({"promises": (promise(id="other-p1"),)}, "promises[0].id"),
        ({"promises": (promise(responsible=()),)}, "promises[0].responsible"),
        ({"promises": (promise(responsible=("nobody",)),)}, "promises[0].responsible"),
        ({"promises": (promise(focus_areas=("nothing",)),)}, "promises[0].focusAreas"),
        ({"promises": (promise(text=" "),)}, "promises[0].text"),
        ({"promises": (promise(), promise())}, "promises"),
        ({"promises": (promise(), promise(id="ort-2021-p2"))}, "promises"),
        ({"promises": (promise(number=0),)}, "promises[0].number"),
        ({"promises": (promise(title="T\x07"),)}, "promises[0].title"),
        ({"promises": (promise(title="T" * 301),)}, "promises[0].title"),
        ({"promises": (promise(text="T\u202e"),)}, "promises[0].text"),
        ({"promises": (promise(text="T" * 10_001),)}, "promises[0].text"),
        ({"promises": (promise(responsible=(TOWN,) * 21),)}, "promises[0].responsible"),
        ({"promises": (promise(),) * 101}, "promises"),
        ({"promises": (promise(commitments=promise().commitments * 21),)}, "promises[0].commitments"),
        ({"promises": (promise(commitments=promise().commitments * 16),) * 20}, "promises"),
        ({"goals": ("Trygg ort", "\n")}, "goals[1]"),
        ({"focus_areas": (FocusArea(id="a", title="A", lagesbild="L" * 20_001),)}, "focusAreas[0].lagesbild"),
        ({"groups": (Group(id="g", name="G", members=(GroupMember(name="X"),) * 101),)}, "groups[0].members"),
        ({"groups": (Group(id="g", name="G", members=(GroupMember(name=" "),)),)}, "groups[0].members[0].name"),
        (
            {"promises": (promise(commitments=(Commitment(id="ort-2021-other", title="T", counts=Counts()),)),)},
            "promises[0].commitments[0].id",
        ),
    ],
)
def test_what_does_not_hold_together_is_named_by_its_place(changes: dict[str, Any], where: str):
    assert where in named(**changes)


@pytest.mark.parametrize(
    ("target", "where"),
    [
        (Target(at_least=0), "atLeast"),
        (Target(at_least=float("nan")), "atLeast"),
        (Target(at_least=float("inf")), "atLeast"),
        (Target(every=0), "every"),
        (Target(every=2), "every"),
        (Target(unit="result"), "result"),
        (Target(result="drivers-reported"), "unit"),
        (Target(unit="result", result="Drivers reported"), "result"),
        (Target(covering=Covering(audiences=("boende", " "))), "covering.audiences[1]"),
        (Target(at_least=2, each="day", unit="days"), "atLeast"),
        (Target(at_least=2, each="week", unit="weeks"), "atLeast"),
        (Target(milestone=True, each="term"), "each"),
        (Target(milestone=True, by=date(2022, 1, 1)), "by"),
        (Target(by=date(2021, 6, 1)), "by"),
        (Target(covering=Covering()), "covering"),
        (Target(covering=Covering(parties=("nobody",))), "covering.parties"),
    ],
)
def test_a_target_that_cannot_be_met_or_judged_is_refused(target: Target, where: str):
    assert where in wrong_target(target)


@pytest.mark.parametrize(
    "target",
    [
        Target(at_least=30, each="period", unit="days"),
        Target(at_least=1, each="term", covering=Covering(audiences=("business", "association", "resident"))),
        Target(milestone=True, by=date(2021, 12, 31)),
        Target(at_least=900, each="year", unit="hours"),
        Target(at_least=1, each="week", every=2),
        Target(at_least=1, each="day", average=True),
        Target(at_least=20, each="period", unit="result", result="drivers-reported"),
    ],
)
def test_the_targets_that_real_promises_name_are_taken(target: Target):
    assert wrong_target(target) == set()


@pytest.mark.parametrize(
    ("counts", "where"),
    [
        (Counts(kinds=("parade",)), "kinds"),
        (Counts(parties=("nobody",)), "parties"),
        (Counts(groups=("nothing",)), "groups"),
        (Counts(tags=("x" * 61,)), "tags[0]"),
        (Counts(audiences=("",)), "audiences[0]"),
        (Counts(places=("Torget", " \t")), "places[1]"),
        (Counts(from_=time(17, tzinfo=UTC)), "from"),
    ],
)
def test_a_filter_that_nothing_can_pass_is_refused(counts: Counts, where: str):
    assert where in wrong_counts(counts)


def test_the_first_version_holds_from_the_first_day_or_from_when_it_was_published_early():
    late = publish(agreement(), NOW).latest
    early = publish(agreement(), datetime(2020, 11, 1, tzinfo=UTC)).latest

    assert late.in_force_from == datetime(2020, 12, 31, 23, tzinfo=UTC)
    assert early.in_force_from == datetime(2020, 11, 1, tzinfo=UTC)


def test_the_same_again_is_no_new_version_and_another_content_is():
    first = publish(agreement(), NOW)

    same = amend(first, agreement(), None, NOW)
    changed = amend(first, agreement(title="Ny"), "Ny titel.", NOW)

    assert same is first
    assert [each.version for each in changed.versions] == [1, 2]
    assert (changed.latest.reason, changed.latest.in_force_from) == ("Ny titel.", NOW)


def test_an_amendment_gives_its_reason_and_stays_in_its_municipality():
    elsewhere = agreement(municipality=Municipality(code="0180", name="Stockholm"))

    with pytest.raises(Refused) as refused:
        amend(publish(agreement(), NOW), elsewhere, " ", NOW)

    assert {each.property for each in refused.value.reasons} == {"municipality.code", "reason"}


def test_an_amendment_may_hold_since_a_day_that_has_begun_and_not_since_before_the_version_that_it_amends():
    second = amend(publish(agreement(), NOW), agreement(title="Ny"), "Ny titel.", NOW, since=date(2021, 3, 1))
    same_day = amend(second, agreement(title="Nyare"), "Nyare titel.", NOW, since=date(2021, 3, 1))

    assert second.latest.in_force_from == datetime(2021, 2, 28, 23, tzinfo=UTC)
    assert same_day.latest.in_force_from == second.latest.in_force_from
    for day in (date(2021, 2, 28), date(2021, 6, 2), date.min, date.max):
        with pytest.raises(Refused) as refused:
            amend(second, agreement(title="Nyare"), "Nyare titel.", NOW, since=day)
        assert [each.property for each in refused.value.reasons] == ["inForceFrom"]


def test_when_an_agreement_holds_is_no_text_to_amend_and_the_refusal_names_the_operation():
    first = publish(agreement(), NOW)
    other = Period(start=date(2021, 2, 1), end=date(2022, 6, 30))

    with pytest.raises(Refused) as refused:
        amend(first, agreement(period=other), "Längre.", NOW)

    told = {each.property: each.reason for each in refused.value.reasons}
    assert set(told) == {"period.start", "period.end"}
    assert "/extension" in told["period.end"]


def test_the_first_day_may_be_corrected_until_it_has_come():
    early = datetime(2020, 11, 1, tzinfo=UTC)
    later = Period(start=date(2021, 2, 1), end=date(2021, 12, 31))

    amended = amend(publish(agreement(), early), agreement(period=later), "Fel dag.", early)

    assert amended.latest.agreement.period == later


def test_what_takes_the_place_of_another_never_begins_while_that_holds():
    early = datetime(2020, 11, 1, tzinfo=UTC)
    replaced = agreement(id="ort-2020", closed_on=date(2021, 3, 31), replaced_by="ort-2021")
    first = publish(agreement(period=Period(start=date(2021, 4, 1), end=date(2021, 12, 31))), early)
    sooner = agreement(period=Period(start=date(2021, 3, 31), end=date(2021, 12, 31)))

    with pytest.raises(Refused) as refused:
        amend(first, sooner, "Tidigare.", early, replacing=[replaced])

    assert [each.property for each in refused.value.reasons] == ["period.start"]


def test_versions_that_no_event_can_hold_are_refused_with_what_to_do_and_the_agreement_can_still_be_ended():
    published = publish(agreement(introduction="0"), NOW)
    long = tuple(promise(id=f"ort-2021-p{n}", number=n, commitments=(), text="å" * 10_000) for n in range(1, 51))

    with pytest.raises(Refused) as refused:
        for number in range(1, 9):
            changed = agreement(promises=long, introduction=str(number))
            published = amend(published, changed, "Ny lydelse.", NOW)
    ended = end(published, Ending(last_day=date(2021, 6, 30), reason="Vi slutar."), NOW)

    assert ["/replacement" in each.reason for each in refused.value.reasons] == [True]
    assert len(msgspec.json.encode(published)) <= LARGEST < len(msgspec.json.encode(ended)) <= LARGEST_AT_LAST


def test_a_party_is_responsible_by_its_id():
    assert agreement().promises[0].responsible == (TOWN, POLICE)

"""Why a promise is in its state: every activity that was considered."""

from datetime import time, timedelta
from math import fsum

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.reports.domain.explained import Explanation
from services.reports.domain.explanation import explanation
from services.reports.domain.reasons import REASONS
from shared.events.activity import Activity, EarlierCounts, Kind
from shared.events.agreement import AgreementVersion, Counts, Target
from shared.events.status import State
from tests.unit.reports.samples import POLIS, activity, agreement, at, commitment, plan, revisions
from tests.unit.reports.test_history import OTHER, VERSION, facts
from tests.unit.reports.why import prospect, why

TERM = Target(each="term")


def aside(found: Explanation) -> dict[str, str]:
    """The reasons by activity, of all that does not count."""
    (one,) = found.commitments
    rooms = [one.considered, *(window.considered for window in one.windows)]
    return {each.activity: each.reason for room in rooms for each in room.not_counted}


def changed(fact: Activity, **changes) -> Activity:
    return msgspec.structs.replace(fact, revision=fact.revision + 1, **changes)


def test_the_rule_its_inputs_and_what_each_window_counts_are_told():
    spring = activity("2021-04-15")

    found = why(TERM, spring)

    (one,) = found.commitments
    assert (found.state, found.rule.id, one.rule.id) == (State.ON_TRACK, "measured-on-track", "window-has-time")
    assert one.rule.words.sv == "Inget fönster har missats, och det öppna har tid kvar."
    assert (one.inputs.windows_asking, one.inputs.windows_met, one.inputs.open_window) == (2, 1, "hösten 2021")
    assert [each.activity for each in one.windows[0].considered.counted] == [spring.id]
    assert one.windows[1].considered.counted_total == 0


LATE_REPORT = activity("2021-04-15", reported_at=at("2021-09-01"))
SPRING = activity("2021-04-15 18:00")
CASES = {
    "withdrawn": [SPRING, changed(SPRING, state="withdrawn", reported_at=at("2021-05-01"))],
    "cancelled": [plan("2021-04-15"), changed(plan("2021-04-15"), state="cancelled", reported_at=at("2021-02-01"))],
    "reported-later": [LATE_REPORT],
    "held-back": [activity("2021-04-15", publishable_from=at("2021-08-02"))],
    "not-begun": [activity("2021-09-15", reported_at=at("2021-07-01"))],
    "planned": [plan("2021-09-15")],
    "plan-passed": [plan("2021-04-15")],
    "before-period": [activity("2020-12-15")],
}


@pytest.mark.parametrize("reason", CASES)
def test_what_does_not_count_is_told_with_its_reason(reason: str):
    first, *rest = CASES[reason]
    told = [first, *(msgspec.structs.replace(each, id=first.id) for each in rest)]

    found = why(TERM, *told)

    assert aside(found) == {first.id: reason}


def test_what_was_planned_after_the_moment_and_what_is_done_after_closing_are_told():
    later = plan("2021-09-15", told="2021-08-15")
    walk = activity("2021-07-20")

    assert aside(why(TERM, later, known_at="2021-08-20")) == {later.id: "planned-later"}
    assert aside(why(TERM, walk, closed_on=at("2021-07-10").date())) == {walk.id: "after-closing"}


def test_of_days_and_weeks_the_first_activity_counts_and_the_others_are_told_as_the_same():
    early, late, next_day = activity("2021-04-15 17:00"), activity("2021-04-15 20:00"), activity("2021-04-16")

    assert aside(why(Target(unit="days"), late, early, next_day)) == {late.id: "same-day"}
    assert aside(why(Target(unit="weeks"), late, early, next_day)) == {late.id: "same-week", next_day.id: "same-week"}


def test_what_reports_nothing_of_what_is_counted_is_told():
    walk = activity("2021-04-15")

    assert aside(why(Target(unit="result", result="drivers-reported"), walk)) == {walk.id: "adds-nothing"}


def test_an_earlier_revision_that_said_something_else_is_told_beside_the_one_that_counts():
    moved = changed(SPRING, actual=activity("2021-07-02 18:00").actual, reported_at=at("2021-07-03"))

    found = why(TERM, SPRING, moved)

    (one,) = found.commitments
    assert [each.reason for each in one.windows[0].considered.not_counted] == ["earlier-revision"]
    assert [each.revision for each in one.windows[1].considered.counted] == [2]


def test_what_counts_under_another_version_only_is_told_as_not_matching():
    walk = activity("2021-04-15", earlier=(EarlierCounts(agreement="a", version=1, commitments=()),))

    assert aside(why(TERM, walk)) == {walk.id: "not-matching"}


def test_what_counted_toward_an_earlier_wording_alone_is_told_beside_the_windows():
    first = agreement(commitment(TERM, Kind.WALK, name="c"), since="2020-12-01")
    second = agreement(commitment(TERM, Kind.MEETING, name="d"), version=2, since="2021-07-10")
    walk = activity("2021-04-15", toward=(), earlier=(EarlierCounts(agreement="a", version=1, commitments=("c",)),))
    then, now = at("2021-06-01"), at("2021-08-01")

    told = explanation(second, "p", revisions(walk), now, now, versions=(first, second))
    before = explanation(first, "p", revisions(walk), then, now, versions=(first, second))

    assert [(each.activity, each.reason) for each in told.then.not_counted] == [(walk.id, "earlier-wording")]
    assert (aside(told), before.then.not_counted_total) == ({}, 0)


PATROL = Counts(
    kinds=("patrol",),
    tags=("centrum",),
    audiences=("youth",),
    groups=("natten",),
    parties=(POLIS,),
    places=("Torget",),
    weekdays=("sun",),
    from_=time(22),
    until=time(3, 30),
)
WANTED = {"tags": ("centrum",), "audiences": ("youth",), "group": "natten", "parties": (POLIS,), "place": "Torget"}


def near(start: str = "2021-04-18 23:00", **otherwise) -> Activity:
    """A patrol on a Sunday evening, as it is asked for, which no version counted."""
    return activity(start, Kind.PATROL, toward=(), **(WANTED | otherwise))


MISSES = {
    "other-promise": near(narrowed_to=("q",)),
    "other-tag": near(tags=()),
    "other-audience": near(audiences=("business",)),
    "other-group": near(group=None),
    "other-party": near(parties=()),
    "other-place": near(place="Parken"),
    "other-weekday": near("2021-04-17 23:00"),
    "other-clock-time": near("2021-04-18 14:00"),
}


@pytest.mark.parametrize("reason", MISSES)
def test_what_is_of_the_kind_and_misses_another_condition_is_told_with_the_condition(reason: str):
    wanted = msgspec.structs.replace(commitment(TERM), counts=PATROL)

    found = explanation(agreement(wanted), "p", revisions(MISSES[reason]), at("2021-08-01"), at("2021-08-01"))

    assert aside(found) == {MISSES[reason].id: reason}


@pytest.mark.parametrize("fact", [near(), near("2022-04-17 14:00"), activity("2021-04-17", toward=())])
def test_what_meets_the_conditions_is_of_other_days_or_another_kind_was_not_considered(fact: Activity):
    wanted = msgspec.structs.replace(commitment(TERM), counts=PATROL)

    assert aside(explanation(agreement(wanted), "p", revisions(fact), at("2022-08-01"), at("2022-08-01"))) == {}


def test_every_reason_is_told_here():
    told = {
        "after-closing",
        "before-added",
        "planned-later",
        "same-day",
        "same-week",
        "adds-nothing",
        "earlier-revision",
        "not-matching",
        "earlier-wording",
    }

    assert told | set(CASES) | set(MISSES) == set(REASONS)


UNITS = st.sampled_from(["activities", "quantity", "days", "weeks", "hours"])


@given(facts(), st.integers(0, 560), st.integers(0, 560), st.booleans(), UNITS, st.sampled_from(["term", "month"]))
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_what_is_counted_adds_up_to_what_was_done_and_every_prospect_of_time_comes_true(
    held: list[Activity], day: int, known: int, amended: bool, unit: str, each: str
):
    asked = Target(at_least=2, each=each, unit=unit)
    first = agreement(commitment(asked), since="2020-12-01")
    version: AgreementVersion = OTHER if amended else first
    moment, known_at = (at("2020-12-02") + timedelta(days=days) for days in (day, known))

    found = explanation(version, "p", revisions(*held), moment, known_at)

    for one in found.commitments:
        for room in one.windows:
            assert fsum(each.amount for each in room.considered.counted) == pytest.approx(room.window.done)
            assert room.considered.counted_total >= (1 if room.window.done else 0)
    assert VERSION is not version
    by_time = prospect(found, "time")
    assert by_time is None or (by_time.at > moment and by_time.state != found.state)

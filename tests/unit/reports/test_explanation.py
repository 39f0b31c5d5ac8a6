"""Why a promise is in its state: every activity that was considered, and what would change it."""

from datetime import date, time, timedelta
from math import fsum

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.reports.domain.explained import Explanation
from services.reports.domain.explanation import explanation
from services.reports.domain.reasons import REASONS
from shared.events.activity import Activity, EarlierCounts, Kind
from shared.events.agreement import AgreementVersion, Counts, Covering, Target
from shared.events.status import State
from tests.unit.reports.samples import POLIS, activity, agreement, at, commitment, plan
from tests.unit.reports.test_history import OTHER, VERSION, facts, revisions

TERM = Target(each="term")


def why(asked: Target | None, *told: Activity, as_of: str = "2021-08-01", known_at: str | None = None, **more):
    version = agreement(commitment(asked), **more)
    return explanation(version, "p", revisions(*told), at(as_of), at(known_at or as_of))


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
        "planned-later",
        "same-day",
        "same-week",
        "adds-nothing",
        "earlier-revision",
        "not-matching",
    }

    assert told | set(CASES) | set(MISSES) == set(REASONS)


def prospect(found: Explanation, kind: str):
    return next((each for each in found.prospects if each.kind == kind), None)


def test_what_time_alone_would_do_is_told_with_its_moment():
    found = why(TERM, as_of="2021-02-01")

    by_time = prospect(found, "time")
    assert (by_time.state, by_time.at) == (State.AT_RISK, at("2021-05-16 18:15"))


def test_the_least_deed_that_would_meet_the_open_window_is_told():
    found = why(Target(at_least=3, each="term"), activity("2021-04-15"), as_of="2021-05-01")

    deed = prospect(found, "deed")
    assert (deed.amount, deed.unit, deed.window, str(deed.by)) == (2, "activities", "våren 2021", "2021-06-30")
    assert deed.state == State.ON_TRACK


def test_at_risk_a_plan_is_told_as_a_way_out():
    found = why(TERM, as_of="2021-06-20")

    assert found.state == State.AT_RISK
    assert prospect(found, "plan").state == State.NOT_STARTED


def test_a_covering_target_tells_what_is_missing():
    asked = Target(each="term", covering=Covering(audiences=("business", "resident")))

    deed = prospect(why(asked, activity("2021-04-15", audiences=("resident",)), as_of="2021-05-01"), "deed")

    assert (deed.amount, deed.missing, deed.state) == (0, ("näringsidkare",), State.ON_TRACK)


def test_what_can_no_longer_be_done_in_time_is_not_held_out():
    found = why(Target(at_least=30, each="term", unit="days"), as_of="2021-06-20")

    assert prospect(found, "deed") is None


def test_what_was_missed_can_still_be_mended_late_while_the_agreement_holds_and_no_longer():
    by_spring = Target(milestone=True, by=date(2021, 6, 30))

    deed = prospect(why(by_spring, as_of="2021-09-01"), "deed")
    assert (deed.state, deed.by) == (State.FULFILLED, None)
    assert deed.words.en == "1 more activity, though late, would meet the commitment: the promise would be fulfilled."

    assert prospect(why(by_spring, as_of="2022-02-01"), "deed") is None
    assert prospect(why(TERM, activity("2021-04-15"), as_of="2022-02-01"), "deed") is None


def test_a_deed_that_changes_nothing_is_not_held_out():
    # given a promise that is behind, whatever is done, and will be kept in part, whatever is done
    found = why(Target(each="month"), activity("2021-01-15"), as_of="2021-05-02")

    assert (found.state, prospect(found, "deed")) == (State.BEHIND, None)


def test_a_deed_that_keeps_the_state_from_worse_is_told_as_that():
    found = why(Target(each="quarter"), activity("2021-02-15"), as_of="2021-05-01")

    deed = prospect(found, "deed")
    assert (found.state, deed.state) == (State.ON_TRACK, State.ON_TRACK)
    assert deed.words.sv.endswith("uppfyller kvartal 2 2021: löftet förblir enligt plan.")
    assert deed.words.en.endswith("would meet quarter 2 2021: the promise would stay on track.")


AVERAGE = Target(at_least=1, each="month", unit="quantity", average=True)


def test_of_an_average_the_whole_is_told_or_what_would_catch_up():
    ahead = why(AVERAGE, activity("2021-01-15", quantity=4.5), as_of="2021-05-02")
    below = why(AVERAGE, activity("2021-01-15", quantity=1.5), as_of="2021-05-02")

    whole, catching_up = prospect(ahead, "deed"), prospect(below, "deed")
    assert (ahead.state, whole.amount, whole.state) == (State.ON_TRACK, 7.5, State.FULFILLED)
    assert str(whole.by) == "2021-12-31"
    assert (below.state, catching_up.amount, catching_up.state) == (State.BEHIND, 2.5, State.ON_TRACK)
    assert catching_up.words.sv == (
        "2,5 aktiviteter till senast den 31 maj 2021 når upp till snittet: löftet är då enligt plan."
    )


def test_what_is_told_is_whole_sentences_in_either_language():
    asked = Target(each="term", covering=Covering(audiences=("business", "resident")))
    deed = prospect(why(asked, as_of="2021-06-20"), "deed")

    assert deed.words.sv == (
        "1 aktivitet till (näringsidkare och medborgare saknas) senast den 30 juni 2021 "
        "uppfyller våren 2021: löftet är då enligt plan."
    )
    assert deed.words.en == (
        "1 more activity (businesses and residents missing) by 30 June 2021 "
        "would meet spring 2021: the promise would be on track."
    )
    stalled = prospect(why(None, as_of="2021-06-01"), "deed")
    assert stalled.words.sv == "Vad som helst som görs och rapporteras: löftet pågår då igen."
    assert stalled.words.en == "Anything that is done and reported: the promise would be ongoing again."
    by_time = prospect(why(TERM, as_of="2021-02-01"), "time")
    assert by_time.words.sv == "Om inget mer görs eller planeras är löftet i riskzonen från den 16 maj 2021."
    assert by_time.words.en == "If nothing more is done or planned, the promise is at risk from 16 May 2021."


def test_a_promise_without_a_measure_goes_on_by_anything_that_is_done():
    found = why(None, as_of="2021-06-01")

    assert (found.state, prospect(found, "deed").state) == (State.STALLED, State.ONGOING)


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

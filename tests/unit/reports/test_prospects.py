"""What would change the state of a promise, and when."""

from datetime import date

from services.reports.domain.explanation import explanation
from services.reports.domain.fold import status_of
from shared.events.activity import Kind
from shared.events.agreement import Covering, Target
from shared.events.status import State
from tests.unit.reports.samples import activity, agreement, at, commitment, revisions
from tests.unit.reports.why import prospect, why

TERM = Target(each="term")


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


def test_what_only_catches_up_in_the_last_month_is_not_said_to_meet_the_whole():
    last_month = why(AVERAGE, activity("2021-01-15", quantity=10), as_of="2021-12-10")

    deed = prospect(last_month, "deed")
    assert (last_month.state, deed.amount, str(deed.by), deed.state) == (
        State.BEHIND,
        1,
        "2021-12-31",
        State.ON_TRACK,
    )
    assert (
        deed.words.sv == "1 aktivitet till senast den 31 december 2021 når upp till snittet: löftet är då enligt plan."
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


def test_what_would_move_a_commitment_but_not_its_promise_is_not_held_out():
    # given a promise that is behind whatever is done, with a commitment that names no measure
    version = agreement(commitment(Target(each="month"), name="c"), commitment(None, name="d"))

    found = explanation(version, "p", revisions(activity("2021-01-15")), at("2021-05-02"), at("2021-05-02"))

    assert (found.state, [each.kind for each in found.prospects]) == (State.BEHIND, ["time"])


def test_what_an_early_end_leaves_no_time_for_is_not_held_out_and_is_due_on_the_last_day():
    ended = agreement(commitment(Target(each="quarter"), Kind.WALK), closed_on=date(2021, 5, 31))

    found = explanation(ended, "p", {}, at("2021-05-01"), at("2021-05-01"))

    deed = prospect(found, "deed")
    assert (deed.window, str(deed.by)) == ("kvartal 2 2021", "2021-05-31")
    assert "31 May" in deed.words.en
    status = status_of(ended, ended.agreement.promises[0], {}, at("2021-05-01"), at("2021-05-01"))
    assert str(status.next_due) == "2021-05-31"
    assert "fönstret stänger 2021-05-31" in status.commitments[0].explanation

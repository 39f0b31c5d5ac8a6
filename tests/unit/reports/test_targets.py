"""Every form of target that a document can write, and how it is counted."""

from datetime import date, timedelta

import msgspec
import pytest
import yaml

from services.reports.domain.assess import assess
from services.reports.domain.tally import DayTally
from shared.events.activity import Kind
from shared.events.agreement import Commitment, Target
from shared.events.status import CommitmentStatus, State
from tests.unit.reports.samples import (
    NAMES,
    POLIS,
    TWO_YEARS,
    YEAR,
    activity,
    at,
    commitment,
    days,
    plan,
    target,
    walks,
)

END = "2022-01-01 00:00"


def status(asked: str, done: dict[date, DayTally], now: str = END, period=YEAR) -> CommitmentStatus:
    return assess(commitment(target(yaml.safe_load(asked))), done, period, at(now), names=NAMES)


def summaries(found: CommitmentStatus) -> list[str]:
    return [window.summary for window in found.windows]


def test_a_commitment_is_written_as_in_the_document():
    text = """
      id: c
      title: Polisen syns i civila kläder på torsdagskvällar
      counts: {kinds: [patrol], tags: [civil-dress], parties: [polisen], weekdays: [thu], from: "17:00:00"}
      target: {atLeast: 30, each: period, unit: days}
    """

    read = msgspec.convert(yaml.safe_load(text), Commitment)

    assert read.target == Target(at_least=30, unit="days")


def test_thirty_thursday_evenings_count_two_patrols_one_evening_once():
    thursdays = [date(2021, 1, 7) + timedelta(weeks=week) for week in range(29)]
    patrols = [activity(f"{day} {hour}:00", Kind.PATROL) for day in thursdays for hour in (17, 20)]

    twenty_nine = status("{atLeast: 30, each: period, unit: days}", days(*patrols))
    thirty = status("{atLeast: 30, each: period, unit: days}", days(*patrols, activity("2021-12-30 17:00")))

    assert summaries(twenty_nine) == ["29 av 30"]
    assert (summaries(thirty), thirty.state) == (["30 av 30"], State.FULFILLED)


def test_one_per_term_is_told_term_by_term_and_never_as_an_average():
    found = status("{atLeast: 1, each: term}", walks("2021-04-15", "2021-05-15"))

    assert summaries(found) == ["2 av 1", "0 av 1"]
    assert [window.state for window in found.windows] == ["met", "missed"]
    assert found.state == State.PARTLY_FULFILLED


def test_eleven_of_twelve_monthly_meetings_leave_december_missing_and_named():
    meetings = walks(*(f"2021-{month:02}-10" for month in range(1, 12)))

    found = status("{atLeast: 1, each: month}", meetings, "2022-01-01 00:00", TWO_YEARS)

    assert found.state == State.BEHIND
    assert [window.label for window in found.windows if window.state == "missed"] == ["december 2021"]
    assert "Missat: december 2021." in found.explanation


COVERING = "{atLeast: 1, each: term, covering: {audiences: [business, association, resident]}}"


def test_a_covering_target_names_the_audience_that_is_missing():
    outreach = [
        activity("2021-02-01", Kind.OUTREACH, audiences=("business",)),
        activity("2021-03-01", Kind.OUTREACH, audiences=("association",)),
    ]

    found = status(COVERING, days(*outreach), "2021-04-01")

    assert (found.windows[0].state, found.windows[0].missing) == ("open", ("medborgare",))
    assert "medborgare saknas" in found.explanation


def test_a_covering_target_is_met_when_all_are_reached_in_the_same_window():
    two = activity("2021-02-01", audiences=("business", "association"))
    spring, autumn = activity("2021-05-01", audiences=("resident",)), activity("2021-09-01", audiences=("resident",))

    assert status(COVERING, days(two, spring), "2021-06-01").windows[0].state == "met"
    assert status(COVERING, days(two, autumn)).windows[0].missing == ("medborgare",)


def test_a_covering_target_covers_parties_and_places_too():
    asked = f"{{atLeast: 1, covering: {{parties: [{POLIS}], places: [Centrum, Turinge]}}}}"

    found = status(asked, days(activity("2021-02-01", place=" centrum ")), "2021-03-01")
    covered = status(
        asked, days(activity("2021-02-01", place="Centrum", parties=(POLIS,)), activity("2021-02-02", place="turinge"))
    )

    assert found.windows[0].missing == ("Polisen Södertälje", "Turinge")
    assert covered.state == State.FULFILLED


def test_all_covered_is_not_enough_when_there_is_too_little():
    asked = "{atLeast: 2, covering: {audiences: [resident]}}"

    found = status(asked, days(activity("2021-02-01", audiences=("resident",))), "2021-03-01")

    assert (found.windows[0].state, found.windows[0].missing) == ("open", ())


def test_a_milestone_is_reached_once_by_its_day():
    found = status("{milestone: true, by: 2021-12-31}", walks("2021-11-20"), "2021-11-21")

    assert (found.state, summaries(found), found.late) == (State.FULFILLED, ["1 av 1"], False)


def test_a_milestone_reached_after_its_day_is_fulfilled_with_a_late_mark():
    asked = "{milestone: true, by: 2021-06-30}"

    missed, mended = status(asked, {}, "2021-09-01"), status(asked, walks("2021-08-20"), "2021-09-01")

    assert (missed.state, missed.windows[0].state, missed.next_due) == (State.BEHIND, "missed", None)
    assert (mended.state, mended.windows[0].state, mended.late) == (State.FULFILLED, "met", True)
    assert mended.explanation == "1 av 1 aktivitet senast 2021-06-30, men först efter 2021-06-30."


def test_what_is_reported_late_but_was_done_in_time_has_no_late_mark():
    walk = activity("2021-06-20", reported_at=at("2021-12-20"))

    found = status("{milestone: true, by: 2021-06-30}", days(walk))

    assert (found.state, found.late) == (State.FULFILLED, False)


def test_the_last_window_can_be_mended_after_the_period_and_no_other():
    walks_of_spring_and_january = walks("2021-04-15", "2022-01-10")

    found = status("{atLeast: 1, each: term}", walks_of_spring_and_january, "2022-01-11")
    spring_only_later = status("{atLeast: 1, each: term}", walks("2021-07-02", "2021-07-03"), "2022-01-11")

    assert (found.state, [window.late for window in found.windows]) == (State.FULFILLED, [False, True])
    assert [window.state for window in spring_only_later.windows] == ["missed", "met"]


def test_hours_are_the_durations_of_what_was_done():
    patrols = [activity("2021-02-01 10:00", Kind.PATROL, hours=hours) for hours in (450, 449.5)]

    short = status("{atLeast: 900, each: year, unit: hours}", days(*patrols))
    enough = status("{atLeast: 900, each: year, unit: hours}", days(*patrols, activity("2021-03-01", hours=0.5)))

    assert (summaries(short), short.state) == (["899,5 av 900"], State.NOT_FULFILLED)
    assert (summaries(enough), enough.state) == (["900 av 900"], State.FULFILLED)


def test_every_other_week_may_be_either_of_the_two():
    asked = "{atLeast: 1, each: week, every: 2}"

    found = status(asked, walks("2021-01-08", "2021-01-11", "2021-01-28"), "2021-02-01")

    assert [window.label for window in found.windows[:2]] == ["vecka 53 2020–vecka 1 2021", "vecka 2–3 2021"]
    assert [window.state for window in found.windows[:3]] == ["met", "met", "met"]


def test_an_average_is_judged_over_the_period_so_far_and_never_day_by_day():
    asked = "{atLeast: 1, each: day, average: true}"
    ten_on_one_day = days(activity("2021-01-03"), *(activity("2021-01-05") for _ in range(9)))

    kept = status(asked, ten_on_one_day, "2021-01-11 12:00")
    below = status(asked, ten_on_one_day, "2021-01-12 12:00")

    assert (kept.state, summaries(kept)) == (State.ON_TRACK, ["10 av 10"])
    assert (below.state, summaries(below)) == (State.BEHIND, ["10 av 11"])
    assert below.explanation == "10 av 11 aktiviteter hittills. Snittet ska vara minst 1 per dag."


def test_an_average_is_fulfilled_at_once_when_no_later_day_can_undo_it():
    asked = "{atLeast: 1, each: month, average: true}"
    twelve = walks(*(f"2021-02-{day:02}" for day in range(1, 13)))

    assert status(asked, twelve, "2021-03-01").state == State.FULFILLED


def test_an_average_not_reached_when_the_period_ends_is_not_fulfilled():
    found = status("{atLeast: 1, each: month, average: true}", walks("2021-02-01"))

    assert (found.state, summaries(found)) == (State.NOT_FULFILLED, ["1 av 12"])


def test_a_result_is_an_outcome_that_activities_report():
    controls = [activity("2021-02-01", Kind.TRAFFIC_CONTROL, results={"drivers-reported": 12, "checked": 300})]

    found = status("{atLeast: 20, each: period, unit: result, result: drivers-reported}", days(*controls), "2021-03-01")

    assert summaries(found) == ["12 av 20"]
    assert found.explanation.startswith("12 av 20 rapporterade förare för hela perioden hittills")


def test_quantity_counts_what_one_fact_reports_and_activities_count_facts():
    controls = days(activity("2021-02-01", Kind.TRAFFIC_CONTROL, quantity=12))

    assert summaries(status("{atLeast: 20, unit: quantity}", controls)) == ["12 av 20"]
    assert summaries(status("{atLeast: 20}", controls)) == ["1 av 20"]


def test_weekends_are_counted_by_distinct_iso_weeks():
    asked = "{atLeast: 30, unit: weeks}"
    saturday_and_sunday = walks("2021-01-02", "2021-01-03", "2021-01-04", "2021-01-09")

    assert summaries(status(asked, saturday_and_sunday)) == ["2 av 30"]


def test_decimal_fractions_add_up():
    tenths = [activity(f"2021-02-{day:02}", quantity=0.1) for day in range(1, 11)]

    assert status("{atLeast: 1, unit: quantity}", days(*tenths)).state == State.FULFILLED


def test_no_measure_shows_its_activities_and_never_a_percentage():
    found = assess(commitment(None), walks("2021-02-01", "2021-03-01"), YEAR, at("2021-04-01"))

    assert (found.state, found.windows, found.done, len(found.activities)) == (State.ONGOING, (), 2, 2)
    assert found.explanation == "Åtagandet anger inget mått. 2 aktiviteter hittills, den senaste 2021-03-01."


@pytest.mark.parametrize(
    ("now", "due"),
    [("2021-02-01", date(2021, 6, 30)), ("2021-07-01", date(2021, 12, 31)), ("2022-01-01", None)],
)
def test_the_next_due_date_is_the_end_of_the_first_window_that_can_still_be_met(now: str, due: date | None):
    assert status("{atLeast: 1, each: term}", {}, now).next_due == due


def test_a_window_that_is_met_is_due_no_more():
    assert status("{atLeast: 1, each: term}", walks("2021-04-15"), "2021-05-01").next_due == date(2021, 12, 31)


def test_a_status_carries_its_evidence_the_newest_first_and_when_something_was_last_reported():
    first, last = activity("2021-02-01"), activity("2021-03-01", reported_at=at("2021-03-05"))

    found = status("{atLeast: 1, each: term}", days(first, last), "2021-04-01")

    assert found.activities == found.windows[0].activities == (last.id, first.id)
    assert found.last_reported_at == at("2021-03-05")


def test_planned_activities_are_counted_in_the_window_until_they_end():
    planned = days(plan("2021-04-15 18:00"), plan("2021-05-15 18:00"))

    assert status("{atLeast: 1, each: term}", planned, "2021-04-15 19:59").windows[0].planned == 2
    assert status("{atLeast: 1, each: term}", planned, "2021-04-15 20:00").windows[0].planned == 1


def test_a_milestone_is_no_average_whatever_else_is_said_of_it():
    asked = Target(milestone=True, average=True, at_least=1)

    assert assess(commitment(asked), {}, YEAR, at("2021-02-01")).state == State.NOT_STARTED

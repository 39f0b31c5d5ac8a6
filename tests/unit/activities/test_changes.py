"""What may happen to an activity, and what it must agree with."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.activities.domain import changes
from services.activities.domain.forms import SaidParticipant, SaidPlace, SaidSpan, SaidWalkStep
from services.activities.domain.refusal import Conflict, Forbidden, Refused
from services.activities.domain.report import Completion, Correction, Report
from shared.events import catalogue
from shared.events.activity import DONE, ActivityState, Kind, Place, WalkStep
from shared.events.agreement import Counts
from tests.unit.activities.things import NOW, POLICE, TOWN, activity, agreement, in_force, local

HOUR = timedelta(hours=1)


def span(start: datetime, length: timedelta = HOUR) -> SaidSpan:
    return SaidSpan(start=start, end=start + length)


def report(**fields: Any) -> Report:
    return Report(**{"municipality": "0184", "kind": Kind.WALK, "actual": span(local("2021-05-06"))} | fields)


def begin(said: Report, reporter: str = TOWN) -> changes.Change:
    return changes.begin(said, "id", reporter, in_force(), NOW)


def wrong(said: Report) -> dict[str, str]:
    with pytest.raises(Refused) as refused:
        begin(said)
    return {each.property: each.reason for each in refused.value.reasons}


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_that_is_done_has_an_event_of_its_own(kind: Kind):
    change = begin(report(kind=kind))

    assert change.event == f"se.loftet.{DONE[kind]}.v1"
    assert change.event in catalogue.CATALOGUE


def test_what_has_only_a_planned_time_is_planned():
    change = begin(report(actual=None, planned=span(local("2021-09-01"))))

    assert (change.record.state, change.event) == ("planned", catalogue.ACTIVITY_PLANNED)


def test_what_is_kept_is_in_utc_with_a_title_and_each_promise_once():
    made = begin(report(promises=("ort-2021-p1", "ort-2021-p1"))).record

    assert made.span.start == datetime(2021, 5, 6, 16, tzinfo=UTC)
    assert made.title == "Trygghetsvandring"
    assert made.narrowed_to == ("ort-2021-p1",)
    assert (made.revision, made.reported_at, made.municipality_name) == (1, NOW, "Ort")


def test_only_parties_of_the_municipalitys_agreements_report_there():
    with pytest.raises(Forbidden):
        begin(report(), reporter="polisen-malmo")


def test_clocks_may_differ_by_five_minutes():
    assert begin(report(actual=SaidSpan(start=NOW, end=NOW + timedelta(minutes=5))))
    assert "actual.end" in wrong(report(actual=SaidSpan(start=NOW, end=NOW + timedelta(minutes=6))))


def test_a_span_longer_than_a_year_is_a_slip():
    assert "planned.end" in wrong(report(planned=span(local("2021-05-06"), timedelta(days=400))))


def test_a_day_that_no_agreement_covers_is_refused_with_the_day():
    reason = wrong(report(actual=span(local("2020-12-31"))))["actual.start"]

    assert "2020-12-31" in reason


def test_everything_that_is_unknown_is_told_at_once():
    said = report(promises=("ort-2021-p9",), participants=(SaidParticipant(name="X", party="nobody"),), group="nothing")

    assert set(wrong(said)) == {"promises[0]", "participants[0].party", "group"}


def test_a_completion_keeps_what_it_does_not_mention():
    planned = activity(state="planned", planned=activity().actual, actual=None, audiences=("resident",))
    completion = Completion(actual=span(local("2021-05-06", "19:00")), outcome="Klart.")

    done = changes.complete(planned, completion, in_force(), NOW).record

    assert (done.state, done.revision, done.audiences, done.outcome) == ("completed", 2, ("resident",), "Klart.")
    assert done.planned == planned.planned


def test_a_completion_says_where_it_was_and_how_it_is_tagged():
    planned = activity(state="planned", planned=activity().actual, actual=None)
    completion = Completion(actual=span(local("2021-05-06")), place=SaidPlace(name="Torget"), tags=("cykel",))

    done = changes.complete(planned, completion, in_force(), NOW).record

    assert (done.place, done.tags) == (Place(name="Torget"), ("cykel",))


def test_a_correction_takes_away_by_null_and_gives_back_the_usual_title():
    told = activity(group="gruppen", title="Min egen")
    correction = Correction(reason="Fel.", group=None, title=None)

    corrected = changes.correct(told, correction, in_force(), NOW).record

    assert (corrected.group, corrected.title, corrected.reason) == (None, "Patrullering", "Fel.")


@pytest.mark.parametrize("state", ["cancelled", "withdrawn"])
def test_what_is_closed_is_not_corrected(state: str):
    with pytest.raises(Conflict):
        changes.correct(activity(state=state), Correction(reason="Fel."), in_force(), NOW)


def test_a_withdrawal_says_why_and_keeps_what_it_counted_toward():
    told = begin(report()).record

    change = changes.withdraw(told, "Dubbelt.", NOW)

    assert (change.record.state, change.record.reason) == ("withdrawn", "Dubbelt.")
    assert change.record.counts == told.counts
    assert change.event == catalogue.ACTIVITY_WITHDRAWN


def test_a_recount_changes_only_what_counts_otherwise():
    told = begin(report()).record
    amended = in_force(agreement(Counts(kinds=("meeting",))))

    assert changes.recount(told, in_force()) is None
    change = changes.recount(told, amended)

    assert change is not None
    assert (change.record.counts, change.record.revision) == ((), 2)
    assert change.event == catalogue.ACTIVITY_RECOUNTED


def test_what_is_cancelled_tells_what_it_would_have_counted_toward_under_the_amended_agreement():
    cancelled = changes.cancel(activity(state="planned"), "Oväder.", NOW).record

    change = changes.recount(cancelled, in_force())

    assert change is not None
    assert (change.record.state, change.record.counts[0].promise) == ("cancelled", "ort-2021-p1")
    assert (change.record.reason, change.event) == ("Oväder.", catalogue.ACTIVITY_RECOUNTED)


def test_what_is_withdrawn_counts_for_nothing_and_is_not_recounted():
    assert changes.recount(activity(state="withdrawn"), in_force()) is None


@pytest.mark.parametrize("state", ["cancelled", "withdrawn"])
def test_no_walk_is_named_anew_that_is_no_more_and_what_names_one_already_can_be_corrected(state: ActivityState):
    walk = activity(kind=Kind.WALK, state=state)
    said = report(kind=Kind.MEETING, walk_step=SaidWalkStep(walk=walk.id, step="follow-up"))
    linked = activity(kind=Kind.MEETING, walk_step=WalkStep(walk=walk.id, step="follow-up"))

    with pytest.raises(Refused) as refused:
        changes.begin(said, "id", TOWN, in_force(), NOW, walks={walk.id: walk})
    corrected = changes.correct(linked, Correction(reason="Fel.", outcome="Klart."), in_force(), NOW, {walk.id: walk})

    assert [(each.property, state in each.reason) for each in refused.value.reasons] == [("walkStep.walk", True)]
    assert corrected.record.outcome == "Klart."


def test_the_police_report_as_themselves():
    assert begin(report(), reporter=POLICE).record.reported_by == POLICE

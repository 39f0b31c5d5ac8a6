"""The history of a promise: at each moment it says what the status of that moment says, and why it changed."""

import itertools
from datetime import date, datetime, timedelta

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.reports.domain.fold import status_of, version_in_force
from services.reports.domain.history import StateChange, history
from services.reports.domain.promise import promise_of
from shared.events.activity import Activity, EarlierCounts
from shared.events.agreement import AgreementVersion, Target
from shared.events.status import State
from tests.unit.reports.samples import activity, agreement, at, commitment, plan, revisions

S = State
VERSION = agreement(commitment(Target(each="term")), since="2020-12-01")
UNTIL = at("2023-06-01")


def told(*facts: Activity, versions=(VERSION,), until: datetime = UNTIL, known_at: datetime | None = None):
    return history(versions, "p", revisions(*facts), until, known_at)


def states(changes: list[StateChange]) -> list[State | None]:
    return [change.state for change in changes]


def test_a_promise_that_is_kept_tells_of_each_change_and_what_caused_it():
    spring, autumn = activity("2021-04-15"), activity("2021-09-20")

    changes = told(spring, autumn)

    assert states(changes) == [S.UPCOMING, S.NOT_STARTED, S.ON_TRACK, S.FULFILLED]
    assert [change.previous for change in changes] == [None, S.UPCOMING, S.NOT_STARTED, S.ON_TRACK]
    assert [change.cause.kind for change in changes] == ["event", "clock", "event", "event"]
    assert [change.cause.event for change in changes] == ["a.1", None, f"{spring.id}.1", f"{autumn.id}.1"]
    assert changes[2].at == spring.reported_at


def test_an_amendment_that_recounts_what_was_reported_leaves_the_report_as_the_cause():
    spring = activity("2021-04-15")
    recounted = msgspec.structs.replace(spring, revision=2)

    assert told(spring, recounted)[2].cause == told(spring)[2].cause


def test_what_is_reported_late_changes_the_state_when_it_is_told_and_as_it_went_when_it_was():
    walk = activity("2021-04-15", reported_at=at("2021-08-01"))

    as_told, as_it_went = told(walk, until=at("2021-09-01")), told(walk, until=at("2021-09-01"), known_at=UNTIL)

    assert states(as_told) == [S.UPCOMING, S.NOT_STARTED, S.AT_RISK, S.BEHIND, S.ON_TRACK]
    assert as_told[-1].at == walk.reported_at
    assert states(as_it_went) == [S.UPCOMING, S.NOT_STARTED, S.ON_TRACK]
    assert as_it_went[-1].at == walk.span.start


def test_a_withdrawal_is_the_cause_of_what_it_takes_back():
    walk = activity("2021-04-15")
    gone = msgspec.structs.replace(walk, revision=2, state="withdrawn", reported_at=at("2021-08-01"))

    last = told(walk, gone, until=at("2021-08-02"))[-1]

    assert (last.state, last.cause.event, last.cause.revision) == (S.BEHIND, f"{walk.id}.2", 2)


def test_what_was_held_back_changes_the_state_by_the_clock_on_its_day():
    walk = activity("2021-04-15", publishable_from=at("2021-05-01"))

    last = told(walk, until=at("2021-05-02"))[-1]

    assert (last.state, last.at) == (S.ON_TRACK, at("2021-05-01"))
    assert (last.cause.kind, last.cause.activity) == ("clock", walk.id)


def test_an_amendment_is_a_cause_and_so_is_that_it_takes_the_promise_away():
    yearly = agreement(commitment(Target(each="year")), version=2, since="2021-08-01")
    gone = agreement(version=3, since="2021-09-01")
    without = msgspec.structs.replace(gone.agreement, promises=())
    third = msgspec.structs.replace(gone, agreement=without)

    changes = told(versions=(VERSION, yearly, third), until=at("2021-10-01"))

    assert states(changes)[-3:] == [S.BEHIND, S.NOT_STARTED, None]
    assert [change.cause.event for change in changes[-2:]] == ["a.2", "a.3"]
    assert changes[-1].agreement_version == 3


def test_an_amendment_that_holds_since_an_earlier_day_is_told_of_when_it_was_made():
    yearly = agreement(commitment(Target(each="year")), version=2, since="2021-05-01")
    yearly = msgspec.structs.replace(yearly, published_at=at("2021-08-01"))

    as_told = told(versions=(VERSION, yearly), until=at("2021-10-01"))
    as_it_went = told(versions=(VERSION, yearly), until=at("2021-10-01"), known_at=UNTIL)

    assert states(as_told)[-2:] == [S.BEHIND, S.NOT_STARTED]
    assert as_told[-1].at == at("2021-08-01")
    assert S.BEHIND not in states(as_it_went)
    assert version_in_force((VERSION, yearly), at("2021-06-01"), at("2021-06-01")) is VERSION
    assert version_in_force((VERSION, yearly), at("2021-06-01"), at("2021-08-01")) is yearly


# whatever is told in whatever order

HALF = timedelta(minutes=30)
OTHER = agreement(
    commitment(Target(at_least=2, each="quarter"), name="c"), commitment(None, name="d"), version=2, since="2021-07-10"
)


@st.composite
def facts(draw: st.DrawFn) -> list[Activity]:
    """Some activities, each with some revisions: planned, done, moved, called off, withdrawn, held back."""
    found = []
    for number in range(draw(st.integers(0, 5))):
        reported = at("2020-12-15") + timedelta(days=draw(st.integers(0, 380)))
        for revision in range(1, draw(st.integers(1, 4)) + 1):
            day = date(2021, 1, 1) + timedelta(days=draw(st.integers(-20, 380)))
            make = draw(st.sampled_from([plan, activity]))
            fact = make(f"{day} 18:00", id=f"a{number}", toward=("c", "d"))
            held = draw(st.sampled_from([None, None, timedelta(days=9)]))
            found.append(
                msgspec.structs.replace(
                    fact,
                    revision=revision,
                    reported_at=reported,
                    state=draw(st.sampled_from([fact.state, fact.state, "cancelled", "withdrawn"])),
                    publishable_from=reported + held if held else None,
                    earlier=(EarlierCounts(agreement="a", version=1, commitments=("c",)),),
                )
            )
            reported += timedelta(days=draw(st.integers(0, 60)))
    return found


@given(facts(), st.integers(0, 560), st.none() | st.integers(0, 560), st.booleans())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_at_every_moment_the_history_says_what_the_status_of_that_moment_says(
    held: list[Activity], day: int, known: int | None, amended: bool
):
    versions: tuple[AgreementVersion, ...] = (VERSION, OTHER) if amended else (VERSION,)
    moment = at("2020-12-02") + timedelta(days=day) + HALF
    known_at = None if known is None else at("2020-12-02") + timedelta(days=known)

    changes = told(*held, versions=versions, known_at=known_at)

    known_then = known_at or moment
    version = version_in_force(versions, moment, known_then)
    status = status_of(version, promise_of(version, "p"), revisions(*held), moment, known_then)
    assert [change.state for change in changes if change.at <= moment][-1] == status.state
    assert all(one.state == other.previous for one, other in itertools.pairwise(changes))
    assert all(one.at < other.at and one.state != other.state for one, other in itertools.pairwise(changes))

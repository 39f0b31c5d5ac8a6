"""What an amendment adds is promised since then: it asks for nothing of the time before it came into force."""

from collections.abc import Sequence
from datetime import date

import msgspec
import pytest

from services.reports.domain.explanation import explanation
from services.reports.domain.fold import status_of, version_in_force
from services.reports.domain.history import history
from services.reports.domain.promise import promise_of
from services.reports.domain.since import dated, since
from services.reports.evaluation.half_way import half_way
from services.reports.evaluation.material import Material
from services.reports.web.language import speaking
from services.reports.web.phrasebook import clause
from shared.events.activity import Activity, Kind
from shared.events.agreement import AgreementPublished, AgreementVersion, Commitment, Target
from shared.events.status import PromiseStatus, State
from tests.unit.reports.samples import TWO_YEARS, activity, agreement, at, commitment, revisions

A_TERM = commitment(Target(each="term"), Kind.WALK)
OTHER = commitment(None, name="other")


def added(one: Commitment, day: str) -> tuple[AgreementVersion, ...]:
    """An agreement of 2021 and 2022 with a promise that, from a day on, has a commitment more."""
    first = agreement(OTHER, period=TWO_YEARS, since="2021-01-01 00:00")
    return dated([first, agreement(OTHER, one, period=TWO_YEARS, version=2, since=f"{day} 10:00")])


def added_alone(day: str) -> tuple[AgreementVersion, ...]:
    """An agreement of 2021 and 2022 that has its only promise from a day on."""
    gone = agreement(period=TWO_YEARS, since="2021-01-01 00:00")
    gone = msgspec.structs.replace(gone, agreement=msgspec.structs.replace(gone.agreement, promises=()))
    return dated([gone, agreement(A_TERM, period=TWO_YEARS, version=2, since=f"{day} 10:00")])


def stood(versions: Sequence[AgreementVersion], moment: str, *done: Activity) -> PromiseStatus:
    version = version_in_force(versions, at(moment))
    return status_of(version, promise_of(version, "p"), revisions(*done), at(moment), at(moment))


def test_what_is_added_asks_nothing_of_the_windows_that_closed_before_it_came_into_force():
    status = stood(added(A_TERM, "2022-02-01"), "2022-02-02").commitments[-1]

    assert status.state == State.NOT_STARTED
    assert [(one.start, one.end, one.state) for one in status.windows] == [
        (date(2022, 2, 1), date(2022, 6, 30), "open"),
        (date(2022, 7, 1), date(2022, 12, 31), "upcoming"),
    ]


def test_what_is_added_can_be_fulfilled_by_what_is_done_since_then():
    status = stood(added(A_TERM, "2022-02-01"), "2022-10-01", activity("2022-03-01"), activity("2022-09-01"))

    assert status.commitments[-1].state == State.FULFILLED


def test_a_first_window_cut_to_less_than_half_asks_for_nothing_and_that_is_told():
    status = stood(added(A_TERM, "2021-11-24"), "2021-12-01").commitments[-1]

    assert [one.state for one in status.windows] == ["asks_nothing", "upcoming", "upcoming"]
    told = "bara 38 av 184 dagar ligger efter att det skrevs in i avtalet"
    assert f"Hösten 2021 kräver inget: {told}." in status.explanation
    with speaking("en"):
        assert clause(told) == "only 38 of 184 days come after it was added to the agreement"


def test_what_was_done_before_it_was_added_does_not_count_and_the_reason_is_told():
    early, version = activity("2022-01-15"), added(A_TERM, "2022-02-01")[-1]

    found = explanation(version, "p", revisions(early), at("2022-03-01"), at("2022-03-01")).commitments[-1]

    assert [each.reason for each in found.considered.not_counted] == ["before-added"]
    assert found.inputs.windows_missed == 0


def test_of_what_is_added_without_a_measure_the_silence_is_reckoned_from_then():
    versions = added(commitment(None), "2022-02-01")

    assert stood(versions, "2022-02-02").commitments[-1].state == State.NOT_STARTED
    stalled = stood(versions, "2022-06-01").commitments[-1]
    assert stalled.state == State.STALLED
    assert "Inget är rapporterat sedan det skrevs in 2022-02-01." in stalled.explanation


def test_an_average_that_is_added_asks_for_the_spans_since_then():
    average = commitment(Target(each="month", average=True))

    (window,) = stood(added(average, "2022-11-01"), "2022-12-05").commitments[-1].windows

    assert (window.start, window.required) == (date(2022, 11, 1), 1)


def test_before_it_was_added_the_promise_stands_as_it_read_then():
    versions = added(A_TERM, "2022-02-01")

    assert [one.commitment for one in stood(versions, "2022-01-15").commitments] == ["other"]


def test_a_party_is_not_asked_for_its_verdict_on_a_year_before_the_promise_was_added():
    versions = added_alone("2022-02-01")

    found = half_way(Material(AgreementPublished("a", "0140", versions), {}, {}), at("2022-06-01"))

    assert "assessment" not in [duty.reason for duty in found.duties]


def test_the_history_of_a_promise_that_is_added_does_not_begin_with_what_it_missed():
    found = history(added_alone("2022-02-01"), "p", {}, at("2022-02-02"))

    assert [(one.at, one.state) for one in found] == [(at("2022-02-01 10:00"), State.NOT_STARTED)]


@pytest.mark.parametrize(("held", "day"), [("yy", None), ("ny", 2), ("nyy", 2), ("yny", 3), ("nyny", 4)])
def test_what_is_taken_away_and_comes_back_is_added_when_it_does(held: str, day: int | None):
    versions = dated(
        agreement(*([A_TERM] if has == "y" else []), version=number, since=f"2021-03-0{number}")
        for number, has in enumerate(held, 1)
    )

    assert since(versions[-1], "c") == (date(2021, 3, day) if day else None)


def test_what_comes_where_another_of_its_promise_goes_takes_its_place():
    renamed, again = commitment(A_TERM.target, Kind.WALK, name="d"), commitment(A_TERM.target, Kind.WALK, name="e")

    since_start = dated([agreement(A_TERM), agreement(renamed, version=2, since="2021-03-02")])
    since_added = dated(
        [
            agreement(OTHER),
            agreement(OTHER, A_TERM, version=2, since="2021-03-02"),
            agreement(OTHER, renamed, version=3, since="2021-03-03"),
            agreement(OTHER, again, version=4, since="2021-03-04"),
        ]
    )

    assert since(since_start[-1], "d") is None
    assert since(since_added[-1], "e") == date(2021, 3, 2)

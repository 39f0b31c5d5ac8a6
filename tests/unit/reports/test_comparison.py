"""Comparisons: a promise in a year is kept, in part or not; what cannot be compared is left out, and it is said why."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import msgspec
import pytest

from services.reports.comparison.bars import bar
from services.reports.comparison.compare import Tally, compare
from services.reports.comparison.outcomes import Outcome, outcomes_of
from services.reports.domain.fold import status_of
from services.reports.evaluation.material import Standing
from shared.clock import start_of_day
from shared.events.activity import Activity
from shared.events.agreement import (
    Agreement,
    AgreementVersion,
    Commitment,
    Counts,
    Covering,
    Each,
    Municipality,
    Period,
    Promise,
    Target,
)
from tests.unit.reports.evaluated import done, made_of

A_TERM = Target(each="term")
TODAY = date(2023, 3, 1)
TERMS = (date(2021, 4, 1), date(2021, 10, 1), date(2022, 4, 1), date(2022, 10, 1))


def standing(
    name: str,
    days: tuple[date, ...],
    target: Target | None = A_TERM,
    kind: str = "walk",
    *,
    demonstration: bool = False,
    until: int = 2022,
    now: date = TODAY,
    closed_on: date | None = None,
) -> Standing:
    """A municipality with one promise, and what it did."""
    commitment = Commitment(f"{name}-c", "Åtagande", Counts(kinds=(kind,)), target)
    promise = Promise(f"{name}-p", 1, "Löfte", "Vi lovar.", ("kommun",), commitments=(commitment,))
    agreement = Agreement(
        id=name,
        municipality=Municipality(f"{len(name):02}{ord(name[0]) % 100:02}", name),
        title="Löften",
        period=Period(date(2021, 1, 1), date(until, 12, 31)),
        parties=(),
        promises=(promise,),
        demonstration=demonstration,
        closed_on=closed_on,
    )
    version = AgreementVersion(1, start_of_day(date(2021, 1, 1)), agreement)
    deeds: list[Activity] = [done(kind, day, "kommun") for day in days]
    moment = datetime.combine(now, time(12), tzinfo=UTC)
    facts = made_of(agreement, deeds, counting=agreement).facts
    return Standing(version, promise, status_of(version, promise, facts, moment, moment + timedelta(days=1)))


def outcomes(*standings: Standing, today: date = TODAY) -> list[Outcome]:
    return outcomes_of(standings, today)


def test_a_promise_counts_once_for_each_year_in_which_windows_ended():
    found = outcomes(standing("Skara", TERMS[:3]))

    assert [(one.year, one.result, one.met, one.asked) for one in found] == [
        (2021, "kept", 2, 2),
        (2022, "partly_kept", 1, 2),
    ]


def test_a_promise_without_a_measure_is_left_out_and_it_is_said_why():
    found = compare(outcomes(standing("Skara", TERMS, target=None)))

    assert found.kinds["walk"].judged == 0
    assert found.kinds["walk"].unmeasured == 2
    assert found.reasons == {"no_measure": 2}


def test_a_measure_that_asked_for_nothing_is_not_said_to_be_missing():
    once_in_five_years = Target(each="year", every=5)

    assert compare(outcomes(standing("Skara", TERMS, once_in_five_years))).reasons == {"asks_nothing": 2}


def test_what_is_not_over_is_not_judged():
    found = outcomes(standing("Skara", (), Target(each="period"), until=2023, now=date(2023, 2, 1)))

    assert [(one.year, one.left_out) for one in found] == [(2023, "not_over")]


@pytest.mark.parametrize(
    ("target", "result"),
    [
        (Target(at_least=1, each="period"), "kept"),
        (Target(milestone=True, by=date(2022, 6, 30)), "kept"),
        (Target(at_least=5, each="week", average=True), "not_kept"),
    ],
)
def test_what_an_agreement_that_was_ended_early_came_to_counts_in_its_last_year(target: Target, result: str):
    ended = standing("Skara", (date(2021, 5, 1),), target, closed_on=date(2021, 10, 31))

    found = outcomes(ended)

    assert [(one.year, one.result, one.asked) for one in found] == [(2021, result, 1)]


def test_what_was_not_due_before_an_agreement_was_ended_is_left_out_and_it_is_said_why():
    ended = standing("Skara", (), Target(at_least=1, each="period"), closed_on=date(2021, 10, 31))

    assert compare(outcomes(ended)).reasons == {"ended_early": 1}
    assert [one.left_out for one in outcomes(ended, today=date(2021, 10, 31))] == ["not_over"]


def test_demonstrations_are_left_out_where_there_is_anything_in_earnest():
    both = compare(outcomes(standing("Skara", TERMS), standing("Exempel", (), demonstration=True)))
    alone = compare(outcomes(standing("Exempel", (), demonstration=True)))

    assert [place.municipality.name for place in both.places] == ["Skara"]
    assert both.reasons["demonstration"] == 2
    assert not both.demonstration
    assert alone.demonstration
    assert [place.municipality.name for place in alone.places] == ["Exempel"]


def test_municipalities_stand_in_alphabetical_order_whatever_they_kept():
    found = compare(outcomes(standing("Ängelby", TERMS), standing("Åmål", ()), standing("Skara", TERMS[:1])))

    assert [place.municipality.name for place in found.places] == ["Skara", "Åmål", "Ängelby"]


def test_promises_that_ask_for_the_same_are_put_in_order_when_each_has_enough_behind_it():
    found = compare(outcomes(standing("Malå", TERMS[:2]), standing("Skara", TERMS)))

    (group,) = found.alike
    assert group.ordered
    assert [(place.name, tally.met, tally.asked) for place, tally in group.rows] == [("Skara", 4, 4), ("Malå", 2, 4)]


def test_promises_that_have_too_little_behind_them_are_not_ranked():
    short = standing("Skara", TERMS[:1], until=2021)

    found = compare(outcomes(short, standing("Malå", (), until=2021)))

    (group,) = found.alike
    assert not group.ordered
    assert [place.name for place, _ in group.rows] == ["Malå", "Skara"]


@pytest.mark.parametrize(("each", "kind"), [("year", "walk"), ("term", "patrol")])
def test_promises_that_ask_for_something_else_are_not_put_side_by_side(each: Each, kind: str):
    found = compare(outcomes(standing("Skara", TERMS), standing("Malå", TERMS, Target(each=each), kind)))

    assert found.alike == ()
    assert found.reasons == {"alone": 2}


@pytest.mark.parametrize(
    "other",
    [
        Target(each="term", covering=Covering(places=("A", "B", "C"))),
        Target(each="term", covering=Covering(parties=("polisen",))),
    ],
)
def test_promises_that_must_reach_so_many_places_or_parties_are_not_alike_those_that_need_not(other: Target):
    found = compare(outcomes(standing("Skara", TERMS), standing("Ystad", (), target=other)))

    assert found.alike == ()
    assert found.reasons == {"alone": 2}


@pytest.mark.parametrize("named", [{"places": ("torget",)}, {"parties": ("polisen",)}, {"groups": ("natten",)}])
def test_promises_that_count_only_some_places_parties_or_groups_are_not_alike_those_that_count_all(named: dict):
    narrow = [
        replace(one, alike=msgspec.structs.replace(one.alike, counts=Counts(kinds=("walk",), **named)))
        for one in outcomes(standing("Ystad", TERMS))
        if one.alike
    ]

    assert compare([*outcomes(standing("Skara", TERMS)), *narrow]).alike == ()


def test_promises_that_must_reach_as_many_places_of_their_own_are_alike():
    skara, ystad = (Target(each="term", covering=Covering(places=names)) for names in (("A", "B"), ("C", "D")))

    assert (
        len(compare(outcomes(standing("Skara", TERMS, target=skara), standing("Ystad", (), target=ystad))).alike) == 1
    )


def test_a_standing_of_one_year_tells_of_no_other():
    of_one = replace(standing("Skara", TERMS[:3]), year=2021)

    assert [(one.year, one.result) for one in outcomes(of_one)] == [(2021, "kept")]


def test_a_bar_has_a_segment_for_each_result_that_there_is():
    segments = bar(Tally(kept=3, not_kept=1), 8)

    assert [(one.result, one.x, one.width, one.count) for one in segments] == [
        ("kept", 0.0, 37.5, 3),
        ("not_kept", 37.5, 12.5, 1),
    ]

"""Sentences of an evaluation and of the half-way report where the usual words would say what is not so."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from services.reports.evaluation.account import PromiseAccount
from services.reports.evaluation.half_way import Duty, half_way
from services.reports.evaluation.material import Material
from services.reports.evaluation.telling import english_duties, swedish_duties
from services.reports.evaluation.verdicts import Verdict
from services.reports.web.language import Language
from shared.events.activity import Activity, Kind
from shared.events.agreement import Period
from tests.unit.reports.evaluated import made_of, promise, story, told
from tests.unit.reports.samples import POLIS, TWO_YEARS, activity, agreement, at, commitment, target

EACH_SECOND_YEAR = {"atLeast": 2, "each": "year", "every": 2}
BY_JUNE = {"milestone": True, "by": "2021-06-30"}


def promised(asked: dict[str, Any], *done: Activity, closed_on: date | None = None) -> Material:
    """Two years of meetings, or of what the target asks for."""
    one = commitment(target(asked), Kind.MILESTONE if asked.get("milestone") else Kind.MEETING)
    held = agreement(one, period=TWO_YEARS, closed_on=closed_on).agreement
    return made_of(held, done, counting=held)


def of_year(material: Material, year: int, language: Language = "sv") -> PromiseAccount:
    return promise(told(material, year, language=language), 1)


def meetings(days: Iterable[str]) -> list[Activity]:
    return [activity(day, Kind.MEETING) for day in days]


def missed(material: Material) -> tuple[Duty, Any]:
    found = half_way(material, at("2022-12-20"))
    return next(duty for duty in found.duties if duty.reason == "missed"), found.evaluation.stretch


def test_missed_periods_of_two_weeks_are_not_called_weeks():
    duty, stretch = missed(promised({"atLeast": 1, "each": "week", "every": 2}, *meetings(["2021-01-12"])))
    ended = sum(1 for window in duty.part.windows if window.state in ("met", "missed")) if duty.part else 0

    assert swedish_duties.told(duty) == f"{ended - 1} av {ended} perioder om två veckor missades."
    assert english_duties.told(duty, stretch) == f"{ended - 1} of {ended} periods of two weeks were missed."


def test_periods_of_two_quarters_are_counted_as_periods_and_not_as_quarters():
    twice_a_year = commitment(target({"atLeast": 1, "each": "quarter", "every": 2}), Kind.MEETING)
    held = agreement(twice_a_year, period=Period(date(2021, 1, 1), date(2023, 12, 31))).agreement
    material = made_of(held, meetings(["2021-01-12"]), counting=held)

    assert "Löftet gällde minst ett vartannat kvartal och hölls i en av sex perioder om två kvartal." in story(
        promise(told(material, None), 1)
    )


def test_a_target_of_every_second_year_is_not_told_as_of_each():
    material = promised(EACH_SECOND_YEAR, *meetings(["2021-01-12"]))

    assert "Löftet gäller minst två vartannat år till och med den 31 december 2022, och hittills är det ett." in story(
        of_year(material, 2021)
    )
    assert "The promise is at least two every two years by 31 December 2022; so far it comes to one." in story(
        of_year(material, 2021, "en")
    )


def test_what_was_done_late_is_not_said_to_have_been_done_already():
    late = promised(BY_JUNE, activity("2021-09-01", Kind.MILESTONE))

    assert story(of_year(late, 2022)) == [
        "Det skulle vara klart senast den 30 juni 2021.",
        "Det blev klart först den 1 september 2021, efter den utlovade dagen.",
    ]


def test_a_milestone_that_is_reported_again_was_reached_once():
    twice = promised(BY_JUNE, activity("2021-06-02", Kind.MILESTONE), activity("2022-03-30", Kind.MILESTONE))
    late = promised(BY_JUNE, activity("2021-09-01", Kind.MILESTONE), activity("2021-10-01", Kind.MILESTONE))

    assert "Det blev klart redan den 2 juni 2021." in story(of_year(twice, 2022))
    assert "30 mars" not in str(story(of_year(twice, 2022)))
    assert "Det blev klart först den 1 september 2021, efter den utlovade dagen." in story(of_year(late, 2021))


def test_what_one_year_missed_is_not_told_again_of_a_year_that_asked_for_nothing():
    ended = promised({"atLeast": 1, "each": "year"}, closed_on=date(2022, 3, 31))

    assert of_year(ended, 2021).verdict == Verdict.NOT_FULFILLED
    assert of_year(ended, 2022).verdict == Verdict.ASKS_NOTHING
    assert of_year(ended, 2022).sentence == "Inget krävdes den här tiden."


def test_an_average_with_nothing_done_came_to_none():
    daily = promised({"atLeast": 1, "each": "day", "average": True})

    assert "The promise was at least one per day on average: it came to none of 365 so far." in story(
        of_year(daily, 2021, "en")
    )


def test_whom_a_window_lacks_is_told_apart_from_the_next_window():
    covering = {"audiences": ["business", "resident"], "parties": [POLIS], "places": ["Torget"]}
    material = promised({"atLeast": 1, "each": "term", "covering": covering}, *meetings(["2021-05-05"]))

    assert (
        "Löftet gällde minst ett per termin: våren blev det ett "
        "(näringsidkare, medborgare, Polisen Södertälje och Torget saknades) och hösten inget."
    ) in story(of_year(material, 2021))
    assert (
        "The promise was at least one per school term: one in spring "
        "(businesses, residents, Polisen Södertälje and Torget missing) and none in autumn."
    ) in story(of_year(material, 2021, "en"))


def test_what_was_done_before_an_early_end_is_told_and_not_said_to_have_been_asked_of_nobody():
    done = meetings(["2021-01-12", "2021-02-10", "2021-03-16"])
    whole = promised({"atLeast": 5, "each": "period"}, *done, closed_on=date(2021, 10, 31))
    terms = promised({"atLeast": 2, "each": "term"}, *done, closed_on=date(2021, 10, 31))
    covering = {"audiences": ["resident"], "places": ["Torget"]}
    reaching = promised({"atLeast": 1, "each": "term", "covering": covering}, *done[:1], closed_on=date(2021, 4, 30))
    by_then = promised({"milestone": True, "by": "2022-06-30"}, closed_on=date(2021, 10, 31))

    swedish = "innan avtalet avslutades i förtid den 31 oktober 2021."
    english = "before the agreement was ended early on 31 October 2021."
    assert f"Löftet gällde minst fem under perioden: det blev tre {swedish}" in story(promise(told(whole, None), 1))
    told_in_english = story(of_year(whole, 2021, "en"))
    assert f"The promise was at least five in the period: it came to three {english}" in told_in_english
    assert f"Hösten blev det inget {swedish}" in story(of_year(terms, 2021))
    assert f"It came to none in autumn {english}" in story(of_year(terms, 2021, "en"))
    assert (
        "Löftet gällde minst ett per termin: våren blev det ett (medborgare och Torget saknades) "
        "innan avtalet avslutades i förtid den 30 april 2021."
    ) in story(of_year(reaching, 2021))
    never = "Det skulle vara klart senast den 30 juni 2022, men avtalet avslutades i förtid den 31 oktober 2021."
    assert never in story(of_year(by_then, 2021))

"""The tables of forms: all kinds, units and states have their words in both languages, and they agree."""

import re
from datetime import date
from string import Formatter
from typing import get_args

import pytest

from services.reports.comparison.phrases import COMPARISON
from services.reports.domain import words
from services.reports.domain.assess import assess
from services.reports.domain.tally import tally
from services.reports.evaluation.phrases import PHRASES
from services.reports.evaluation.stretch import Stretch
from services.reports.evaluation.telling import english, english_windows, forms_en, forms_sv, swedish, swedish_windows
from services.reports.evaluation.telling import grammar_en as en
from services.reports.evaluation.telling import grammar_sv as sv
from services.reports.evaluation.verdicts import Verdict
from shared.events.activity import _RESULT_NAMES, KIND_NAMES, Activity, Kind
from shared.events.agreement import Each, Target, Unit
from shared.events.assessment import Verdict as Delivery
from shared.events.measure import MeasureState
from shared.events.status import Effect
from tests.unit.reports.samples import YEAR, activity, at, commitment


def test_every_kind_unit_span_state_and_verdict_has_its_forms_in_both_languages():
    for forms in (forms_sv, forms_en):
        assert set(forms.KINDS) == set(Kind)
        assert set(forms.UNITS) == set(get_args(Unit)) - {"result"}
        assert set(forms.SPANS) == set(get_args(Each))
        assert set(forms.MEASURE_STATES) == set(get_args(MeasureState))
        assert set(forms.DELIVERIES) == set(get_args(Delivery))
        assert set(forms.EFFECTS) == set(get_args(Effect))
    assert set(swedish.VERDICTS) == set(english.VERDICTS) == set(Verdict)
    assert set(forms_en._RESULTS) == set(_RESULT_NAMES)


def test_swedish_kinds_are_called_what_the_catalogue_calls_them():
    assert {kind: (noun.one, noun.several) for kind, noun in forms_sv.KINDS.items()} == KIND_NAMES


@pytest.mark.parametrize("noun", [*forms_sv.KINDS.values(), *forms_sv.UNITS.values(), *forms_sv.SPANS.values()])
def test_a_definite_form_has_the_ending_of_its_gender(noun: forms_sv.Noun):
    head = noun.the_one.removeprefix("den ").split(" för ")[0].split()[-1]

    assert head.endswith("n" if noun.gender == "en" else "t")
    assert noun.the_several.split(" för ")[0].split()[-1].endswith(("a", "en"))


@pytest.mark.parametrize(
    ("count", "kind", "reads"),
    [
        (1, Kind.WALK, "en trygghetsvandring"),
        (2, Kind.WALK, "två trygghetsvandringar"),
        (0, Kind.MEETING, "inget möte"),
        (1, Kind.MEETING, "ett möte"),
        (12, Kind.MEETING, "tolv möten"),
        (13, Kind.MEETING, "13 möten"),
        (1200, Kind.PATROL, "1 200 patrulleringar"),
        (1.5, Kind.OTHER, "1,5 aktiviteter"),
        (1, Kind.NEIGHBOURHOOD_WATCH, "en insats för grannsamverkan"),
        (3, Kind.PHYSICAL_MEASURE, "tre fysiska åtgärder"),
    ],
)
def test_what_is_counted_agrees_with_its_number(count: float, kind: Kind, reads: str):
    assert re.sub(r"\s", " ", sv.counted(count, forms_sv.KINDS[kind])) == reads


@pytest.mark.parametrize(("count", "reads"), [(1, "one meeting"), (0, "no meeting"), (2, "two meetings")])
def test_english_counts_too(count: float, reads: str):
    assert en.counted(count, forms_en.KINDS[Kind.MEETING]) == reads


@pytest.mark.parametrize(
    ("noun", "count", "reads"),
    [
        (forms_sv.KINDS[Kind.WALK], 1, "planerad"),
        (forms_sv.KINDS[Kind.MEETING], 1, "planerat"),
        (forms_sv.KINDS[Kind.MEETING], 2, "planerade"),
    ],
)
def test_a_participle_agrees_in_gender_and_number(noun: forms_sv.Noun, count: int, reads: str):
    assert sv.agreeing("planera", noun, count) == reads


@pytest.mark.parametrize(
    ("place", "reads"),
    [
        ("Nykvarns centrum", "i Nykvarns centrum"),
        ("Valhallagatan", "på Valhallagatan"),
        ("Kaplansområdet", "i Kaplansområdet"),
        ("Nykvarns station", "vid Nykvarns station"),
        ("Lillhagaskolan", "på Lillhagaskolan"),
        ("Gångvägen bakom biblioteket", "på Gångvägen bakom biblioteket"),
        ("Torget", "på Torget"),
        ("Kring stationen", "kring stationen"),
    ],
)
def test_a_place_has_the_preposition_that_goes_with_it(place: str, reads: str):
    assert sv.at(place) == reads


def test_lists_days_and_names():
    assert sv.joined(["kommun", "polis", "skola"]) == "kommun, polis och skola"
    assert sv.joined(["kommun"]) == "kommun"
    assert sv.joined([]) == ""
    assert sv.day(date(2021, 5, 3)) == "den 3 maj 2021"
    assert sv.day(date(2021, 5, 3), year=False) == "den 3 maj"
    assert en.day(date(2021, 5, 3)) == "3 May 2021"
    assert words.one_of("Polisen, Södertälje lokalpolisområde") == "Polisen (Södertälje lokalpolisområde)"


@pytest.mark.parametrize("table", [PHRASES, COMPARISON])
def test_a_phrase_has_the_same_blanks_in_both_languages(table: dict[str, tuple[str, str]]):
    for name, said in table.items():
        swedish, english = ({blank for _, blank, _, _ in Formatter().parse(text) if blank} for text in said)

        assert swedish == english, name


HOURS = Target(at_least=2.5, each="year", unit="hours")
ENDED = Stretch(YEAR, 2021, at("2022-02-01"), at("2022-02-01"), over=True, last=True)


def windows_told(asked: Target, *done: Activity) -> list[list[str]]:
    """What is told of a commitment's windows, when the year is over, in Swedish and English."""
    one = commitment(asked)
    judged = assess(one, tally(done, "c"), YEAR, at("2022-02-01")).windows
    return [list(tongue.told(one, judged, ENDED)) for tongue in (swedish_windows, english_windows)]


def test_a_year_in_which_too_little_was_done_says_what_it_came_to():
    assert windows_told(HOURS) == [
        ["Löftet gällde minst 2,5 timmar per år, och det blev ingen."],
        ["The promise was at least 2.5 hours per year; there were none."],
    ]


def test_what_is_not_counted_in_activities_is_told_as_it_is_counted():
    assert windows_told(HOURS, activity("2021-04-15", hours=8)) == [
        ["Löftet gällde minst 2,5 timmar per år, och det blev åtta timmar."],
        ["The promise was at least 2.5 hours per year; it came to eight hours."],
    ]

"""The sentences that explain a status, as a resident reads them."""

from datetime import date

import pytest

from services.reports.domain.assess import assess
from services.reports.domain.words import number
from shared.events.activity import Kind
from shared.events.agreement import Commitment, Counts, Covering, Period, Target
from tests.unit.reports.samples import TWO_YEARS, YEAR, activity, at, commitment, days, plan, walks

TERM = Target(each="term")
ALL_THREE = Target(each="term", covering=Covering(audiences=("business", "association", "resident")))


def told(asked: Target | None, done, now: str, kind: Kind | None = Kind.WALK, period: Period = YEAR) -> str:
    kinds = [kind] if kind else []
    return assess(commitment(asked, *kinds), done, period, at(now)).explanation


def test_a_party_with_a_comma_in_its_name_is_told_as_one():
    asked = commitment(Target(each="term", covering=Covering(parties=("p",), places=("Torget",))), Kind.WALK)
    names = {"p": "Polisen, Södertälje lokalpolisområde"}

    status = assess(asked, {}, YEAR, at("2021-02-01"), names=names)

    assert "och Polisen (Södertälje lokalpolisområde) och Torget saknas" in status.explanation
    assert status.windows[0].missing == ("Polisen, Södertälje lokalpolisområde", "Torget")


CASES = [
    ("2020-12-01", TERM, {}, "Perioden börjar 2021-01-01."),
    (
        "2021-02-01",
        TERM,
        {},
        "0 av 1 trygghetsvandring för våren 2021 hittills: fönstret stänger 2021-06-30.",
    ),
    (
        "2021-02-01",
        TERM,
        days(plan("2021-04-15")),
        "0 av 1 trygghetsvandring för våren 2021 hittills, 1 planerad: fönstret stänger 2021-06-30.",
    ),
    (
        "2021-06-20",
        TERM,
        {},
        "0 av 1 trygghetsvandring för våren 2021 hittills: fönstret stänger 2021-06-30. "
        "Högst en fjärdedel av tiden är kvar och inget är planerat.",
    ),
    ("2021-05-01", TERM, walks("2021-04-15"), "1 av 1 trygghetsvandring för våren 2021."),
    (
        "2022-01-01",
        TERM,
        walks("2021-04-15"),
        "1 av 1 trygghetsvandring för våren 2021. "
        "Ingen trygghetsvandring för hösten 2021: fönstret stängde 2021-12-31.",
    ),
    (
        "2021-08-01",
        Target(at_least=2, each="term"),
        walks("2021-04-15"),
        "1 av 2 trygghetsvandringar för våren 2021: fönstret stängde 2021-06-30. "
        "0 av 2 trygghetsvandringar för hösten 2021 hittills: fönstret stänger 2021-12-31.",
    ),
    (
        "2021-07-01",
        ALL_THREE,
        days(activity("2021-02-01", audiences=("business",)), activity("2021-03-01", audiences=("association",))),
        "2 av 1 trygghetsvandring för våren 2021, men medborgare saknas: fönstret stängde 2021-06-30. "
        "0 av 1 trygghetsvandring för hösten 2021 hittills, och näringsidkare, föreningsliv och medborgare saknas: "
        "fönstret stänger 2021-12-31.",
    ),
    (
        "2021-04-01",
        Target(each="month"),
        walks("2021-01-10", "2021-03-10"),
        "2 av 12 månader klara. Missat: februari 2021. "
        "0 av 1 trygghetsvandring för april 2021 hittills: fönstret stänger 2021-04-30.",
    ),
    (
        "2021-09-01",
        Target(milestone=True, by=date(2021, 8, 31)),
        {},
        "Ingen trygghetsvandring senast 2021-08-31.",
    ),
    ("2021-02-01", None, {}, "Åtagandet anger inget mått. Inget är rapporterat än."),
    (
        "2021-05-01",
        None,
        {},
        "Åtagandet anger inget mått. Inget är rapporterat sedan perioden började 2021-01-01.",
    ),
    (
        "2021-09-01",
        None,
        walks("2021-02-01"),
        "Åtagandet anger inget mått. 1 aktivitet hittills, den senaste 2021-02-01. Inget har hänt på 90 dagar.",
    ),
    (
        "2022-01-01",
        None,
        walks("2021-02-01"),
        "Åtagandet anger inget mått. 1 aktivitet under perioden. "
        "Perioden är över: parternas egen uppföljning får tala.",
    ),
]


@pytest.mark.parametrize(("now", "asked", "done", "sentences"), CASES)
def test_an_explanation_says_what_was_asked_and_what_was_done(now, asked, done, sentences):
    assert told(asked, done, now) == sentences


ENDED = [
    (
        TERM,
        walks("2021-02-01"),
        "1 av 1 trygghetsvandring för våren 2021. "
        "Avtalet avslutades i förtid den 31 mars 2021, innan hösten 2021 var slut.",
    ),
    (
        TERM,
        {},
        "Ingen trygghetsvandring för våren 2021. "
        "Avtalet avslutades i förtid den 31 mars 2021, innan våren 2021 och hösten 2021 var slut.",
    ),
    (
        Target(at_least=4),
        walks("2021-02-01", "2021-06-01"),
        "1 av 4 trygghetsvandringar för hela perioden. "
        "Avtalet avslutades i förtid den 31 mars 2021, innan perioden var slut.",
    ),
    (
        Target(each="quarter"),
        {},
        "Ingen trygghetsvandring för kvartal 1 2021: fönstret stängde 2021-03-31. "
        "Avtalet avslutades i förtid den 31 mars 2021, innan kvartal 2 2021, kvartal 3 2021 och "
        "kvartal 4 2021 var slut.",
    ),
    (
        ALL_THREE,
        days(activity("2021-02-01", audiences=("business", "association"))),
        "1 av 1 trygghetsvandring för våren 2021, men medborgare saknas. "
        "Avtalet avslutades i förtid den 31 mars 2021, innan våren 2021 och hösten 2021 var slut.",
    ),
    (
        Target(each="month"),
        walks("2021-01-10", "2021-03-10"),
        "2 av 12 månader klara. Missat: februari 2021. Avtalet avslutades i förtid den 31 mars 2021, innan april 2021, "
        "maj 2021, juni 2021, juli 2021, augusti 2021, september 2021, oktober 2021, november 2021 och december 2021 "
        "var slut.",
    ),
    (
        Target(milestone=True, by=date(2021, 8, 31)),
        {},
        "Ingen trygghetsvandring senast 2021-08-31. "
        "Avtalet avslutades i förtid den 31 mars 2021, före den 31 augusti 2021.",
    ),
    (
        Target(milestone=True, by=date(2021, 2, 28)),
        {},
        "Ingen trygghetsvandring senast 2021-02-28. Avtalet avslutades i förtid den 31 mars 2021.",
    ),
    (
        Target(each="month", average=True),
        walks("2021-02-01"),
        "1 av 3 trygghetsvandringar. Snittet ska vara minst 1 per månad. "
        "Avtalet avslutades i förtid den 31 mars 2021: snittet räknas till dess.",
    ),
    (
        None,
        walks("2021-02-01"),
        "Åtagandet anger inget mått. 1 aktivitet under perioden. "
        "Avtalet avslutades i förtid den 31 mars 2021: parternas egen uppföljning får tala.",
    ),
    (Target(), walks("2021-02-01"), "1 av 1 trygghetsvandring för hela perioden."),
]


@pytest.mark.parametrize(("asked", "done", "sentences"), ENDED)
def test_an_agreement_that_was_ended_early_says_so_and_what_it_therefore_asks_no_more(asked, done, sentences):
    ended = assess(commitment(asked, Kind.WALK), done, YEAR, at("2021-04-01"), closed_on=date(2021, 3, 31))

    assert ended.explanation == sentences


def test_a_window_that_was_cut_short_says_why_it_asks_for_nothing():
    ended = assess(commitment(TERM), walks("2021-02-01"), YEAR, at("2021-04-01"), closed_on=date(2021, 3, 31))

    spring, autumn = ended.windows
    assert (spring.state, spring.note) == ("met", None)
    assert (autumn.state, autumn.note) == ("asks_nothing", "avtalet avslutades i förtid den 31 mars 2021")


def test_a_short_window_is_told_in_the_explanation():
    from_june = Period(start=date(2021, 6, 1), end=date(2021, 12, 31))

    assert told(TERM, walks("2021-09-01"), "2021-10-01", period=from_june) == (
        "1 av 1 trygghetsvandring för hösten 2021. Våren 2021 kräver inget: bara 30 av 181 dagar ligger i perioden."
    )


def test_when_only_windows_ahead_ask_the_first_of_them_is_told():
    from_june = Period(start=date(2021, 6, 1), end=date(2021, 12, 31))

    assert told(TERM, {}, "2021-06-15", period=from_june).startswith(
        "0 av 1 trygghetsvandring för hösten 2021: fönstret öppnar 2021-07-01."
    )


def test_many_missed_windows_are_named_up_to_a_dozen():
    sentence = told(Target(each="week"), {}, "2021-06-01")

    assert "vecka 12 2021 och 9 till." in sentence


def test_several_months_together_are_told_as_periods():
    assert told(Target(each="month", every=2), {}, "2021-03-01").startswith("0 av 6 perioder om 2 månader klara.")


def test_two_years_of_months_are_told_in_short():
    meetings = walks(*(f"{year}-{month:02}-10" for year in (2021, 2022) for month in range(1, 13)))

    assert told(Target(each="month"), meetings, "2023-01-01", Kind.MEETING, TWO_YEARS) == "24 av 24 månader klara."


@pytest.mark.parametrize(
    ("kind", "unit", "words"),
    [
        (Kind.MEETING, "activities", "Inget möte för hela perioden"),
        (None, "activities", "Ingen aktivitet för hela perioden"),
        (Kind.PATROL, "days", "Ingen dag med patrullering för hela perioden"),
        (Kind.PATROL, "weeks", "Ingen vecka med patrullering för hela perioden"),
        (Kind.PATROL, "hours", "0 av 1 timme med patrullering för hela perioden"),
        (Kind.TRAFFIC_CONTROL, "quantity", "Ingen trafikkontroll för hela perioden"),
    ],
)
def test_what_is_missing_is_named_by_kind_and_unit(kind, unit, words):
    assert told(Target(unit=unit), {}, "2022-01-01", kind).startswith(words)


def test_a_kind_that_the_catalogue_lacks_is_told_as_an_activity():
    unknown = Commitment(id="c", title="", counts=Counts(kinds=("parade",)), target=Target())

    assert assess(unknown, {}, YEAR, at("2022-01-01")).explanation.startswith("Ingen aktivitet")


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (1.0, "1"), (1.5, "1,5"), (899.999, "899,99"), (0.1 + 0.2, "0,3"), (1200, "1200"), (0.25, "0,25")],
)
def test_numbers_are_written_in_swedish_and_never_rounded_up_to_what_was_not_reached(value: float, text: str):
    assert number(value) == text

"""Published promises of other municipalities, and how they were followed up, told as commitments and activities."""

from datetime import date, timedelta

from services.reports.domain.assess import assess
from shared.events.activity import Kind
from shared.events.agreement import Commitment, Counts, Period, Target
from shared.events.status import State
from tests.unit.reports.samples import activity, at, days

YEAR_2018 = Period(start=date(2018, 1, 1), end=date(2018, 12, 31))
YEAR_2024 = Period(start=date(2024, 1, 1), end=date(2024, 12, 31))
AFTER_2018, AFTER_2024 = at("2019-01-15"), at("2025-01-15")


def promised(target: Target | None, **counts) -> Commitment:
    return Commitment(id="c", title="Åtagandet", counts=Counts(**counts), target=target)


def done(kind: Kind, *starts: str, **fields):
    return days(*(activity(start, kind, **fields) for start in starts))


def test_skara_promised_four_inspections_of_bars_and_did_four():
    asked = promised(Target(at_least=4, each="year"), kinds=("inspection",), tags=("krogtillsyn",))

    found = assess(
        asked, done(Kind.INSPECTION, "2018-02-10", "2018-05-05", "2018-09-01", "2018-12-13"), YEAR_2018, AFTER_2018
    )

    assert (found.state, found.explanation) == (State.FULFILLED, "4 av 4 tillsyner för 2018.")


def test_skara_promised_foot_patrols_without_a_number_and_did_about_a_hundred():
    starts = [str(date(2018, 1, 2) + timedelta(days=3 * n)) for n in range(100)]

    found = assess(
        promised(None, kinds=("patrol",), tags=("till-fots",)), done(Kind.PATROL, *starts), YEAR_2018, AFTER_2018
    )

    assert (found.state, found.done, found.windows) == (State.NOT_MEASURABLE, 100, ())
    assert "100 aktiviteter under perioden." in found.explanation


def test_skara_promised_two_safety_walks_and_did_both():
    asked = promised(Target(at_least=2), kinds=("walk",))
    walks = days(activity("2018-05-08", place="Valhallagatan"), activity("2018-10-09", place="Kaplansområdet"))

    assert assess(asked, walks, YEAR_2018, AFTER_2018).windows[0].summary == "2 av 2"


def test_skara_promised_three_night_walks_with_associations_and_did_four():
    asked = promised(Target(at_least=3), kinds=("night-walk",), audiences=("association",))
    walks = done(
        Kind.NIGHT_WALK, "2018-04-30 22:00", "2018-06-08 22:00", "2018-08-31 22:00", "2018-12-12 22:00",
        audiences=("association",),
    )  # fmt: skip

    found = assess(asked, walks, YEAR_2018, AFTER_2018)

    assert (found.state, found.windows[0].summary) == (State.FULFILLED, "4 av 3")


def test_skara_promised_a_dialogue_on_street_lighting_and_told_nothing_of_it():
    found = assess(
        promised(Target(milestone=True), kinds=("dialogue",), tags=("belysning",)), {}, YEAR_2018, AFTER_2018
    )

    assert found.state == State.NOT_FULFILLED
    assert found.explanation == "Ingen medborgardialog senast 2018-12-31."


def test_goteborg_promised_presence_every_friday_and_saturday_evening_around_two_places():
    asked = promised(
        Target(at_least=2, each="week", unit="days"),
        kinds=("patrol",),
        weekdays=("fri", "sat"),
        places=("Brunnsparken", "Nordstan"),
    )
    weekends = [date(2018, 1, 5) + timedelta(weeks=week) for week in range(52)]
    evenings = [f"{day + timedelta(days=n)} 20:00" for day in weekends for n in (0, 1)]

    all_year = assess(asked, done(Kind.PATROL, *evenings), YEAR_2018, AFTER_2018)
    but_midsummer = assess(asked, done(Kind.PATROL, *evenings[:48], *evenings[50:]), YEAR_2018, AFTER_2018)

    assert all_year.state == State.FULFILLED
    assert but_midsummer.state == State.PARTLY_FULFILLED
    assert but_midsummer.explanation.startswith("51 av 52 veckor klara. Missat: vecka 25 2018.")


def test_goteborg_promised_at_least_six_operations_against_drugs_and_did_eleven():
    asked = promised(Target(at_least=6), kinds=("operation",), tags=("narkotika",))
    operations = done(Kind.OPERATION, *(f"2018-{month:02}-15" for month in range(1, 12)))

    assert assess(asked, operations, YEAR_2018, AFTER_2018).windows[0].summary == "11 av 6"


def test_goteborg_promised_four_traffic_operations_in_evenings_and_nights_and_did_four():
    asked = promised(Target(at_least=4, unit="quantity"), kinds=("traffic-control",))

    found = assess(
        asked, done(Kind.TRAFFIC_CONTROL, "2018-03-02 21:00", "2018-11-09 23:00", quantity=2), YEAR_2018, AFTER_2018
    )

    assert (found.state, found.windows[0].summary) == (State.FULFILLED, "4 av 4")


def test_mala_promised_something_every_year_of_a_period_of_one_year():
    asked = promised(Target(at_least=1, each="year"), kinds=("inspection",), tags=("tobak", "alkohol"))

    assert assess(asked, done(Kind.INSPECTION, "2024-10-01"), YEAR_2024, AFTER_2024).state == State.FULFILLED
    assert assess(asked, {}, YEAR_2024, at("2024-10-15")).state == State.AT_RISK


def test_mala_promised_extra_resources_at_least_three_times_a_year():
    asked = promised(Target(at_least=3, each="year"), kinds=("operation",), tags=("ungdomsfester",))

    found = assess(asked, done(Kind.OPERATION, "2024-04-30", "2024-06-21"), YEAR_2024, at("2024-07-01"))

    assert (found.state, found.windows[0].summary) == (State.ON_TRACK, "2 av 3")


def test_mala_promised_to_help_when_somebody_asks_which_names_no_measure():
    on_request = promised(None, kinds=("walk", "neighbourhood-watch"))

    assert assess(on_request, {}, YEAR_2024, at("2024-02-01")).state == State.NOT_STARTED
    assert assess(on_request, {}, YEAR_2024, at("2024-06-01")).state == State.STALLED
    assert assess(on_request, done(Kind.WALK, "2024-05-20"), YEAR_2024, at("2024-06-01")).state == State.ONGOING
    assert assess(on_request, {}, YEAR_2024, AFTER_2024).state == State.NOT_MEASURABLE

"""What the public page tells beside the promises, from events on: what belongs to an agreement, and when."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from deploy.local import Stack
from shared.events.activity import Activity, Place, Span, WalkStep
from shared.events.agreement import Period
from shared.events.assessment import Assessment
from shared.events.examples import EXAMPLES
from shared.events.measure import Measure
from shared.events.observation import Observation
from shared.events.situation import DialogueInput
from tests.integration.reports_house import WALKED, House, changed, house_on

PLACE: Observation = EXAMPLES["se.loftet.observation.noted.v1"]
LAMP: Measure = EXAMPLES["se.loftet.measure.proposed.v1"]
SAID: Assessment = EXAMPLES["se.loftet.assessment.signed.v1"]
HEARD: DialogueInput = EXAMPLES["se.loftet.dialogue-input.received.v1"]
BEFORE: Activity = changed(
    WALKED,
    id="e0f5c0a1-4a6e-5e0e-9c49-9a86b1f1a001",
    kind="meeting",
    title="Förberedande möte i Folkets hus",
    outcome="Rutten bestämdes.",
    walk_step=WalkStep(walk=WALKED.id, step="preparation"),
    counts=(),
)
SUMMER = datetime(2021, 8, 1, tzinfo=UTC)


@pytest.fixture
def house(stack: Stack, tmp_path: Path) -> Iterator[House]:
    with house_on(stack, tmp_path) as house:
        house.it_is(SUMMER)
        yield house


def test_a_walk_is_told_with_its_meeting_its_places_and_its_measures(house: House) -> None:
    house.told(BEFORE, PLACE, LAMP, WALKED)

    page = house.page()

    for said in ("Rutten bestämdes.", PLACE.place.name, PLACE.text, LAMP.title, "Försenad"):
        assert said in page


@pytest.mark.parametrize(
    "gone",
    [
        {"state": "withdrawn", "reason": "Dubbel."},
        {"state": "cancelled", "reason": "Sjukdom."},
        {"counts": (), "narrowed_to": ("another-promise",)},
    ],
)
@pytest.mark.parametrize("promises", [LAMP.promises, ()])
def test_of_a_walk_that_is_no_longer_shown_the_measures_alone_are_told(
    gone: dict[str, Any], promises: tuple[str, ...], house: House
) -> None:
    house.told(BEFORE, PLACE, changed(LAMP, promises=promises), WALKED, changed(WALKED, revision=2, **gone))

    page = house.page()

    assert "Rutten bestämdes." not in page
    assert PLACE.place.name not in page
    assert LAMP.title in page[page.index("Övriga åtgärder") :]


def test_a_measure_is_not_told_of_before_its_walk_may_be_shown(house: House) -> None:
    house.told(PLACE, LAMP, changed(WALKED, publishable_from=datetime(2021, 8, 2, tzinfo=UTC)))

    assert LAMP.title not in house.page()
    house.it_is(datetime(2021, 8, 2, tzinfo=UTC))
    assert LAMP.title in house.page()


def test_a_meeting_is_told_of_no_earlier_than_it_may_be_published(house: House) -> None:
    house.told(WALKED, changed(BEFORE, publishable_from=datetime(2021, 8, 2, tzinfo=UTC)))

    held_back = house.page()
    house.it_is(datetime(2021, 8, 2, tzinfo=UTC))
    published = house.page()

    assert "Rutten bestämdes." not in held_back
    assert "Rutten bestämdes." in published


def test_a_meeting_that_is_withdrawn_leaves_its_step_untold(house: House) -> None:
    house.told(WALKED, BEFORE, changed(BEFORE, revision=2, state="withdrawn", reason="Dubbel."))

    page = house.page()

    assert "Rutten bestämdes." not in page
    assert page.count("Inte rapporterat") == 2


def test_a_measure_without_a_walk_is_told_with_the_promises_that_it_serves(house: House) -> None:
    promise = WALKED.counts[0].promise
    house.told(changed(LAMP, id="m-1", walk=None, title="Flytta bänken", promises=(promise,)))
    house.told(changed(LAMP, id="m-2", walk=None, title="Måla bron", promises=("another-promise",)))

    page = house.page()

    assert "Övriga åtgärder" in page
    assert "Flytta bänken" in page
    assert "Måla bron" not in page


def test_what_is_signed_and_heard_later_is_not_told_of_an_earlier_day(house: House) -> None:
    house.it_is(datetime(2023, 3, 1, tzinfo=UTC))
    house.told(
        changed(SAID, narrative="Sagt i februari.", signed_on=date(2022, 2, 1)),
        changed(HEARD, id="h-1", topic="Hört i fjol", period=Period(start=date(2020, 5, 1), end=date(2020, 6, 1))),
        changed(HEARD, id="h-2", topic="Hört i juni", period=Period(start=date(2022, 6, 1), end=date(2022, 6, 30))),
    )

    now, then = house.page(), house.page(as_of="2022-01-31")

    assert "Sagt i februari." in now
    assert "Hört i juni" in now
    assert "Sagt i februari." not in then
    assert "Hört i juni" not in then
    assert "Hört i fjol" in then


def test_what_names_nothing_is_of_the_agreement_whose_time_it_was(house: House) -> None:
    long_ago = Period(start=date(2018, 1, 1), end=date(2018, 12, 31))
    before = Period(start=date(2020, 1, 1), end=date(2020, 12, 31))
    house.told(
        changed(HEARD, id="h-1", topic="Hört för länge sedan", period=long_ago, focus_areas=(), promises=()),
        changed(HEARD, id="h-2", topic="Hört året före", period=before, focus_areas=(), promises=()),
        changed(HEARD, id="h-3", topic="Hört om annat", period=before, focus_areas=("elsewhere",), promises=()),
    )

    page = house.page()

    assert "Hört året före" in page
    assert "Hört för länge sedan" not in page
    assert "Hört om annat" not in page


def test_a_verdict_that_was_replaced_is_told_as_it_was_signed_on_an_earlier_day(house: House) -> None:
    # given a verdict of January, replaced in March
    signed = changed(SAID, narrative="Sagt i januari.", signed_on=date(2022, 1, 20), reported_at=at(2022, 1, 20))
    anew = {"revision": 2, "narrative": "Sagt i mars.", "signed_on": date(2022, 3, 1), "reported_at": at(2022, 3, 1)}
    house.it_is(at(2022, 4, 1))
    house.told(signed, changed(signed, **anew))

    # then the page of February, as the interface, has the first
    then, now = house.page(as_of="2022-02-10"), house.page()
    (told,) = house.status(asOf="2022-02-10T23:00:00+01:00")["assessments"]["signed"]
    assert told["narrative"] == "Sagt i januari."
    assert "Sagt i januari." in then
    assert "Sagt i mars." in now
    assert "Sagt i mars." not in then


def test_a_measure_is_told_as_it_stood_on_an_earlier_day(house: House) -> None:
    # given a lamp that was asked for in April, decided on in May and lit in September
    lamp = changed(LAMP, due_on=date(2021, 10, 1), proposed_at=at(2021, 4, 20), reported_at=at(2021, 4, 20))
    decided = changed(lamp, revision=2, state="accepted", reported_at=at(2021, 5, 20))
    lit = changed(
        lamp, revision=3, state="completed", completed_on=date(2021, 9, 14), reported_at=at(2021, 9, 30), title="Tänd"
    )
    house.it_is(at(2021, 12, 1))
    house.told(WALKED, PLACE, lamp, decided, lit)

    # then each day tells what was so on that day
    told = {day: house.page(as_of=day) for day in ("2021-04-18", "2021-05-01", "2021-09-13", "2021-09-14")}
    assert lamp.title not in told["2021-04-18"]
    assert "Ingen är utförd än." in told["2021-05-01"]
    assert "Föreslagen" in told["2021-05-01"]
    assert "Beslutad" in told["2021-09-13"]
    assert "14 september 2021" not in told["2021-09-13"]
    assert "En är utförd." in told["2021-09-14"]


def test_what_is_reported_long_afterwards_is_of_the_day_on_which_it_was(house: House) -> None:
    # given a walk, a place, a measure and what was heard, all reported two years later
    late = at(2023, 6, 1)
    lamp = changed(LAMP, proposed_at=late, reported_at=late)
    lit = changed(lamp, revision=2, state="completed", completed_on=date(2021, 9, 14))
    heard = changed(HEARD, topic="Hört i maj", period=Period(start=date(2021, 5, 1), end=date(2021, 5, 31)))
    house.it_is(at(2023, 6, 2))
    house.told(*(changed(each, reported_at=late) for each in (WALKED, PLACE, heard)), lamp, lit)

    # then a day in between tells of the measure as not done, and a day before the walk of nothing
    before, between, after = (house.page(as_of=day) for day in ("2021-04-01", "2021-06-15", "2021-09-14"))
    assert PLACE.place.name not in before
    assert lamp.title not in before
    assert "Hört i maj" not in before
    assert PLACE.place.name in between
    assert "Ingen är utförd än." in between
    assert "Hört i maj" in between
    assert "En är utförd." in after


def test_a_follow_up_that_was_held_stays_told_when_another_is_planned(house: House) -> None:
    held = changed(BEFORE, walk_step=WalkStep(walk=WALKED.id, step="follow-up"), outcome="Allt fick en ansvarig.")
    again = changed(held, id="a-second", state="planned", planned=held.actual, actual=None, outcome="")

    house.told(WALKED, again, held)

    page = house.page()
    assert page.index("Allt fick en ansvarig.") < page.index("Planerat till", page.index("Uppföljande möte"))


def test_a_planned_walk_begins_with_what_its_sheet_says(house: House) -> None:
    # given a walk ahead in the area of an earlier one, which left two measures open, and one raised at a later walk
    ahead = at(2021, 9, 1)
    soon = changed(
        WALKED,
        id="ahead",
        state="planned",
        planned=Span(start=ahead, end=ahead),
        actual=None,
        place=Place(name="Nykvarns  CENTRUM"),
    )
    later = changed(soon, id="later", planned=Span(start=at(2021, 10, 1), end=at(2021, 10, 1)), place=None)
    area = {"area": "Nykvarns centrum", "walk": WALKED.id}
    house.told(WALKED, soon, later, changed(LAMP, **area), changed(LAMP, id="second", **area))
    house.told(changed(LAMP, id="from-later", area="Nykvarns centrum", walk="later"))

    # then it begins with the two
    assert "Vandringen börjar med de 2 åtgärder som är kvar" in house.page()


def test_a_measure_that_another_party_was_handed_tells_when_it_was_due_and_that_it_is_late(house: House) -> None:
    house.told(WALKED, changed(LAMP, revision=2, state="transferred", reason="Polisens mark."))

    page = house.page()

    assert "Försenad" in page
    assert f'<dt>Senast</dt><dd><time datetime="{LAMP.due_on}">' in page


def test_the_page_leads_to_the_municipality_s_own_form_for_tips(house: House) -> None:
    assert 'href="http://activities.example/tips/0140"' in house.page()


def at(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 12, tzinfo=UTC)

"""What the public page tells beside the promises, from events on: what belongs to an agreement, and when."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from deploy.local import Stack
from shared.events.activity import Activity, WalkStep
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


def test_nothing_is_told_of_a_walk_that_is_not_shown(house: House) -> None:
    house.told(BEFORE, PLACE, LAMP, changed(WALKED, state="withdrawn", revision=2, reason="Dubbel."))

    page = house.page()

    assert "Rutten bestämdes." not in page
    assert PLACE.place.name not in page
    assert LAMP.title not in page


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

    assert "Åtgärder utan vandring" in page
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

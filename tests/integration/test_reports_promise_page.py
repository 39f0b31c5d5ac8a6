"""A promise's own page, badge and card over the real store: what they say follows from the facts alone."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from deploy.local import Stack
from tests.integration.reports_house import HERE, NYKVARN, WALKED, WALKS, House, changed, house_on

SUMMER = datetime(2021, 8, 1, 10, tzinfo=UTC)


@pytest.fixture
def house(stack: Stack, tmp_path: Path) -> Iterator[House]:
    with house_on(stack, tmp_path) as house:
        house.it_is(SUMMER)
        yield house


def _get(house: House, path: str) -> str:
    answer = house.app.test_client().get(path)
    assert answer.status_code == 200, answer.text
    return answer.text


def test_a_promise_s_page_its_badge_and_its_card_follow_what_is_reported(house: House) -> None:
    page, badge, card = f"/{HERE}/{NYKVARN}/{WALKS}", f"/badge/{WALKS}.svg", f"/card/{WALKS}"
    assert "Inget räknas hit." in _get(house, page)

    house.told(WALKED)

    told = _get(house, page)
    assert f"<span>{WALKED.title}</span>" in told
    assert "Så har läget ändrats" in told
    assert "Enligt plan." in _get(house, badge)
    assert "Enligt plan" in _get(house, card)
    assert "On track." in _get(house, f"{badge}?lang=en")


def test_what_may_not_be_shown_yet_is_on_no_page_and_in_no_history(house: House) -> None:
    later = datetime(2021, 9, 1, tzinfo=UTC)
    page = f"/{HERE}/{NYKVARN}/{WALKS}"

    house.told(changed(WALKED, publishable_from=later, title="Hemlig vandring"))

    assert "Hemlig vandring" not in _get(house, page)
    house.it_is(later)
    assert "Hemlig vandring" in _get(house, page)

"""A promise's own page, badge and card over the real store: what they say follows from the facts alone."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from deploy.local import Stack
from shared.clock import start_of_day
from tests.integration.reports_house import HERE, NYKVARN, PUBLISHED, WALKED, WALKS, House, changed, house_on

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
    framed = [house.app.test_client().get(path).headers.get("X-Frame-Options") for path in (card, page)]
    assert framed == [None, "DENY"]


def test_what_may_not_be_shown_yet_is_on_no_page_and_in_no_history(house: House) -> None:
    later = datetime(2021, 9, 1, tzinfo=UTC)
    page = f"/{HERE}/{NYKVARN}/{WALKS}"

    house.told(changed(WALKED, publishable_from=later, title="Hemlig vandring"))

    assert "Hemlig vandring" not in _get(house, page)
    house.it_is(later)
    assert "Hemlig vandring" in _get(house, page)


def test_a_day_can_be_seen_as_it_was_known_then_and_what_was_held_back_then_is_not(house: House) -> None:
    # given a walk that was reported a month late, and one that could not be shown for a month
    page, day = f"/{HERE}/{NYKVARN}/{WALKS}", WALKED.span.start.date() + timedelta(days=3)
    late = WALKED.reported_at + timedelta(days=30)
    house.told(changed(WALKED, title="Sent rapporterad", reported_at=late))
    house.told(changed(WALKED, id="held-back", title="Hemlig då", publishable_from=late))

    # then the day has both, as it is known now
    now = _get(house, f"{page}?asOf={day}")
    assert ("Sent rapporterad" in now, "Hemlig då" in now) == (True, True)
    assert f"asOf={day}&amp;knownAt={day}" in now

    # and neither, as it was known then; the promise says why
    then, why = (_get(house, f"{path}?asOf={day}&knownAt={day}") for path in (f"/{HERE}/{NYKVARN}", page))
    assert ("Sent rapporterad" in then, "Hemlig då" in then) == (False, False)
    for told in (then, why):
        assert "efter det som var rapporterat då." in told
    assert "Inget räknas hit." in why
    assert "Den var inte rapporterad vid den tidpunkten." in why
    assert "Den fick inte offentliggöras förrän senare." in why


def test_a_day_is_told_under_the_version_that_held_that_day(house: House) -> None:
    # given an amendment that comes into force when a day begins
    first = PUBLISHED.latest
    promises = (changed(first.agreement.promises[0], title="Ny lydelse"), *first.agreement.promises[1:])
    amended = changed(
        first,
        version=2,
        change="amended",
        reason="Ny lydelse.",
        in_force_from=start_of_day(date(2021, 7, 1)),
        agreement=changed(first.agreement, promises=promises),
    )
    midnight = changed(WALKED, title="Vid midnatt", actual=changed(WALKED.span, start=amended.in_force_from))
    house.told(changed(PUBLISHED, versions=(first, amended)), midnight)

    # then the day before is told by the one before, without what began as the day did
    for path in (f"/{HERE}/{NYKVARN}/{WALKS}", f"/{HERE}/{NYKVARN}"):
        before, after = (_get(house, f"{path}?asOf=2021-{day}") for day in ("06-30", "07-01"))
        assert ("Ny lydelse" in before, "Ny lydelse" in after) == (False, True)
        begun = "Den hade inte börjat vid den tidpunkten."
        assert ("Vid midnatt" in before and begun not in before, "Vid midnatt" in after) == (False, True)


def test_what_was_withdrawn_is_told_nowhere_in_its_own_words(house: House) -> None:
    withdrawn = changed(WALKED, revision=2, state="withdrawn", reason="Fel.", reported_at=SUMMER - timedelta(days=1))
    house.told(changed(WALKED, title="Olämplig rubrik", outcome="Olämpligt utfall"), withdrawn)
    page, day = f"/{HERE}/{NYKVARN}/{WALKS}", WALKED.span.start.date() + timedelta(days=3)

    texts = [
        _get(house, path + query)
        for path in (page, f"/{HERE}/{NYKVARN}")
        for query in ("", f"?asOf={day}&knownAt={day}")
    ]
    texts += [_get(house, f"/{HERE}/{NYKVARN}/utvardering/2021"), house.get(f"/promises/{WALKS}/explanation").text]

    assert not [text for text in texts if "Olämplig" in text]
    assert "Trygghetsvandring</span>. Den är återtagen" in texts[0]


def test_a_change_by_what_became_public_names_it(house: House) -> None:
    later = datetime(2021, 9, 1, tzinfo=UTC)
    house.told(changed(WALKED, publishable_from=later, title="Hemlig vandring"))
    house.it_is(later)
    house.projector.tick()

    assert "”Hemlig vandring” blev offentlig." in _get(house, f"/{HERE}/{NYKVARN}/{WALKS}")


@pytest.mark.parametrize("query", ["endpoint=x", "_method=DELETE", "_scheme=ftp", "_external=1", "_anchor=x", "code=1"])
def test_nothing_in_a_query_breaks_a_page_or_its_switch_of_language(house: House, query: str) -> None:
    told = _get(house, f"/{HERE}/{NYKVARN}?{query}")

    assert f'href="/{HERE}/{NYKVARN}?{query}&amp;lang=en"' in told

"""What may not be shown yet is kept, counted for nothing, and counted by the clock when its day comes."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from deploy.local import Stack
from tests.integration.reports_house import WALKED, WALKS, House, changed, house_on

REPORTED = WALKED.reported_at
SHOWN = REPORTED + timedelta(days=30)
HIDDEN = changed(WALKED, publishable_from=SHOWN)


@pytest.fixture
def house(stack: Stack, tmp_path: Path) -> Iterator[House]:
    with house_on(stack, tmp_path) as made:
        yield made


def counted(house: House) -> float:
    """How many walks the first term holds, as it stands."""
    (commitment,) = house.status()["status"]["commitments"]
    done: float = commitment["windows"][0]["done"]
    return done


def counted_as_known(house: House, known_at: datetime) -> float:
    moment = known_at.isoformat()
    (commitment,) = house.status(asOf=moment, knownAt=moment)["status"]["commitments"]
    done: float = commitment["windows"][0]["done"]
    return done


def test_what_is_held_back_is_neither_counted_nor_shown_until_its_day_and_then_it_is(house: House) -> None:
    # given a walk that may not be shown for a month
    house.told(HIDDEN)

    # then a moment before its day it is counted by nobody and shown nowhere, whatever moment is asked
    house.it_is(SHOWN - timedelta(milliseconds=1))
    house.projector.tick()
    assert (counted(house), counted_as_known(house, REPORTED)) == (0, 0)
    assert WALKED.title not in house.page()

    # when its day comes
    house.it_is(SHOWN)
    house.projector.tick()

    # then it counts, is shown, and was not known before
    assert counted(house) == 1
    assert WALKED.title in house.page()
    assert (counted_as_known(house, SHOWN - timedelta(days=1)), counted_as_known(house, SHOWN)) == (0, 1)
    assert house.store.held.due(SHOWN + timedelta(days=1)) == [], "nothing is left to count"


def test_a_correction_that_moves_the_day_hides_again_what_was_shown(house: House) -> None:
    # given a walk that everybody has seen
    house.told(WALKED)
    assert (counted(house), WALKED.title in house.page()) == (1, True)

    # when a correction says that it may be shown in a month only
    corrected = REPORTED + timedelta(days=1)
    house.it_is(corrected)
    house.told(changed(HIDDEN, revision=2, reported_at=corrected))

    # then it is gone, from what was then known too
    assert (counted(house), counted_as_known(house, REPORTED)) == (0, 0)
    assert WALKED.title not in house.page()

    # and is back on its day, when each day is told as it was
    house.it_is(SHOWN)
    house.projector.tick()
    assert [counted_as_known(house, moment) for moment in (REPORTED, corrected, SHOWN)] == [1, 0, 1]


def test_a_correction_that_lifts_the_hold_shows_it_at_once_in_whatever_order_they_come(house: House) -> None:
    # given the correction, and the report that it corrects after it
    lifted = changed(WALKED, revision=2, reported_at=REPORTED + timedelta(hours=1))
    house.it_is(lifted.reported_at)
    house.told(lifted)
    house.told(HIDDEN)

    # then it is counted, and the day that was named first changes nothing
    assert counted(house) == 1
    house.it_is(SHOWN)
    house.projector.tick()
    assert counted(house) == 1


def test_what_is_reported_on_the_same_day_counts_alone_until_then(house: House) -> None:
    # given a walk that is held back, and one on the same day that is not
    house.told(HIDDEN)
    house.told(changed(WALKED, id="another", title="Kvällsvandring"))
    assert counted(house) == 1

    # when the day comes, however often the clock looks
    house.it_is(SHOWN + timedelta(hours=1))
    house.projector.tick()
    house.projector.tick()

    # then both count
    assert counted(house) == 2
    assert house.store.boards.of([WALKS])[0].days[f"{WALKS}-per-termin"]


def test_a_hold_between_two_of_the_clocks_milliseconds_is_not_missed(house: House) -> None:
    # given a walk held until some microseconds past a millisecond
    house.told(changed(WALKED, publishable_from=SHOWN + timedelta(microseconds=400)))

    # when the clock ticks just before, and just after
    for now in (SHOWN, SHOWN + timedelta(milliseconds=1)):
        house.it_is(now)
        house.projector.tick()

    # then it counts
    assert counted(house) == 1

"""Atom after an amendment: it follows what the history follows, also what counts under an earlier version alone."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from deploy.local import Stack
from shared.clock import start_of_day
from shared.events.activity import Activity, EarlierCounts
from tests.integration.reports_house import HERE, NYKVARN, PUBLISHED, WALKED, WALKS, House, changed, house_on

NOW = datetime(2021, 11, 20, 10, tzinfo=UTC)
EXCHANGED = NOW - timedelta(days=30)
BEFORE = PUBLISHED.latest.agreement.promises[0]


@pytest.fixture
def house(stack: Stack, tmp_path: Path) -> Iterator[House]:
    """A house where an amendment put another commitment in the place of the one that walks counted toward."""
    first = PUBLISHED.latest
    other = changed(BEFORE.commitments[0], id="nykvarn-annat")
    promises = (changed(BEFORE, commitments=(other,)), *first.agreement.promises[1:])
    second = changed(
        first,
        version=2,
        in_force_from=EXCHANGED,
        published_at=EXCHANGED,
        change="amended",
        agreement=changed(first.agreement, promises=promises),
    )
    with house_on(stack, tmp_path) as made:
        made.it_is(NOW)
        made.told(changed(PUBLISHED, versions=(first, second)))
        yield made


def counted_before(**changes: object) -> Activity:
    """A walk that counts under the first version alone."""
    earlier = EarlierCounts(NYKVARN, 1, (BEFORE.commitments[0].id,))
    walk: Activity = changed(WALKED, counts=(), earlier=(earlier,), **changes)
    return walk


def told_in_feed(house: House) -> list[str]:
    """When each change came about, the newest first."""
    feed = house.app.test_client().get(f"/data/{HERE}/{NYKVARN}/changes.atom").text
    return re.findall(r"<published>([^<]*)</published>", feed)


def told_in_history(house: House) -> list[str]:
    return [each["at"] for each in house.get(f"/promises/{WALKS}/history").get_json()["items"]][::-1]


def test_the_feed_follows_what_counts_under_an_earlier_version_alone(house: House) -> None:
    # given a feed that somebody has read
    before = told_in_feed(house)

    # when a walk of before the amendment is told of
    house.told(counted_before())

    # then the feed tells what the history tells, which is something else than before
    assert told_in_feed(house) == told_in_history(house) != before

    # and again when the walk is withdrawn
    house.told(counted_before(revision=2, state="withdrawn", reason="Fel.", reported_at=start_of_day(NOW.date())))
    assert told_in_feed(house) == told_in_history(house)

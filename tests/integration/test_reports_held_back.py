"""What may not be shown yet is told at no address that the service answers, and at many once its day has come."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from deploy.local import Stack
from shared.events.activity import Place
from shared.events.examples import EXAMPLES
from tests.integration.reports_house import BASE, HERE, NYKVARN, WALKED, WALKS, House, changed, house_on

SHOWN = WALKED.reported_at + timedelta(days=30)
NAMES = {"id": "hemlig-vandring", "title": "Hemlig vandring", "outcome": "Hemligt utfall"}
HELD: Any = changed(WALKED, **NAMES, place=Place(name="Hemliga platsen"), publishable_from=SHOWN)
AHEAD: Any = changed(HELD, id="hemlig-plan", state="planned", planned=WALKED.actual, actual=None)
NEAR: Any = changed(HELD, id="hemlig-utan", counts=())
SEEN: Any = changed(EXAMPLES["se.loftet.observation.noted.v1"], walk=HELD.id, text="Hemligt mörker")
RAISED: Any = changed(EXAMPLES["se.loftet.measure.proposed.v1"], walk=HELD.id, title="Hemlig åtgärd")
FILLED = {
    "code": HERE,
    "municipality": HERE,
    "agreement_id": NYKVARN,
    "agreementId": NYKVARN,
    "promise_id": WALKS,
    "promiseId": WALKS,
    "party": "nykvarn-kommun",
    "year": 2021,
}
TABLES = ("activities", "statuses", "measures", "observations")


@pytest.fixture
def house(stack: Stack, tmp_path: Path) -> Iterator[House]:
    with house_on(stack, tmp_path) as made:
        yield made


def addresses(house: House) -> Iterator[str]:
    """Every address that can be asked for of what is known, but for papers, which are made of the same account."""
    adapter = house.app.url_map.bind("")
    for rule in house.app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.arguments <= FILLED.keys() and "pdf" not in rule.rule:
            yield adapter.build(rule.endpoint, {name: FILLED[name] for name in rule.arguments})
    yield from (f"/data/{table}.{form}" for table in TABLES for form in ("json", "csv"))


def telling(house: House, now: datetime) -> set[str]:
    """The addresses that tell of it, on any line through time."""
    told = set()
    for path in sorted(set(addresses(house))):
        for moment in (now.isoformat(), str(now.date()), None):
            query = {"asOf": moment, "knownAt": moment} if moment else {}
            if path.startswith(BASE):
                answer = house.get(path.removeprefix(BASE), **query)
            else:
                answer = house.app.test_client().get(path, query_string=query)
            if "hemlig" in answer.text.lower():
                told.add(path)
    return told


def test_what_may_not_be_shown_yet_is_told_nowhere_before_its_day(house: House) -> None:
    house.told(HELD, AHEAD, NEAR, SEEN, RAISED)

    assert telling(house, WALKED.reported_at) == set()

    # and it would be: on its day it is told in many a place
    house.it_is(SHOWN)
    house.projector.tick()
    told = telling(house, SHOWN)
    assert {f"/{HERE}/{NYKVARN}", "/data/activities.json", f"/data/{HERE}/calendar.ics"} <= told
    assert {f"{BASE}/promises/{WALKS}/explanation", f"{BASE}/measures", f"{BASE}/observations"} <= told

"""An agreement as large as it may become: refused beyond that, and told whole to whoever reads the events."""

from collections.abc import Iterator

import pytest
from werkzeug.test import TestResponse

from deploy.local import Stack
from services.activities.domain.versions import LARGEST
from services.reports.projector import Projector
from services.reports.store import ReportsStore
from shared.clock import SystemClock
from shared.events.catalogue import AGREEMENT_PUBLISHED, AGREEMENTS
from shared.kafka.consumer import Consumer
from shared.store.relay import Relay
from tests.integration.activities_house import House, exempel, house_on
from tests.integration.brokers import running
from tests.waiting import eventually

PATH = "/agreements/exempel-loften"


@pytest.fixture
def house(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house_on(stack, tmp_path_factory.mktemp("largest")) as made:
        yield made


def test_an_agreement_at_its_limit_is_read_by_others_and_refused_beyond_it(stack: Stack, house: House):
    # given an agreement that is amended until it may hold no more
    answers = [_put(house, number) for number in range(6)]
    accepted, refused = answers[:-2], answers[-1]

    # then that is said, with what to do, and it can still be ended
    assert {each.status_code for each in accepted} == {200, 201}
    assert refused.status_code == 422
    assert "/replacement" in refused.get_data(as_text=True)
    seen = house.caller(None, municipalities=("9999",)).get(PATH).headers["ETag"]
    ending = {"lastDay": "2021-06-30", "reason": "Vi slutar."}
    caller = house.caller(None, municipalities=("9999",))
    assert caller.post(f"{PATH}/ending", json=ending, headers={"If-Match": seen}).status_code == 200

    # and the event of the ending, larger than any before it, is read and kept by reports
    kept = ReportsStore(house.database.client[f"{house.database.name}_reports"])
    kept.prepare()
    projector = Projector(kept, SystemClock())
    reader = Consumer(
        house.settings,
        service="reports",
        group=house.database.name,
        topics=[AGREEMENTS],
        handle=projector.handle,
        wanted=frozenset({AGREEMENT_PUBLISHED}),
    )
    with running(Relay(house.settings, house.database, "activities", ["agreements"]).run), running(reader.run):
        eventually(lambda: _size_in(kept) > LARGEST, seconds=60)
    house.database.client.drop_database(kept.database.name)


def _size_in(kept: ReportsStore) -> int:
    found = kept.database.agreements.find_one({"_id": "exempel-loften"})
    return len(found["value"]) if found else 0


def _put(house: House, number: int) -> TestResponse:
    small = exempel("exempel-polis")
    promise = small["promises"][0]
    long = [promise | {"id": f"exempel-loften-q{n}", "number": n, "text": "x" * 10_000} for n in range(1, 91)]
    body = small | {"promises": [each | {"commitments": []} for each in long], "introduction": str(number)}
    seen = {"If-Match": "*"} if number else {}
    caller = house.caller(None, municipalities=("9999",))
    return caller.put(PATH, json=body, query_string={"reason": "Ny lydelse."}, headers=seen)

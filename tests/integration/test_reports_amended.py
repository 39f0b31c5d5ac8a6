"""Amendments: what is added asks for nothing of the time before, and past years are told as they were promised."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from deploy.local import Stack
from shared.events.agreement import AgreementPublished, Commitment, Counts, Promise, Target
from tests.integration.reports_house import PUBLISHED, House, changed, house_on

AMENDED = datetime(2021, 11, 24, 9, tzinfo=UTC)
NEW = "grannsamverkan"


@pytest.fixture
def house(stack: Stack, tmp_path: Path) -> Iterator[House]:
    with house_on(stack, tmp_path) as made:
        yield made


def with_a_promise_more() -> AgreementPublished:
    latest = PUBLISHED.latest
    counts = Counts(kinds=("neighbourhood-watch",))
    asked = Commitment(id=f"{NEW}-c", title="Träffar", counts=counts, target=Target(each="month"))
    promise = Promise(
        id=NEW, number=90, title="Nytt", text="Nytt.", responsible=("nykvarn-kommun",), commitments=(asked,)
    )
    agreement = changed(latest.agreement, promises=(*latest.agreement.promises, promise))
    second = changed(latest, version=2, in_force_from=AMENDED, published_at=AMENDED, agreement=agreement, reason="Mer")
    return changed(PUBLISHED, versions=(*PUBLISHED.versions, second))


def test_a_promise_that_an_amendment_adds_is_not_behind_for_months_that_were_over(house: House) -> None:
    house.it_is(AMENDED)
    house.told(with_a_promise_more())

    told = house.status(NEW)
    known = house.status(NEW, asOf=AMENDED.isoformat(), knownAt=AMENDED.isoformat())
    (change,) = house.get(f"/promises/{NEW}/history").get_json()["items"]

    assert [told["state"], known["state"], change["state"]] == ["not_started"] * 3

"""Amendments: what is added asks for nothing of the time before, and past years are told as they were promised."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from deploy.local import Stack
from shared.events.activity import Span
from shared.events.agreement import AgreementPublished, Commitment, Counts, Promise, Target
from tests.integration.reports_house import PUBLISHED, WALKED, House, changed, house_on

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


def test_an_amendment_leaves_the_years_before_it_as_they_were_in_the_comparison(house: House) -> None:
    # given a walk a term, kept in 2021, of which an amendment in 2022 asks for four
    in_march, in_autumn = datetime(2022, 3, 1, 9, tzinfo=UTC), WALKED.span.start + timedelta(days=170)
    house.told(
        WALKED, changed(WALKED, id="in-autumn", actual=Span(start=in_autumn, end=in_autumn + timedelta(hours=2)))
    )
    latest = PUBLISHED.latest
    walks = latest.agreement.promises[0]
    more = tuple(changed(one, target=Target(at_least=4, each="term")) for one in walks.commitments)
    agreement = changed(latest.agreement, promises=(changed(walks, commitments=more),))
    second = changed(
        latest, version=2, in_force_from=in_march, published_at=in_march, agreement=agreement, reason="Mer"
    )
    house.it_is(in_march + timedelta(days=200))
    house.told(changed(PUBLISHED, versions=(*PUBLISHED.versions, second)))

    # when both years are compared
    rows = house.app.test_client().get("/jamforelse.json").get_json()["rows"]

    # then each is judged by what was promised at its end
    assert [(row["year"], row["result"], row["met"], row["asked"]) for row in rows] == [
        (2021, "kept", 2, 2),
        (2022, "not_kept", 0, 1),
    ]


def test_a_promise_that_was_out_and_came_back_is_compared_in_the_years_before(house: House) -> None:
    # given a promise of 2021 that an amendment in 2022 takes out and a later one brings back
    out, back = datetime(2022, 2, 10, 9, tzinfo=UTC), datetime(2022, 5, 2, 9, tzinfo=UTC)
    first = PUBLISHED.latest
    without = changed(first.agreement, promises=first.agreement.promises[1:])
    versions = (
        first,
        changed(first, version=2, in_force_from=out, published_at=out, agreement=without, reason="Ut"),
        changed(first, version=3, in_force_from=back, published_at=back, reason="Tillbaka"),
    )
    house.it_is(back + timedelta(days=100))
    house.told(changed(PUBLISHED, versions=versions))

    # when the years are compared
    rows = house.app.test_client().get("/jamforelse.json").get_json()["rows"]

    # then 2021 is judged by what was promised then, and 2022 by what came back
    promise = first.agreement.promises[0].id
    found = [(row["year"], row["result"], row["asked"]) for row in rows if row["promise"] == promise]
    assert found[0] == (2021, "not_kept", 2)

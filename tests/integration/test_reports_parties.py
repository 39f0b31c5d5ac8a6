"""What a party is called that left the agreement, or that is of another one of the municipality: never by its id."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from deploy.local import Stack
from services.reports.domain.parties import names_known
from shared.events.activity import Participant, Span
from shared.events.agreement import AgreementPublished, AgreementVersion, Party
from tests.integration.reports_house import HERE, NYKVARN, PUBLISHED, WALKED, WALKS, House, changed, house_on

REGION = Party(id="region-x", name="Regionen", kind="region")
LANDLORD = Party(id="hyresvard-ab", name="Hyresvärden", kind="landlord")
NOW = datetime(2021, 11, 20, 10, tzinfo=UTC)
SOON = Span(start=NOW + timedelta(days=9), end=NOW + timedelta(days=9, hours=2))
PAGES = (
    f"/{HERE}/{NYKVARN}",
    f"/{HERE}/{NYKVARN}/{WALKS}",
    f"/{HERE}/{NYKVARN}/utvardering",
    f"/{HERE}/{NYKVARN}/utvardering/2021",
    f"/data/{HERE}/calendar.ics",
)


def with_parties(*more: Party, version: int = 1, at: datetime = WALKED.reported_at) -> AgreementVersion:
    first = PUBLISHED.latest
    agreement = changed(first.agreement, parties=(*first.agreement.parties, *more))
    return changed(
        first, version=version, agreement=agreement, in_force_from=at if version > 1 else first.in_force_from
    )


@pytest.fixture
def house(stack: Stack, tmp_path: Path) -> Iterator[House]:
    """A house whose region reported, planned, and then left; and beside it a landlord of another agreement reports."""
    before, after = with_parties(REGION), with_parties(version=2, at=NOW - timedelta(days=5))
    other = changed(
        PUBLISHED.latest,
        agreement=changed(PUBLISHED.latest.agreement, id="bredvid", parties=(LANDLORD,), promises=(), signatories=()),
    )
    named = (Participant(name="Regionens folk", party=REGION.id),)
    planned = changed(
        WALKED, id="planned", reported_by=REGION.id, state="planned", planned=SOON, actual=None, title="Kvällsvandring"
    )
    with house_on(stack, tmp_path) as made:
        made.it_is(NOW)
        made.told(
            changed(PUBLISHED, versions=(before, after)),
            AgreementPublished("bredvid", HERE, (other,)),
            changed(WALKED, id="theirs", reported_by=REGION.id),
            changed(WALKED, id="with-them", participants=named),
            changed(WALKED, id="beside", reported_by=LANDLORD.id),
            planned,
        )
        yield made


def seen(page: str) -> str:
    """What can be read: neither addresses nor markup."""
    return re.sub(r"<[^>]*>", " ", page).replace("\r\n ", "")


def test_a_party_that_left_and_one_of_another_agreement_are_called_by_name_wherever_they_are_told_of(
    house: House,
) -> None:
    client = house.app.test_client()
    pages = {path: seen(client.get(path).text) for path in PAGES}

    for path, page in pages.items():
        assert REGION.id not in page and LANDLORD.id not in page, path
        assert REGION.name in page, path
    assert all(LANDLORD.name in page for path, page in pages.items() if "/data" not in path)


def test_one_party_is_told_of_under_one_name(house: House) -> None:
    page = seen(house.app.test_client().get(f"/{HERE}/{NYKVARN}/utvardering").text)

    assert "Regionens folk" not in page


def test_the_calendar_of_a_party_that_left_stays_at_its_address(house: House) -> None:
    client = house.app.test_client()
    theirs, nobodys = (client.get(f"/data/{HERE}/parties/{one}/calendar.ics") for one in (REGION.id, "ingen"))

    assert theirs.status_code == 200
    assert "Kvällsvandring" in theirs.text and "Rapporterat av Regionen" in theirs.text.replace("\r\n ", "")
    assert nobodys.status_code == 404


def test_a_party_is_called_as_the_version_shown_has_it_and_else_as_it_was_last_called() -> None:
    # given a party that was renamed and then left, and another agreement that calls it otherwise, later
    first = with_parties(REGION)
    second = with_parties(changed(REGION, name="Region X"), version=2, at=NOW)
    third = with_parties(version=3, at=NOW + timedelta(days=1))
    later = changed(first, in_force_from=NOW + timedelta(days=99))
    other = changed(later, agreement=changed(first.agreement, id="annat"))
    nearby = [AgreementPublished("annat", HERE, (other,)), changed(PUBLISHED, versions=(first, second, third))]

    names = [names_known(nearby, shown)[REGION.id] for shown in (first, second, third)]

    assert names == ["Regionen", "Region X", "Region X"]

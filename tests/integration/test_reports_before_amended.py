"""What was promised and done before an amendment stays told on the public page: its walk, its places, its measures."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from deploy.local import Stack
from services.activities.domain.in_force import InForce
from services.activities.domain.matching import matched
from shared.events.agreement import AgreementPublished, Commitment, Counts, Target
from shared.events.examples import EXAMPLES
from shared.events.measure import Measure
from shared.events.observation import Observation
from tests.integration.reports_house import PUBLISHED, WALKED, House, changed, house_on

AMENDED = datetime(2021, 11, 24, 9, tzinfo=UTC)
(WALKS,) = PUBLISHED.latest.agreement.promises
OTHER = changed(WALKS, id="annat", number=2, title="Annat", text="Annat.", commitments=())
PAGE = "/0140/nykvarn-2021-2022"


@pytest.fixture
def house(stack: Stack, tmp_path: Path) -> Iterator[House]:
    with house_on(stack, tmp_path) as made:
        made.it_is(datetime(2022, 3, 1, 9, tzinfo=UTC))
        yield made


def amended(*promises) -> AgreementPublished:
    """The published promises, and from a day on others."""
    first = PUBLISHED.latest
    agreement = changed(first.agreement, promises=promises)
    second = changed(
        first, version=2, in_force_from=AMENDED, published_at=AMENDED, agreement=agreement, reason="Vi gör om."
    )
    return changed(PUBLISHED, versions=(*PUBLISHED.versions, second))


def example(form):
    return next(value for value in EXAMPLES.values() if isinstance(value, form))


def test_the_walk_of_a_promise_that_was_taken_out_stays_with_its_places_and_measures(house: House) -> None:
    # given a walk with a place and a measure, whose promise an amendment takes out
    published = amended(OTHER)
    walk = matched(WALKED, InForce([published]))
    place = changed(example(Observation), walk=walk.id, municipality="0140", text="Mörkt vid bänken.")
    measure = changed(
        example(Measure), walk=walk.id, municipality="0140", title="Belysning", promises=(), verified_at=None
    )
    house.told(published, walk, place, measure)

    # when the page is read, in both languages, and on the day before
    client = house.app.test_client()
    page, english = client.get(PAGE).text, client.get(f"{PAGE}?lang=en").text

    # then the walk is there with what came of it, and the promise is named with when and why it went
    for told in (page, english):
        assert all(words in told for words in (walk.title, "Mörkt vid bänken.", "Belysning", "Vi gör om."))
        assert f"/{WALKS.id}?asOf=2021-11-23" in told
    assert "Vandringen räknades till en tidigare lydelse av löftena." in page
    assert f"Löfte {WALKS.number} ({WALKS.title}) togs bort." in page
    assert "Övriga åtgärder" not in page
    assert f'Promise {WALKS.number} (“<span lang="sv">{WALKS.title}</span>”) was taken away.' in english
    assert "Löften som togs bort" not in client.get(f"{PAGE}?asOf=2021-11-01").text
    rows = client.get("/jamforelse.json").get_json()["rows"]
    assert [(row["year"], row["asked"], row["met"]) for row in rows if row["promise"] == WALKS.id] == [(2021, 1, 1)]


def test_what_was_done_for_a_commitment_since_exchanged_stays_told_with_what_it_asked_for(house: House) -> None:
    # given a promise of walks, for one of which an amendment asks for meetings instead
    meetings = Commitment(id="m", title="Möten", counts=Counts(kinds=("meeting",)), target=Target(each="quarter"))
    published = amended(changed(WALKS, text="Vi träffas.", commitments=(meetings,)), OTHER)
    walk = matched(WALKED, InForce([published]))
    house.told(published, walk)

    # when its pages are read, and it is asked why it stands so
    client = house.app.test_client()
    pages = [client.get(PAGE).text, client.get(f"{PAGE}/{WALKS.id}").text]
    explained = house.get(f"/promises/{WALKS.id}/explanation").get_json()

    # then the walk stands under the promise as counted then, and what was asked for is said
    for page in pages:
        assert "Räknades till en tidigare lydelse" in page
        assert walk.title in page
        assert "fick ny lydelse (förut: minst en trygghetsvandring per termin" in page
        assert f"Förut: <q>{WALKS.text}</q>" in page
    (then,) = explained["then"]["notCounted"]
    assert (then["activity"], then["reason"]) == (walk.id, "earlier-wording")


def test_what_may_not_be_published_yet_is_not_told_of_an_earlier_wording(house: House) -> None:
    published = amended(OTHER)
    held = changed(WALKED, title="Hemligt än", publishable_from=datetime(2022, 6, 1, tzinfo=UTC))
    house.told(published, matched(held, InForce([published])))

    page = house.app.test_client().get(PAGE).text

    assert "Hemligt än" not in page
    assert "Löften som togs bort" in page

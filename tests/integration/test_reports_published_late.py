"""Promises that were signed for days on which nobody could read them yet: of what was known then nothing is said."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from deploy.local import Stack
from tests.integration.reports_house import HERE, NYKVARN, PUBLISHED, WALKS, House, changed, house_on

OUT = datetime(2021, 3, 20, 10, tzinfo=UTC)
LATE = changed(PUBLISHED.latest, published_at=OUT)
BEFORE, AFTER = "2021-02-01T12:00:00Z", "2021-03-21T12:00:00Z"
PAGES = (f"/{HERE}/{NYKVARN}", f"/{HERE}/{NYKVARN}/{WALKS}")


@pytest.fixture
def house(stack: Stack, tmp_path: Path) -> Iterator[House]:
    with house_on(stack, tmp_path, changed(PUBLISHED, versions=(LATE,))) as made:
        made.it_is(datetime(2021, 6, 1, tzinfo=UTC))
        yield made


@pytest.mark.parametrize("what", ["status", "explanation"])
def test_what_was_known_before_promises_were_published_is_not_found(what: str, house: House) -> None:
    then = house.get(f"/promises/{WALKS}/{what}", asOf=BEFORE, knownAt=BEFORE)

    assert then.status_code == 404
    assert "first published at 2021-03-20T10:00:00+00:00" in then.get_json()["detail"]
    assert house.get(f"/promises/{WALKS}/{what}", asOf=BEFORE).status_code == 200
    assert house.get(f"/promises/{WALKS}/{what}", asOf=BEFORE, knownAt=AFTER).status_code == 200


def test_history_evaluation_and_open_data_hold_nothing_of_before_either(house: House) -> None:
    history = house.get(f"/promises/{WALKS}/history", knownAt=BEFORE)
    evaluation = house.get(f"/agreements/{NYKVARN}/evaluation", year="2021", knownAt=BEFORE)
    visitor, asked = house.app.test_client(), {"municipality": HERE, "asOf": BEFORE}
    then, since = (visitor.get("/data/statuses.json", query_string={**asked, "knownAt": at}) for at in (BEFORE, AFTER))

    assert history.get_json()["items"] == []
    assert evaluation.status_code == 404
    assert (then.get_json()["rows"], len(since.get_json()["rows"]) > 0) == ([], True)


@pytest.mark.parametrize("page", PAGES)
def test_the_page_says_that_nothing_was_published_then_and_offers_no_such_day(page: str, house: House) -> None:
    visitor = house.app.test_client()
    then, english = (visitor.get(f"{page}?asOf=2021-02-01&knownAt=2021-02-01{more}") for more in ("", "&lang=en"))

    assert then.status_code == english.status_code == 404
    assert "Löftena lades ut här den 20 mars 2021." in then.text
    assert f'href="{page}"' in then.text
    assert "The promises were published here on 20 March 2021." in english.text

    # and of that day as it is known now, the page leads to no such place
    as_known_now = visitor.get(f"{page}?asOf=2021-02-01")
    assert as_known_now.status_code == 200
    assert "knownAt=2021-02-01" not in as_known_now.text
    assert "asOf=2021-02-28" not in visitor.get(f"{page}?asOf=2021-04-30&knownAt=2021-04-30").text
    assert visitor.get(f"{page}?asOf=2021-03-20&knownAt=2021-03-20").status_code == 200

"""Drafts of agreements: kept though unfinished, published when they hold together, and by then unchangeable."""

from collections.abc import Iterator
from typing import Any

import pytest
from werkzeug.test import TestResponse

from deploy.local import Stack
from tests.integration.activities_house import KOMMUN, NYKVARN, Caller, House, house_on, nykvarn, reasons

DRAFTS = "/agreement-drafts"
ID = "nykvarn-2023-2024"


@pytest.fixture
def house(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house_on(stack, tmp_path_factory.mktemp("drafts")) as made:
        yield made


def coming(**changes: Any) -> dict[str, Any]:
    """Nykvarn's next agreement: one promise without a measure, hardly begun."""
    before = nykvarn()
    promise = {
        "id": f"{ID}-narvaro",
        "number": 1,
        "title": "Närvaro",
        "text": "Vi kommer att synas.",
        "responsible": [KOMMUN],
    }
    return {
        "id": ID,
        "municipality": before["municipality"],
        "title": "Medborgarlöften 2023-2024",
        "period": {"start": "2023-01-01", "end": "2024-12-31"},
        "parties": before["parties"],
        "promises": [promise],
    } | changes


def address(draft: TestResponse) -> str:
    return f"{DRAFTS}/{draft.get_json()['id']}"


def blocking(draft: TestResponse) -> list[dict[str, Any]]:
    return [each for each in draft.get_json()["findings"] if each["blocks"]]


def based_on(answer: TestResponse) -> dict[str, str]:
    return {"If-Match": answer.headers["ETag"]}


def published(caller: Caller, draft: TestResponse, **options: Any) -> TestResponse:
    return caller.post(f"{address(draft)}/publication", headers=based_on(draft), **options)


def test_a_draft_is_kept_unfinished_and_says_what_does_not_hold_together(house: House):
    kommun = house.caller()

    draft = kommun.post(DRAFTS, json=coming(promises=[]))

    assert draft.status_code == 201
    assert blocking(draft) == [{"property": "promises", "reason": "needs at least one", "blocks": True}]
    assert kommun.get(address(draft)).get_json() == draft.get_json()
    assert kommun.get(f"/agreements/{ID}").status_code == 404
    refused = published(kommun, draft)
    assert (refused.status_code, set(reasons(refused))) == (422, {"promises"})


def test_a_draft_is_written_as_yaml_too_and_is_no_event(house: House):
    draft = house.caller().post(DRAFTS, data=NYKVARN.read_bytes(), content_type="application/yaml")

    assert (draft.status_code, blocking(draft)) == (201, [])
    (kept,) = house.database.agreementDrafts.find()
    assert kept["events"] == []


def test_what_the_lint_advises_stands_in_a_draft_and_stops_no_publication(house: House):
    kommun = house.caller()

    draft = kommun.post(DRAFTS, json=coming())

    advice = {each["property"]: each["rule"] for each in draft.get_json()["findings"]}
    assert advice["promises[0].commitments"] == "measurable.no-commitment"
    assert published(kommun, draft).status_code == 201


def test_what_is_no_agreement_at_all_is_no_draft(house: House):
    answer = house.caller().post(DRAFTS, json=coming(titel="Löften", parties="alla"))

    assert (answer.status_code, set(reasons(answer))) == (422, {"titel", "parties"})


def test_a_draft_is_made_once_however_often_it_is_sent_and_answered_as_the_first_time(house: House):
    kommun, key = house.caller(), {"Idempotency-Key": "one"}
    first = kommun.post(DRAFTS, json=coming(), headers=key)
    for title in ("Andra", "Tredje"):
        kommun.put(address(first), json=coming(title=title), headers={"If-Match": "*"})

    again = kommun.post(DRAFTS, json=coming(), headers=key)
    other = kommun.post(DRAFTS, json=coming(title="Annan"), headers=key)

    assert (again.status_code, again.data) == (201, first.data)
    assert other.status_code == 422
    (kept,) = house.database.agreementDrafts.find()
    assert len(kept["history"]) == 1


def test_a_draft_is_rewritten_and_thrown_away_by_whoever_has_seen_it_last(house: House):
    kommun = house.caller()
    draft = kommun.post(DRAFTS, json=coming(promises=[]))

    unseen = kommun.put(address(draft), json=coming())
    second = kommun.put(address(draft), json=coming(), headers=based_on(draft))
    late = kommun.delete(address(draft), headers=based_on(draft))
    gone = kommun.delete(address(draft), headers=based_on(second))

    assert (unseen.status_code, late.status_code) == (428, 412)
    assert (second.status_code, second.get_json()["revision"], blocking(second)) == (200, 2, [])
    assert (gone.status_code, gone.data) == (204, b"")
    assert kommun.get(address(draft)).status_code == 404


def test_a_draft_becomes_an_agreement_says_which_and_can_be_changed_no_more(house: House):
    kommun = house.caller()
    draft = kommun.post(DRAFTS, json=coming())

    answer = published(kommun, draft)

    assert (answer.status_code, answer.get_json()["version"]) == (201, 1)
    assert kommun.get(f"/agreements/{ID}").get_json() == answer.get_json()
    after = kommun.get(address(draft))
    assert after.get_json()["became"] == {"agreement": ID, "version": 1}
    for refused in (
        kommun.put(address(draft), json=coming(), headers=based_on(after)),
        kommun.delete(address(draft), headers=based_on(after)),
        published(kommun, after),
    ):
        assert (refused.status_code, refused.get_json(force=True)["allowed"]) == (409, [])


def test_a_draft_of_a_published_agreement_amends_it_with_a_reason(house: House):
    kommun = house.caller()
    draft = kommun.post(DRAFTS, json=nykvarn() | {"title": "Nya medborgarlöften"})

    without = published(kommun, draft)
    answer = published(kommun, draft, json={"reason": "Ny titel."})

    assert (without.status_code, set(reasons(without))) == (422, {"reason"})
    assert (answer.status_code, answer.get_json()["version"]) == (200, 2)
    assert answer.get_json()["versions"][-1]["change"] == "amended"
    assert kommun.get(address(draft)).get_json()["became"]["version"] == 2


def test_a_draft_undoes_no_amendment_that_was_made_since_it_was_written(house: House):
    # given a draft of an agreement that somebody then amends
    kommun = house.caller()
    draft = kommun.post(DRAFTS, json=nykvarn() | {"title": "Nya medborgarlöften"})
    assert house.publish({"introduction": "Ny inledning."}, reason="Ny inledning.").status_code == 200

    # when it is published, it is refused, and nothing is undone
    refused = published(kommun, draft, json={"reason": "Ny titel."})
    assert (refused.status_code, refused.get_json(force=True)["allowed"]) == (409, ["change", "deletion"])

    # when it is saved again, on the version that is in force, it can be
    again = kommun.put(address(draft), json=nykvarn() | {"title": "Nya medborgarlöften"}, headers=based_on(draft))
    assert published(kommun, again, json={"reason": "Ny titel."}).status_code == 200


def test_a_publication_that_was_cut_short_is_finished_by_sending_it_again(house: House):
    kommun = house.caller()
    draft = kommun.post(DRAFTS, json=coming())
    kommun.put(f"/agreements/{ID}", json=coming())

    answer = published(kommun, draft)

    assert (answer.status_code, answer.get_json()["version"]) == (201, 1)
    assert kommun.get(address(draft)).get_json()["became"] == {"agreement": ID, "version": 1}


def test_drafts_are_seen_and_written_only_by_those_who_reach_their_municipality(house: House):
    kommun, elsewhere = house.caller(), house.caller(None, municipalities=("9999",))
    draft = kommun.post(DRAFTS, json=coming())

    (item,) = kommun.get(DRAFTS, query_string={"municipality": "0140"}).get_json()["items"]

    assert (item["agreement"], item["title"], item["blocking"]) == (ID, "Medborgarlöften 2023-2024", 0)
    assert item["findings"] == len(draft.get_json()["findings"])
    assert item["reportedBy"] == KOMMUN
    assert elsewhere.get(DRAFTS).get_json()["total"] == 0
    assert elsewhere.get(address(draft)).status_code == 404
    assert elsewhere.post(DRAFTS, json=coming()).status_code == 403
    assert published(elsewhere, draft).status_code == 404
    assert house.resident().post(DRAFTS, json=coming()).status_code == 401

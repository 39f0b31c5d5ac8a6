"""What a subscription is sent stands in the OpenAPI document of notifications, type by type."""

import pytest

from services.notifications.channels.own_events import TOLD, VERIFICATION
from services.notifications.domain.facets import FOLLOWED
from tests.contract.apps import document_of
from tests.contract.webhooks import is_served, wrong

DOCUMENT = document_of("notifications")


def test_every_type_that_can_be_followed_is_told_and_a_notice_and_how_a_receiver_is_verified() -> None:
    assert set(DOCUMENT["webhooks"]) == {*FOLLOWED, TOLD, VERIFICATION}


@pytest.mark.parametrize("name", DOCUMENT["webhooks"])
def test_a_webhook_tells_its_headers_its_body_by_example_and_its_answers(name: str) -> None:
    operation = DOCUMENT["webhooks"][name]["post"]

    (media,) = operation["requestBody"]["content"].values()
    assert operation["description"]
    assert [each["name"] for each in operation["parameters"]] == [
        "webhook-id",
        "webhook-timestamp",
        "webhook-signature",
    ]
    assert media["example"]["type"] == name
    assert is_served(media["example"]["dataschema"], name)
    assert wrong(DOCUMENT, media["schema"], media["example"]) == []
    assert wrong(DOCUMENT, media["schema"], media["example"] | {"data": None})
    assert all(each["description"] for each in operation["responses"].values())

"""Strangers find the JSON Schema of every event, of those that they are told and of those that they send."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

from deploy.local import keys
from services.activities.cloudevents import TYPES
from shared.events.catalogue import CATALOGUE
from tests.contract.apps import PLACE, app_of
from tests.contract.moments import untold

EVERY = "/activities/v1/schemas"


@pytest.fixture(scope="module")
def activities(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    with app_of("activities", keys.ensure(tmp_path_factory.mktemp("schemas"))) as app:
        yield app.test_client()


def test_every_type_that_is_told_or_taken_is_listed_with_its_schema(activities: FlaskClient) -> None:
    listed = activities.get(EVERY).get_json()["items"]

    assert [each["type"] for each in listed] == [*CATALOGUE, *sorted(TYPES)]
    assert {each["type"] for each in listed if each["producer"] == "others"} == TYPES
    assert all(each["schema"] == f"{PLACE}{EVERY}/{each['type']}" for each in listed)


@pytest.mark.parametrize("name", [*CATALOGUE, *sorted(TYPES)])
def test_a_schema_is_whole_and_allows_its_example(activities: FlaskClient, name: str) -> None:
    answer = activities.get(f"{EVERY}/{name}")
    schema = answer.get_json(force=True)

    assert (answer.status_code, answer.content_type) == (200, "application/schema+json")
    assert schema["$id"] == f"{PLACE}{EVERY}/{name}"
    Draft202012Validator.check_schema(schema)
    assert [error.message for error in Draft202012Validator(schema).iter_errors(schema["examples"][0])] == []
    assert list(untold(schema["$defs"])) == []


def test_what_no_event_is_called_has_no_schema(activities: FlaskClient) -> None:
    assert activities.get(f"{EVERY}/se.loftet.nothing.v1").status_code == 404

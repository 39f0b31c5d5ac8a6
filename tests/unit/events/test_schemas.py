"""Strangers can check an event's data by its type's JSON Schema alone."""

import json

import msgspec
import pytest
from jsonschema import Draft202012Validator, FormatChecker

from shared.events.catalogue import CATALOGUE
from shared.events.examples import EXAMPLES
from shared.events.schemas import schema_of_type

URL = "http://activities.example"


@pytest.mark.parametrize("name", sorted(CATALOGUE))
def test_the_example_of_a_type_is_valid_by_its_schema(name: str):
    schema = schema_of_type(URL, name)

    Draft202012Validator.check_schema(schema)
    data = json.loads(msgspec.json.encode(EXAMPLES[name]))
    Draft202012Validator(schema, format_checker=FormatChecker()).validate(data)
    assert schema["$id"] == f"{URL}/activities/v1/schemas/{name}"


@pytest.mark.parametrize("name", sorted(CATALOGUE))
def test_data_without_any_of_its_required_fields_is_not_valid(name: str):
    assert not Draft202012Validator(schema_of_type(URL, name)).is_valid({})

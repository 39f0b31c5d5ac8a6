"""Each type of the catalogue has an example, which travels as it is."""

import json
from datetime import UTC, datetime

import pytest

from shared.events.catalogue import CATALOGUE
from shared.events.cloudevent import decode, outgoing, read_headers
from shared.events.examples import EXAMPLES


def test_every_type_of_the_catalogue_has_an_example_and_no_other_has():
    assert set(EXAMPLES) == set(CATALOGUE)


@pytest.mark.parametrize("name", sorted(CATALOGUE))
def test_an_example_comes_out_as_it_went_in(name):
    # given
    example, event_type = EXAMPLES[name], CATALOGUE[name]
    assert type(example) is event_type.data
    time = datetime(2021, 4, 16, 7, 12, tzinfo=UTC)

    # when
    sent = outgoing(name, "1", example, time=time)
    received = decode(read_headers([(key, value.encode()) for key, value in sent.headers.items()]), sent.value)

    # then
    assert received.data == example
    assert sent.topic == event_type.topic
    assert json.loads(sent.value)

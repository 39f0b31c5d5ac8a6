"""Two processes, and writers who have all seen the same revision: one is first, and the others are told so."""

import uuid
from collections.abc import Iterator

import pytest
from requests import Response

from deploy.local import Stack
from shared.http.etag import etag_of
from tests.contract.apps import document_of, operations
from tests.integration.activities_house import House, house_on
from tests.integration.at_once import Asked, at_once, processes
from tests.integration.changing import CHANGES, Changing

WRITERS = 4
each_change = pytest.mark.parametrize("changing", CHANGES, ids=lambda each: each.operation)


@pytest.fixture(scope="module")
def house(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house_on(stack, tmp_path_factory.mktemp("at-once")) as made:
        yield made


@pytest.fixture(scope="module")
def url(house: House, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with processes(house.settings, tmp_path_factory.mktemp("gunicorn")) as made:
        yield made


def revision(house: House, place: str) -> str | None:
    return house.caller().get(place).headers.get("ETag")


def seen_of(house: House, changing: Changing, thing: str) -> str:
    seen = revision(house, changing.place(thing))
    assert seen
    return seen


def following(etag: str) -> str:
    return etag_of(int(etag.strip('"')) + 1)


def told(answer: Response) -> tuple[int, bytes, str | None]:
    return answer.status_code, answer.content, answer.headers.get("ETag")


def test_every_operation_that_is_based_on_a_revision_is_tried():
    document = document_of("activities")

    based = [
        name
        for name, operation in operations(document)
        if "If-Match" in {each.get("name") for each in operation.get("parameters", ())}
    ]

    assert sorted(based) == sorted(each.operation for each in CHANGES)


@each_change
def test_of_those_who_change_it_at_once_one_is_first_and_the_others_are_told(
    house: House, url: str, changing: Changing
):
    # given a thing that all have seen
    thing = changing.thing(house)
    seen = seen_of(house, changing, thing)
    headers = house.caller().headers | {"If-Match": seen}

    # when each changes it in a way of their own
    bodies = [changing.body(house, number) for number in range(WRITERS)]
    answers = at_once([Asked(changing.method, f"{url}{changing.path(thing)}", each, headers) for each in bodies])

    # then one did, and it has one revision more, or is gone
    first, *others = sorted(answers, key=lambda each: each.status_code)
    deleted = changing.method == "delete"
    assert first.ok, first.text
    assert {each.status_code for each in others} <= ({412, 404} if deleted else {412})
    assert revision(house, changing.place(thing)) == (None if deleted else following(seen))


@pytest.mark.parametrize(
    "changing", [each for each in CHANGES if each.method == "post"], ids=lambda each: each.operation
)
def test_a_change_that_is_sent_many_times_at_once_with_its_key_is_made_once_and_answered_the_same(
    house: House, url: str, changing: Changing
):
    thing = changing.thing(house)
    seen = seen_of(house, changing, thing)
    headers = house.caller().headers | {"If-Match": seen, "Idempotency-Key": str(uuid.uuid4())}
    body = changing.body(house, 1)

    answers = at_once([Asked("post", f"{url}{changing.path(thing)}", body, headers)] * WRITERS)

    assert answers[0].ok, answers[0].text
    assert {told(each) for each in answers} == {told(answers[0])}
    assert revision(house, changing.place(thing)) == following(seen)

"""The operator's page: who may see it, and what of Kafka and of the processes it tells."""

import uuid
from collections.abc import Iterator
from html import unescape

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from deploy.local import Stack
from shared.kafka.broker import Broker
from shared.ops.page.brokers import Brokers
from shared.ops.page.latest import Latest
from shared.ops.reaching import Away
from tests.integration.operator_house import WORKER, OperatorHouse, operator_house_on

PATH = "/operator"


@pytest.fixture(scope="module")
def house(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OperatorHouse]:
    with operator_house_on(stack, tmp_path_factory.mktemp("operator")) as made:
        yield made


@pytest.fixture
def client(house: OperatorHouse) -> FlaskClient:
    return house.app.test_client()


def sign_in(client: FlaskClient, token: str, **headers: str) -> TestResponse:
    return client.post(PATH, data={"token": token}, headers=headers)


def shown(client: FlaskClient, house: OperatorHouse) -> str:
    """The page, after one more look."""
    house.watch.look()
    assert sign_in(client, house.token()).status_code == 303
    answer = client.get(PATH)
    assert answer.status_code == 200
    return unescape(answer.text)


def test_without_a_token_there_is_a_form_and_nothing_else(client: FlaskClient) -> None:
    answer = client.get(PATH)

    assert answer.status_code == 401
    assert 'name="token"' in answer.text
    assert "loftet." not in answer.text
    assert client.get("/").headers["Location"] == PATH


@pytest.mark.parametrize(
    ("scope", "party", "status"),
    [("reports:read", None, 403), ("operations:read", "nykvarn-kommun", 403), ("operations:read", None, 303)],
)
def test_it_is_for_operators_with_the_scope(
    scope: str, party: str | None, status: int, client: FlaskClient, house: OperatorHouse
) -> None:
    answer = sign_in(client, house.token(scope, party))

    assert answer.status_code == status
    assert ("Set-Cookie" in answer.headers) == (status == 303)


def test_a_wrong_token_is_refused_and_not_repeated(client: FlaskClient) -> None:
    answer = sign_in(client, "eyJ.not-a-token.x")

    assert answer.status_code == 401
    assert "not-a-token" not in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert "Paste another." in answer.text
    assert "Authorization:" not in answer.text  # nobody sends headers by a form


def test_the_cookie_is_for_the_page_alone_and_opens_no_interface(client: FlaskClient, house: OperatorHouse) -> None:
    token = house.token()

    cookie = sign_in(client, token).headers["Set-Cookie"]

    assert {"HttpOnly", "SameSite=Strict", f"Path={PATH}"} <= {part.strip() for part in cookie.split(";")}
    assert token not in cookie
    assert client.get(PATH).status_code == 200


def test_signing_out_forgets_the_token(client: FlaskClient, house: OperatorHouse) -> None:
    sign_in(client, house.token())

    client.post(PATH, data={"out": "1"})

    assert client.get(PATH).status_code == 401


def test_a_form_of_another_page_is_refused(client: FlaskClient, house: OperatorHouse) -> None:
    assert sign_in(client, house.token(), Origin="https://elsewhere.example").status_code == 403


def test_whoever_tries_too_many_tokens_is_asked_to_wait(house: OperatorHouse) -> None:
    trying = house.app.test_client()
    answers = [
        trying.post(PATH, data={"token": "x"}, environ_base={"REMOTE_ADDR": "192.0.2.7"}).status_code for _ in range(9)
    ]

    assert answers[0] == 401
    assert answers[-1] == 429


def test_a_dead_letter_is_told_with_its_reason_and_without_its_content(
    client: FlaskClient, house: OperatorHouse
) -> None:
    reason = f"not <b>JSON</b> {uuid.uuid4().hex}"
    house.letter(reason)

    page = shown(client, house)

    assert reason in page
    assert "<b>JSON" not in client.get(PATH).text
    assert "Kim Exempel" not in page
    assert "loftet dead-letters show reports/" in page
    assert "reports set" in page


def test_a_letter_that_was_settled_waits_no_more(client: FlaskClient, house: OperatorHouse) -> None:
    reason = f"to be settled {uuid.uuid4().hex}"
    house.letter(reason)
    assert reason in shown(client, house)
    name = next(each.id for each in house.watch.seen()[1].letters if each.reason == reason)

    house.settle(name)

    assert reason not in shown(client, house)


def test_the_last_change_of_status_stands_first(client: FlaskClient, house: OperatorHouse) -> None:
    title = f"Trygghetsvandringar {uuid.uuid4().hex[:6]}"
    house.status(title)

    shown(client, house)

    assert house.watch.seen()[1].statuses[0].promise_title == title
    assert title in client.get(PATH).text


def test_what_a_process_misses_is_told_first(client: FlaskClient, house: OperatorHouse) -> None:
    house.well.labels("mongodb").set(0)

    page = shown(client, house)

    house.well.labels("mongodb").set(1)
    assert f"{WORKER} misses what it rests on: mongodb." in page
    assert page.index("misses what it rests on") < page.index('<h2 id="h-processes"')
    assert "wrong now" in page


def test_without_scripts_it_loads_again_only_if_asked_to(client: FlaskClient, house: OperatorHouse) -> None:
    shown(client, house)

    assert "Refresh" not in client.get(PATH).headers
    assert client.get(f"{PATH}?every=30").headers["Refresh"] == "30"
    assert client.get(f"{PATH}?every=1").headers["Refresh"] == "10"


def test_health_needs_no_token_and_tells_of_the_page_itself(client: FlaskClient) -> None:
    assert client.get("/health/ready").get_json()["checks"]["watch"]["ok"]
    assert client.get("/metrics").status_code == 200


def test_a_broker_that_is_away_is_told_in_words_and_found_again() -> None:
    brokers = Brokers(Broker(addresses="127.0.0.1:1"), Latest())

    with pytest.raises(Away, match="no Kafka broker takes connections"):
        brokers.look()

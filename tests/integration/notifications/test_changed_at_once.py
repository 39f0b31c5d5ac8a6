"""Two processes of notifications, and writers who have seen the same revision: one is first, the others are told so."""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests

from deploy.local import Stack
from shared.events.status import State
from shared.ops.token import Grant, make_token
from tests.contract.apps import document_of, operations
from tests.integration.at_once import Asked, at_once, processes
from tests.integration.notifications_house import House, house
from tests.unit.notifications.events import BOTH, WALKS, status

WRITERS = 4
MUNICIPALITY, _ = BOTH


@dataclass(frozen=True)
class Kind:
    """What is made and changed by PUT: its place, the parts of that, and what each writer says of it."""

    place: str
    parts: dict[str, str]
    body: Callable[[int], Any]

    @property
    def path(self) -> str:
        return self.place.format(**self.parts)


def _pause(number: int) -> Any:
    until = datetime.now(UTC) + timedelta(days=9)
    return {"until": f"{until:%Y-%m-%d}", "reason": f"Vi väntar, {number}."}


def _endpoint(number: int) -> Any:
    return {"channel": "mail", "address": f"trygghet.{number}@nykvarn.se", "rhythm": "immediate"}


def _subscription(number: int) -> Any:
    return {"url": f"https://system.nykvarn.example/{number}", "types": ["statuses"]}


SUBSCRIPTION = Kind("/subscriptions/{subscriptionId}", {"subscriptionId": "nykvarn"}, _subscription)
KINDS = [
    Kind("/parties/{partyId}/endpoints/{endpointId}", {"partyId": MUNICIPALITY, "endpointId": "trygghet"}, _endpoint),
    SUBSCRIPTION,
    Kind("/pauses/{aboutId}", {"aboutId": WALKS}, _pause),
]
each_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda each: each.place)


@pytest.fixture(scope="module")
def notifications(stack: Stack) -> Iterator[House]:
    with house(stack) as made:
        made.planner.handle([status(State.BEHIND)])
        yield made


@pytest.fixture(scope="module")
def url(notifications: House, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with processes(notifications.settings, tmp_path_factory.mktemp("gunicorn")) as made:
        yield made


@pytest.fixture(scope="module")
def bearer(stack: Stack) -> dict[str, str]:
    scopes = tuple(f"{what}:{how}" for what in ("notifications", "subscriptions") for how in ("read", "write"))
    grant = Grant(client="system", scopes=scopes, party=MUNICIPALITY, municipalities=("0140",))
    token = make_token(stack.keys.signing, grant, issuer="https://loftet.localhost", audience="loftet")
    return {"Authorization": f"Bearer {token}"}


def test_every_operation_that_is_based_on_a_revision_is_tried():
    based = {
        name.partition(" ")[2]
        for name, operation in operations(document_of("notifications"))
        if "428" in operation["responses"]
    }

    assert based == {each.place for each in KINDS} | {f"{SUBSCRIPTION.place}/secret"}


@each_kind
def test_of_those_who_make_change_or_delete_it_at_once_one_is_first_and_the_others_are_told(
    url: str, bearer: dict[str, str], kind: Kind
):
    def ask(method: str, seen: str | None = None) -> list[int]:
        headers = bearer | ({"If-Match": seen} if seen else {})
        bodies = [kind.body(number + (10 if seen else 0)) if method == "put" else None for number in range(WRITERS)]
        asked = [Asked(method, f"{url}{kind.path}", body, headers) for body in bodies]
        return sorted(each.status_code for each in at_once(asked))

    made, changed, deleted = ask("put"), ask("put", '"1"'), ask("delete", '"2"')

    assert (made[0], set(made[1:]) <= {409, 428}) == (201, True)
    assert (changed[0], set(changed[1:])) == (200, {412})
    assert (deleted[0], set(deleted[1:]) <= {412, 404}) == (204, True)


def test_a_secret_is_changed_once_by_those_who_ask_at_once_and_shown_again_to_who_has_the_key(
    url: str, bearer: dict[str, str]
):
    place = f"{url}{SUBSCRIPTION.path}"
    assert requests.put(place, json=SUBSCRIPTION.body(1), headers=bearer, timeout=30).status_code == 201

    def seen() -> str:
        return requests.get(place, headers=bearer, timeout=30).headers["ETag"]

    def ask(more: dict[str, str]) -> list[requests.Response]:
        asked = Asked("post", f"{place}/secret", None, bearer | {"If-Match": seen()} | more)
        return sorted(at_once([asked] * WRITERS), key=lambda each: each.status_code)

    first = int(seen().strip('"'))
    without, with_key = ask({}), ask({"Idempotency-Key": str(uuid.uuid4())})

    assert [each.status_code for each in without] == [200, 412, 412, 412]
    assert {(each.status_code, each.content) for each in with_key} == {(200, with_key[0].content)}
    assert seen() == f'"{first + 2}"'

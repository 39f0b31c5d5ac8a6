"""The API of notifications: endpoints of parties, the log, the rules; and who may see what."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from deploy.local import Stack
from services.notifications.app import create_app
from services.notifications.domain.rules import RULES
from services.notifications.store import NotificationStore
from shared.ops.token import Grant, make_token
from tests.integration.notifications_house import House, house
from tests.unit.notifications.events import BOTH, done, tip

MUNICIPALITY, POLICE = BOTH
SCOPES = ("notifications:read", "notifications:write")
ENDPOINT = f"/notifications/v1/parties/{MUNICIPALITY}/endpoints/trygghet"
BODY = {"channel": "mail", "address": "Trygghet@Nykvarn.Example", "rhythm": "immediate"}

Headers = dict[str, str]
As = Callable[..., Headers]


@pytest.fixture
def notifications(stack: Stack) -> Iterator[House]:
    """Without a mail server."""
    with house(stack) as made:
        yield made


@pytest.fixture
def web(notifications: House) -> Iterator[FlaskClient]:
    app = create_app(notifications.settings)
    with app.test_client() as client:
        yield client
    store: NotificationStore = app.extensions["store"]
    store.database.client.close()


@pytest.fixture
def as_party(stack: Stack, notifications: House) -> As:
    """Headers with a token of a party; of an operator when it is None."""

    def headers(party: str | None = MUNICIPALITY, scopes: tuple[str, ...] = SCOPES, **more: str) -> Headers:
        settings = notifications.settings
        token = make_token(
            stack.keys.signing,
            Grant(client="test", scopes=scopes, party=party, municipalities=("0140",)),
            issuer=settings.token_issuer,
            audience=settings.token_audience,
        )
        return {"Authorization": f"Bearer {token}", **more}

    return headers


def problem(response: TestResponse) -> tuple[int, Any]:
    assert response.content_type == "application/problem+json"
    return response.status_code, response.get_json().get("invalidParameters", [])


def test_a_party_sets_its_endpoint_and_the_same_again_changes_nothing(web: FlaskClient, as_party: As) -> None:
    first = web.put(ENDPOINT, json=BODY, headers=as_party())
    again = web.put(ENDPOINT, json=BODY, headers=as_party())

    assert (first.status_code, first.headers["ETag"]) == (201, '"1"')
    assert (again.status_code, again.headers["ETag"]) == (200, '"1"')
    assert again.get_json() == first.get_json()
    assert first.get_json()["address"] == "Trygghet@nykvarn.example"


def test_a_change_says_which_revision_it_rests_on(web: FlaskClient, as_party: As) -> None:
    # given
    web.put(ENDPOINT, json=BODY, headers=as_party())
    other = BODY | {"events": ["status-behind"]}

    # when
    without = web.put(ENDPOINT, json=other, headers=as_party())
    stale = web.put(ENDPOINT, json=other, headers=as_party(**{"If-Match": '"7"'}))
    right = web.put(ENDPOINT, json=other, headers=as_party(**{"If-Match": '"1"'}))

    # then
    assert (problem(without)[0], problem(stale)[0], right.status_code) == (428, 412, 200)
    assert web.get(ENDPOINT, headers=as_party()).headers["ETag"] == '"2"'
    assert right.get_json()["events"] == ["status-behind"]


def test_an_endpoint_is_removed_by_whoever_has_seen_it_as_it_is(web: FlaskClient, as_party: As) -> None:
    # given
    web.put(ENDPOINT, json=BODY, headers=as_party())

    # when
    without = web.delete(ENDPOINT, headers=as_party())
    stale = web.delete(ENDPOINT, headers=as_party(**{"If-Match": '"7"'}))
    others = web.delete(ENDPOINT, headers=as_party(POLICE, **{"If-Match": '"1"'}))
    right = web.delete(ENDPOINT, headers=as_party(**{"If-Match": '"1"'}))
    again = web.delete(ENDPOINT, headers=as_party(**{"If-Match": '"1"'}))

    # then
    assert (problem(without)[0], problem(stale)[0], problem(others)[0]) == (428, 412, 403)
    assert (right.status_code, right.get_data(), problem(again)[0]) == (204, b"", 404)
    assert web.get(ENDPOINT, headers=as_party()).status_code == 404
    assert web.put(ENDPOINT, json=BODY, headers=as_party()).status_code == 201


def test_whoever_follows_next_sees_each_endpoint_once(web: FlaskClient, as_party: As) -> None:
    # given
    where = ENDPOINT.rpartition("/")[0]
    for name in "bdfhj":
        web.put(f"{where}/{name}", json=BODY, headers=as_party())

    # when one comes before and one goes after each page
    found: list[str] = []
    following = f"{where}?limit=2"
    while following:
        page = web.get(following, headers=as_party()).get_json()
        found += [each["id"] for each in page["items"]]
        web.put(f"{where}/a{len(found)}", json=BODY, headers=as_party())
        web.delete(f"{where}/{found[0]}", headers=as_party(**{"If-Match": '"1"'}))
        following = page["next"]

    # then
    assert found == list("bdfhj")


def test_if_match_on_what_is_not_there_is_refused(web: FlaskClient, as_party: As) -> None:
    assert problem(web.put(ENDPOINT, json=BODY, headers=as_party(**{"If-Match": '"1"'})))[0] == 412
    assert problem(web.get(ENDPOINT, headers=as_party()))[0] == 404


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({}, {"channel"}),
        (BODY | {"address": "a@nykvarn.example\r\nBcc: b@nykvarn.example"}, {"address"}),
        (BODY | {"address": ["a@nykvarn.example"]}, {"address"}),
        (BODY | {"channel": "pigeon"}, {"channel"}),
        (BODY | {"channel": "webhook"}, {"subscription"}),
        (BODY | {"subscription": "min"}, {"subscription"}),
        ({"channel": "webhook", "subscription": "okand"}, {"subscription"}),
        (BODY | {"address": "19121212-1212@nykvarn.example"}, {"address"}),
        (BODY | {"rhythm": "hourly"}, {"rhythm"}),
        (BODY | {"quietHours": {"from": "20:00", "until": "24:00"}}, {"quietHours.until"}),
        (BODY | {"quietHours": {"from": "20:00", "until": "20:00"}}, {"quietHours.until"}),
        (BODY | {"language": "tlh"}, {"language"}),
        (BODY | {"events": ["status-behind", "everything", "digest"]}, {"events[1]", "events[2]"}),
        (BODY | {"adress": "x"}, {"adress"}),
    ],
)
def test_a_bad_body_is_refused_with_each_property_named(
    web: FlaskClient, as_party: As, notifications: House, body: Any, wrong: set[str]
) -> None:
    status, invalid = problem(web.put(ENDPOINT, json=body, headers=as_party()))

    assert status == 422
    assert {each["property"] for each in invalid} == wrong
    assert notifications.store.endpoints.find(MUNICIPALITY, "trygghet") is None


def test_an_id_that_is_no_slug_is_refused(web: FlaskClient, as_party: As) -> None:
    response = web.put("/notifications/v1/parties/A%20B/endpoints/Å", json=BODY, headers=as_party(None))

    assert [each["property"] for each in problem(response)[1]] == ["partyId", "endpointId"]


def test_a_party_reaches_its_own_endpoints_only_and_an_operator_all(web: FlaskClient, as_party: As) -> None:
    assert problem(web.put(ENDPOINT, json=BODY, headers=as_party(POLICE)))[0] == 403
    assert web.put(ENDPOINT, json=BODY, headers=as_party(None)).status_code == 201
    assert problem(web.get(ENDPOINT, headers=as_party(POLICE)))[0] == 403
    assert problem(web.get(ENDPOINT.rpartition("/")[0], headers=as_party(POLICE)))[0] == 403


def test_without_a_token_or_its_scope_nothing_is_told(web: FlaskClient, as_party: As) -> None:
    for path in (ENDPOINT, "/notifications/v1/deliveries", "/notifications/v1/rules"):
        assert problem(web.get(path))[0] == 401
        assert problem(web.get(path, headers=as_party(scopes=("reports:read",))))[0] == 403
    assert problem(web.put(ENDPOINT, json=BODY, headers=as_party(scopes=SCOPES[:1])))[0] == 403


def test_an_address_is_shown_to_its_own_party_only(web: FlaskClient, as_party: As) -> None:
    web.put(ENDPOINT, json=BODY, headers=as_party())
    every = ENDPOINT.rpartition("/")[0]

    own, operator = (web.get(every, headers=as_party(party)).get_json() for party in (MUNICIPALITY, None))

    assert [item["address"] for item in own["items"]] == ["Trygghet@nykvarn.example"]
    assert [item["address"] for item in operator["items"]] == [None]
    assert (own["total"], own["page"], own["limit"]) == (1, 1, 20)


def test_the_log_shows_a_party_its_own_deliveries_and_an_operator_all(
    web: FlaskClient, as_party: As, notifications: House
) -> None:
    # given
    web.put(ENDPOINT, json=BODY, headers=as_party())
    notifications.planner.handle([done(), tip()])

    # when
    log = "/notifications/v1/deliveries"
    own = web.get(log, headers=as_party()).get_json()
    everyone = web.get(log, headers=as_party(None)).get_json()
    others = web.get(f"{log}?party={POLICE}", headers=as_party())

    # then
    assert [(d["party"], d["rule"], d["state"]) for d in own["items"]] == [(MUNICIPALITY, "walk-completed", "pending")]
    assert everyone["total"] == 3
    assert problem(others)[0] == 403


def test_the_log_is_asked_by_party_cause_and_state_and_shows_no_address(
    web: FlaskClient, as_party: As, notifications: House
) -> None:
    # given
    web.put(ENDPOINT, json=BODY, headers=as_party())
    walk = done()
    notifications.planner.handle([walk, tip()])

    def found(query: str) -> list[str]:
        response = web.get(f"/notifications/v1/deliveries?{query}", headers=as_party(None))
        assert "@" not in response.get_data(as_text=True)
        return sorted(d["party"] for d in response.get_json()["items"])

    # then
    assert found(f"cause={walk.id}") == [MUNICIPALITY, POLICE]
    assert found(f"party={POLICE}") == [POLICE, POLICE]
    assert found("state=suppressed") == [POLICE, POLICE]
    assert found(f"about={walk.data.id}") == [MUNICIPALITY, POLICE]
    assert found("to=1999-12-31") == []
    assert len(found("from=1999-12-31")) == 3
    assert found(f"cause={walk.id}&state=pending&party={MUNICIPALITY}") == [MUNICIPALITY]
    assert problem(web.get("/notifications/v1/deliveries?state=lost", headers=as_party()))[0] == 422


def test_the_attempts_are_in_the_log(web: FlaskClient, as_party: As, notifications: House) -> None:
    # given a mail server that is not there
    web.application.extensions["clock"] = notifications.clock
    web.put(ENDPOINT, json=BODY, headers=as_party())
    notifications.planner.handle([done()])
    notifications.deliver()

    # when
    (shown,) = web.get("/notifications/v1/deliveries", headers=as_party()).get_json()["items"]

    # then
    assert [attempt["outcome"] for attempt in shown["attempts"]] == ["delayed"]
    assert shown["nextAttemptAt"] > shown["createdAt"]
    assert (shown["endpoint"], shown["channel"]) == ("trygghet", "mail")


def test_the_rules_are_listed_as_the_table_stands(web: FlaskClient, as_party: As) -> None:
    page = web.get("/notifications/v1/rules?limit=100", headers=as_party()).get_json()

    assert [rule["id"] for rule in page["items"]][:2] == ["walk-completed", "meeting-held"]
    assert page["total"] == len(page["items"]) == len(RULES)
    by_id = {rule["id"]: rule for rule in page["items"]}
    assert by_id["measure-overdue"]["occasion"] == {"concern": "measure", "days": [1], "again": None}
    assert by_id["status-behind"] == {
        "id": "status-behind",
        "summary": {
            "sv": "Ett löfte ligger efter plan: till dem som ansvarar för det.",
            "en": "A promise is behind plan: to those who answer for it.",
        },
        "types": ["se.loftet.status.changed.v1"],
        "states": ["behind"],
        "after": [],
        "occasion": None,
        "audience": "responsible-of-status",
        "urgent": True,
    }


def test_the_documentation_is_served_with_every_operation(web: FlaskClient) -> None:
    document = web.get("/notifications/v1/openapi.json").get_json()

    assert {path.removeprefix("/notifications/v1") for path in document["paths"]} == {
        "/api-info",
        "/parties/{partyId}/endpoints",
        "/parties/{partyId}/endpoints/{endpointId}",
        "/subscriptions",
        "/subscriptions/{subscriptionId}",
        "/subscriptions/{subscriptionId}/secret",
        "/subscriptions/{subscriptionId}/verification",
        "/parties/{partyId}/endpoints/{endpointId}/confirmation",
        "/parties/{partyId}/endpoints/{endpointId}/test",
        "/deliveries",
        "/deliveries/resend",
        "/schemas",
        "/schemas/{eventType}",
        "/deliveries/{deliveryId}/resend",
        "/pauses",
        "/pauses/{aboutId}",
        "/preview",
        "/rules",
    }
    assert web.get("/notifications/v1/docs").status_code == 200

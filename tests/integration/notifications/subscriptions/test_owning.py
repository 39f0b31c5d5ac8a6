"""The API of subscriptions: whose they are, and what is refused."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from services.notifications.domain.subscription import MOST_SECRETS, NEW
from tests.integration.notifications.subscriptions.asking import BODY, EVERY, ONE, POLICE, As, problem


def test_a_system_subscribes_and_is_shown_the_secret_once(web: FlaskClient, as_system: As) -> None:
    first = web.put(ONE, json=BODY, headers=as_system())
    again = web.put(ONE, json=BODY, headers=as_system())
    read = web.get(ONE, headers=as_system())

    assert (first.status_code, first.headers["ETag"]) == (201, '"1"')
    made = first.get_json()
    assert made["secret"].startswith("whsec_")
    assert (made["state"], made["reason"], made["municipalities"]) == ("unverified", NEW, ["0140"])
    assert (again.status_code, again.headers["ETag"]) == (200, '"1"')
    assert again.get_json() == read.get_json() == {name: made[name] for name in made if name != "secret"}


def test_a_change_says_which_revision_it_rests_on(web: FlaskClient, as_system: As) -> None:
    # given
    web.put(ONE, json=BODY, headers=as_system())
    other = BODY | {"states": ["behind"]}

    # when
    without = web.put(ONE, json=other, headers=as_system())
    stale = web.put(ONE, json=other, headers=as_system('"7"'))
    right = web.put(ONE, json=other, headers=as_system('"1"'))

    # then
    assert (problem(without)[0], problem(stale)[0], right.status_code) == (428, 412, 200)
    assert (right.headers["ETag"], right.get_json()["states"]) == ('"2"', ["behind"])
    assert problem(web.put(f"{EVERY}/ny", json=BODY, headers=as_system('"1"')))[0] == 412
    assert [problem(web.delete(ONE, headers=as_system(match)))[0] for match in (None, '"1"')] == [428, 412]
    assert web.delete(ONE, headers=as_system('"2"')).status_code == 204
    assert problem(web.get(ONE, headers=as_system()))[0] == 404


def test_what_was_seen_before_it_was_removed_is_no_ground_to_change_what_was_made_anew(
    web: FlaskClient, as_system: As
) -> None:
    # given
    seen = web.put(ONE, json=BODY, headers=as_system()).headers["ETag"]
    web.delete(ONE, headers=as_system(seen))
    anew = web.put(ONE, json=BODY, headers=as_system())

    # when
    stale = web.put(ONE, json=BODY | {"states": ["behind"]}, headers=as_system(seen))
    right = web.put(ONE, json=BODY | {"states": ["behind"]}, headers=as_system(anew.headers["ETag"]))

    # then
    assert (anew.status_code, problem(stale)[0], right.status_code) == (201, 412, 200)
    assert problem(web.post(f"{ONE}/verification", headers=as_system(seen)))[0] == 412
    assert web.delete(ONE, headers=as_system(right.headers["ETag"])).status_code == 204


def test_a_subscription_is_its_owner_s_and_nobody_else_knows_of_it(web: FlaskClient, as_system: As) -> None:
    # given
    web.put(ONE, json=BODY, headers=as_system())

    for other in ({"client": "annan"}, {"party": POLICE}):
        # when
        read = web.get(ONE, headers=as_system(**other))
        removed = web.delete(ONE, headers=as_system('"1"', **other))
        rotated = web.post(f"{ONE}/secret", headers=as_system('"1"', **other))
        verified = web.post(f"{ONE}/verification", headers=as_system(**other))
        listed = web.get(EVERY, headers=as_system(**other)).get_json()

        # then
        assert [problem(each)[0] for each in (read, removed, rotated, verified)] == [404] * 4
        assert listed["total"] == 0
        own = web.put(ONE, json=BODY, headers=as_system(**other))
        assert own.status_code == 201
    assert [item["id"] for item in web.get(EVERY, headers=as_system()).get_json()["items"]] == ["nykvarn-status"]


def test_it_reaches_no_further_than_the_token(web: FlaskClient, as_system: As) -> None:
    elsewhere = web.put(ONE, json=BODY | {"municipalities": ["0140", "9999"]}, headers=as_system())
    nowhere = web.put(ONE, json=BODY, headers=as_system(municipalities=()))
    nobody = web.put(ONE, json=BODY, headers=as_system(party=None))
    read_only = web.put(ONE, json=BODY, headers=as_system(scopes=("subscriptions:read",)))

    assert [problem(each)[0] for each in (elsewhere, nowhere, nobody, read_only)] == [403] * 4


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"url": "http://system.nykvarn.example/"}, "url"),
        ({"url": "https://user:pass@system.nykvarn.example/"}, "url"),
        ({"url": "https://system.nykvarn.example/#a"}, "url"),
        ({"url": "ftp://system.nykvarn.example/"}, "url"),
        ({"url": "https:///loftet"}, "url"),
        ({"url": "https://system.nykvarn.example:99999/"}, "url"),
        ({"url": "https://system.nykvarn.example/å"}, "url"),
        ({"url": "https://system.nykvarn.example/\r\nHost: x"}, "url"),
        ({"url": "http://127.0.0.1/"}, "url"),
        ({"url": "https://127.0.0.1/"}, "url"),
        ({"url": "https://[::ffff:10.0.0.1]/"}, "url"),
        ({"url": "https://169.254.169.254/latest/meta-data"}, "url"),
        ({"types": ["statuses", "everything"]}, "types[1]"),
        ({"municipalities": ["140"]}, "municipalities[0]"),
        ({"agreements": ["Å"]}, "agreements[0]"),
        ({"kinds": ["dance"]}, "kinds[0]"),
        ({"states": ["lost"]}, "states[0]"),
        ({"secret": "whsec_min"}, "secret"),
    ],
)
def test_a_bad_body_is_refused_with_what_is_wrong(
    strict_web: FlaskClient, as_system: As, changes: Any, wrong: str
) -> None:
    response = strict_web.put(ONE, json=BODY | changes, headers=as_system())

    assert problem(response) == (422, [wrong])


def test_a_new_secret_is_shown_once_and_not_too_often(web: FlaskClient, as_system: As) -> None:
    # given
    first = web.put(ONE, json=BODY, headers=as_system()).get_json()

    # when
    without = web.post(f"{ONE}/secret", headers=as_system())
    secrets = [
        web.post(f"{ONE}/secret", headers=as_system(f'"{revision}"')).get_json()["secret"]
        for revision in range(1, MOST_SECRETS)
    ]
    one_more = web.post(f"{ONE}/secret", headers=as_system(f'"{MOST_SECRETS}"'))

    # then
    assert problem(without)[0] == 428
    assert len({first["secret"], *secrets}) == MOST_SECRETS
    assert problem(one_more)[0] == 409
    assert "secret" not in web.get(ONE, headers=as_system()).get_json()

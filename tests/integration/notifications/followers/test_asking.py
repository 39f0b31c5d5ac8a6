"""Residents who ask to follow: asked twice, the same answer to all, and what is wrong said at its field."""

import os
from datetime import date, timedelta

from flask import Flask
from flask.testing import FlaskClient
from pymongo import MongoClient

from deploy.local import Stack
from services.notifications.app import create_app
from services.notifications.domain.delivery import PESTERED
from services.notifications.domain.endpoint import FOLLOWERS
from services.notifications.domain.follower import MOST_LINKS, Choice, asked
from services.notifications.store import NotificationStore
from shared.events.agreement import AgreementPublished, Period, Promise
from shared.events.catalogue import AGREEMENT_PUBLISHED
from tests.integration.calls import Calls
from tests.integration.mail_server import MailServer
from tests.integration.notifications.followers.residents import ADDRESS, HERE, ask, deliver, follow, followers, link_in
from tests.integration.notifications_house import House, house
from tests.unit.notifications.events import BOTH, WALKS, agreement, event


def test_promises_that_are_over_cannot_be_followed_any_more_and_their_municipality_can(
    notifications: House, web: FlaskClient
) -> None:
    old = Promise(id="old", number=1, title="Nattvandring", text="Nattvandring.", responsible=BOTH)
    past = agreement(id="nykvarn-2020", promises=(old,), period=Period(start=date(2020, 1, 1), end=date(2020, 12, 31)))
    over = AgreementPublished(agreement_id="nykvarn-2020", municipality="0140", versions=past.data.versions)
    notifications.planner.handle([event(AGREEMENT_PUBLISHED, over, "over")])

    assert ("Trygghetsvandringar" in web.get(HERE).text, "Nattvandring" in web.get(HERE).text) == (True, False)
    assert ask(web, about=old.id).status_code == 422

    notifications.clock.advance(timedelta(days=400))
    later = web.get(f"{HERE}?promise={WALKS}")
    assert (later.status_code, "Trygghetsvandringar" in later.text, 'value="0140"' in later.text) == (200, False, True)


def test_the_form_answers_the_same_whether_an_address_is_known_or_not(
    notifications: House, web: FlaskClient, mails: MailServer
) -> None:
    follow(notifications, web, mails)

    unknown, known, again = ask(web, "annan@nykvarn.se"), ask(web), ask(web)

    assert unknown.get_data() == known.get_data() == again.get_data()
    assert set(unknown.headers.keys()) == set(known.headers.keys())
    assert "Set-Cookie" not in known.headers


def test_the_form_does_the_same_work_whether_an_address_is_known_or_not(
    notifications: House, app: Flask, web: FlaskClient, mails: MailServer
) -> None:
    # given one that follows since long, one that was just sent a link, and one that has enough of them waiting
    follow(notifications, web, mails)
    notifications.clock.advance(timedelta(hours=2))
    now, chance = notifications.clock.now(), lambda: os.urandom(8).hex()
    for number in range(MOST_LINKS):
        waiting = asked(None, f"annat-{number}", "nog@nykvarn.se", Choice("sv", "weekly"), chance, now)
        assert notifications.store.followers.put(waiting, now)
    ask(web, "nyss@nykvarn.se")

    # when each is asked for once more, and one that nobody knows
    addresses = ("okand@nykvarn.se", ADDRESS, "nyss@nykvarn.se", "nog@nykvarn.se")
    unknown, follows, just_asked, enough = (work_of(notifications, app, each) for each in addresses)

    # then
    assert unknown == follows == just_asked == enough
    deliver(notifications)
    assert [mail["To"] for mail in mails.mails[1:]] == ["nyss@nykvarn.se", "okand@nykvarn.se", ADDRESS]
    assert [each["reason"] for each in notifications.log(party=FOLLOWERS, state="suppressed")] == [PESTERED] * 2
    notifications.clock.advance(timedelta(seconds=1))
    notifications.timekeeper.tick()
    assert len(followers(notifications)) == 3 + MOST_LINKS


def work_of(notifications: House, app: Flask, address: str) -> list[str]:
    """What is asked of the database when somebody asks to follow with an address."""
    calls, settings = Calls(), notifications.settings
    with MongoClient(settings.mongodb_uri, tz_aware=True, event_listeners=[calls]) as client:
        usual = app.extensions["store"]
        app.extensions["store"] = NotificationStore(client[settings.mongodb_database], settings.vault)
        assert ask(app.test_client(), address).status_code == 200
        app.extensions["store"] = usual
    return calls.made


def test_who_follows_already_changes_how_by_a_new_link_and_nobody_else_can(
    notifications: House, web: FlaskClient, mails: MailServer
) -> None:
    follow(notifications, web, mails)
    notifications.clock.advance(timedelta(hours=2))

    ask(web, ADDRESS.lower(), rhythm="weekly", lang="?lang=en")
    deliver(notifications)
    asked_for = [(each["language"], each["rhythm"]) for each in followers(notifications)]
    assert web.post(link_in(mails.mails[-1])).status_code == 200

    assert asked_for == [("sv", "immediate")]
    assert [(each["language"], each["rhythm"]) for each in followers(notifications)] == [("en", "weekly")]


def test_nobody_can_have_somebody_flooded_with_links(notifications: House, web: FlaskClient, mails: MailServer) -> None:
    for _ in range(3):
        ask(web)
        deliver(notifications)

    assert len(mails.mails) == 1


def test_what_is_wrong_is_said_at_its_field_and_nothing_that_was_typed_is_lost(web: FlaskClient) -> None:
    answer = ask(web, "karin(at)nykvarn.se", lang="?lang=en")

    assert answer.status_code == 422
    assert 'id="address-error"' in answer.text
    assert "karin(at)nykvarn.se" in answer.text
    assert '<html lang="en">' in answer.text


def test_the_other_language_keeps_what_is_chosen_and_the_public_page_is_a_link_away(web: FlaskClient) -> None:
    empty = web.get(f"{HERE}?promise={WALKS}").text
    english = web.get(f"{HERE}?promise={WALKS}&lang=en").text
    mistaken = ask(web, "karin").text
    asked = ask(web).text

    switch = f'href="{HERE}?promise={WALKS}&amp;lang=en"'
    assert [switch in page for page in (empty, mistaken)] == [True, True]
    assert f'href="{HERE}?promise={WALKS}"' in english
    assert f'value="{WALKS}" lang="sv" selected' in english
    promise = f'href="https://loftet.example/0140/nykvarn-2021-2022/{WALKS}'
    assert [promise in page for page in (empty, mistaken, asked)] == [True] * 3
    assert f'{promise}?lang=en"' in english
    assert 'href="https://loftet.example/0140"' in web.get(HERE).text


def test_without_keys_and_where_nothing_is_promised_there_is_nothing_to_follow(stack: Stack, web: FlaskClient) -> None:
    with house(stack) as closed:
        closed.planner.handle([agreement()])
        other = create_app(closed.settings)
        answer = other.test_client().get(HERE)
        other.extensions["store"].database.client.close()

    assert (answer.status_code, web.get("/follow/9999").status_code) == (404, 404)

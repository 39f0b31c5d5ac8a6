"""Residents who follow: from the button on, until one click ends it; their addresses are sealed."""

from datetime import timedelta

from flask.testing import FlaskClient

from services.notifications.domain.delivery import ENDPOINT_GONE
from services.notifications.store import NotificationStore
from services.notifications.vault import Vault
from shared.events.status import State
from tests.integration.mail_server import MailServer
from tests.integration.notifications.followers.residents import (
    ADDRESS,
    HERE,
    NEW,
    OLD,
    ask,
    deliver,
    follow,
    followers,
    link_in,
    text_of,
)
from tests.integration.notifications_house import House
from tests.unit.notifications.events import WALKS, at, status


def test_only_who_has_read_the_mail_and_pressed_the_button_follows(
    notifications: House, web: FlaskClient, mails: MailServer
) -> None:
    # given a form that was sent, and a mail server that opens links
    assert web.get(HERE).status_code == 200
    assert ask(web).status_code == 200
    deliver(notifications)
    (mail,) = mails.mails
    assert web.get(link_in(mail)).status_code == 200

    # when something happens before the button was pressed, and after
    notifications.planner.handle([at(notifications.clock.now(), status(State.BEHIND))])
    deliver(notifications)
    before = len(mails.mails)
    assert web.post(link_in(mail)).status_code == 200
    notifications.clock.advance(timedelta(hours=1))
    news = at(notifications.clock.now(), status(State.FULFILLED, State.BEHIND))
    for _ in range(2):
        notifications.planner.handle([news])
        deliver(notifications)

    # then
    assert (before, len(mails.mails)) == (1, 2)
    assert "Sluta följa: http" in text_of(mails.mails[1])
    assert "löftet är genomfört" in mails.mails[1]["Subject"]
    assert web.post(link_in(mail)).status_code == 404


def test_one_click_ends_it_and_the_address_is_gone(notifications: House, web: FlaskClient, mails: MailServer) -> None:
    # given a follower with a mail on its way
    follow(notifications, web, mails)
    notifications.clock.advance(timedelta(hours=1))
    notifications.planner.handle([at(notifications.clock.now(), status(State.BEHIND))])
    header = mails.mails[0]["List-Unsubscribe"].strip("<>").removeprefix("http://127.0.0.1")
    assert mails.mails[0]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    # when the link is opened, and when the mail reader sends what RFC 8058 says; twice
    assert web.get(header).status_code == 200
    kept = len(followers(notifications))
    answers = [web.post(header, data={"List-Unsubscribe": "One-Click"}) for _ in range(2)]
    deliver(notifications)

    # then
    assert (kept, followers(notifications)) == (1, [])
    assert [answer.status_code for answer in answers] == [200, 200]
    assert len(mails.mails) == 1
    assert notifications.log(rule="follow-status")[0]["reason"] == ENDPOINT_GONE


def test_addresses_are_nowhere_to_be_read_and_a_new_key_takes_over(
    notifications: House, web: FlaskClient, mails: MailServer
) -> None:
    # given
    follow(notifications, web, mails)
    database = notifications.store.database

    # when everything that is kept is read, and the worker begins with a key more
    kept = "".join(str(list(database[name].find())) for name in database.list_collection_names())
    both = Vault.read(f"2021:{OLD},2022:{NEW}")
    resealed = NotificationStore(database, both).followers.seal_anew()
    anew = NotificationStore(database, Vault.read(f"2022:{NEW}")).followers

    # then
    assert "svensson" not in kept.lower()
    assert (resealed, NotificationStore(database, both).followers.seal_anew()) == (1, 0)
    found = anew.known(WALKS, ADDRESS.lower())
    assert found is not None
    assert found.endpoint.address == ADDRESS


def test_what_nobody_confirms_is_forgotten_after_a_week(notifications: House, web: FlaskClient) -> None:
    ask(web)
    notifications.clock.advance(timedelta(days=6, hours=23))
    notifications.machine.advance(timedelta(hours=1))
    notifications.timekeeper.tick()
    kept = len(followers(notifications))

    notifications.clock.advance(timedelta(hours=1))
    notifications.timekeeper.tick()

    assert (kept, followers(notifications)) == (1, [])

"""A mailbox in use hears of what is to take its place, and is used until then."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.integration.mail_server import MailServer
from tests.integration.notifications.endpoints.addresses import BASE, HERE, MUNICIPALITY, REAL, deliver, link_in
from tests.integration.notifications_house import House
from tests.unit.notifications.events import done, endpoint, tip

MOVED = "Besked från Löftet ska gå till en annan adress"
ENDED = "Besked från Löftet skickas inte längre hit"


def test_the_address_before_is_used_until_the_other_is_confirmed_and_is_told_that_there_will_be_another(
    notifications: House, mails: MailServer, web: FlaskClient, asked: Any
) -> None:
    # given
    old, new = REAL["address"], "annan@nykvarn.se"
    asked("PUT", HERE, REAL)
    deliver(notifications)
    web.post(link_in(mails.mails[0]))

    # when another address is asked for, and something happens before it is confirmed
    notifications.clock.advance(timedelta(minutes=1))
    asked("PUT", HERE, REAL | {"address": new}, **{"If-Match": '"2"'})
    assert asked("PUT", HERE, REAL | {"address": new}).headers["ETag"] == '"3"'
    deliver(notifications)
    notifications.planner.handle([done()])
    deliver(notifications)

    # then
    told = {(mail["To"], mail["Subject"]) for mail in mails.mails[1:3]}
    assert told == {
        (new, "Bekräfta adressen för besked från Löftet"),
        (old, MOVED),
    }
    assert [mail["To"] for mail in mails.mails[3:]] == [old]

    # when it is confirmed
    page = web.get(link := link_in(next(mail for mail in mails.mails[1:] if mail["To"] == new)))
    assert "Till dess används adressen före" in page.text
    assert web.post(link).status_code == 200
    notifications.planner.handle([done(revision=5)])
    deliver(notifications)

    # then
    assert mails.mails[-1]["To"] == new
    answer = asked("GET", HERE).json
    assert (answer["state"], answer["address"], answer["nextAddress"]) == ("active", new, None)


def test_the_address_before_is_told_though_the_other_is_confirmed_first(
    notifications: House, mails: MailServer, asked: Any
) -> None:
    asked("PUT", HERE, REAL | {"address": "a@nykvarn.example"})

    asked("PUT", HERE, REAL | {"address": "b@nykvarn.example"}, **{"If-Match": '"1"'})
    deliver(notifications)

    assert [mail["To"] for mail in mails.mails] == ["a@nykvarn.example"]
    assert asked("GET", HERE).json["address"] == "b@nykvarn.example"


def test_the_word_of_another_address_goes_to_the_one_that_was_in_use_whatever_has_become_of_it_since(
    notifications: House, mails: MailServer, web: FlaskClient, asked: Any
) -> None:
    # given a mailbox whose server turns the word away for the moment, while the next one is confirmed
    notifications.put(endpoint(MUNICIPALITY, "a@nykvarn.se"))
    mails.manners.rcpt_at["a@nykvarn.se"] = "450 greylisted"
    asked("PUT", HERE, REAL | {"address": "b@nykvarn.se"}, **{"If-Match": '"1"'})
    deliver(notifications)
    web.post(link_in(mails.mails[0]))

    # when a third is asked for, and the first takes mail again
    notifications.clock.advance(timedelta(minutes=1))
    asked("PUT", HERE, REAL | {"address": "c@nykvarn.se"}, **{"If-Match": '"3"'})
    mails.manners.rcpt_at.clear()
    notifications.machine.advance(timedelta(minutes=10))
    deliver(notifications)

    # then
    told = [mail["To"] for mail in mails.mails if mail["Subject"] == MOVED]
    assert sorted(told) == ["a@nykvarn.se", "b@nykvarn.se"]
    assert "a@nykvarn.se" not in str(notifications.log())


def test_a_link_that_the_next_address_stalls_holds_nothing_up_for_the_one_in_use(
    notifications: House, mails: MailServer, asked: Any
) -> None:
    # given
    notifications.put(endpoint(MUNICIPALITY, "a@nykvarn.se"))
    asked("PUT", HERE, REAL | {"address": "b@nykvarn.se"}, **{"If-Match": '"1"'})
    mails.manners.stall_at.add("b@nykvarn.se")
    notifications.machine.advance(timedelta(minutes=1))
    notifications.planner.handle([tip(recipients=(MUNICIPALITY,))])

    # when the link is tried first
    notifications.deliver(limit=0.5)

    # then
    assert notifications.states(rule="endpoint-confirmation") == ["pending"]
    assert notifications.states(rule="tip-received") == ["delivered"]


def test_a_link_to_another_address_is_sent_again_and_whoever_regrets_it_keeps_the_one_before(
    notifications: House, mails: MailServer, web: FlaskClient, asked: Any
) -> None:
    # given
    asked("PUT", HERE, REAL)
    deliver(notifications)
    web.post(link_in(mails.mails[0]))
    asked("PUT", HERE, REAL | {"address": "annan@nykvarn.se"}, **{"If-Match": '"2"'})
    notifications.clock.advance(timedelta(minutes=2))

    # when
    again = asked("POST", f"{HERE}/confirmation")
    assert (again.json["state"], again.json["nextAddress"]) == ("active", "annan@nykvarn.se")
    deliver(notifications)
    link = link_in(next(mail for mail in mails.mails[1:] if mail["To"] == "annan@nykvarn.se"))
    kept = asked("PUT", HERE, REAL, **{"If-Match": '"4"'})

    # then
    assert (kept.json["state"], kept.json["address"], kept.json["nextAddress"]) == ("active", REAL["address"], None)
    assert web.post(link).status_code == 404


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_mailbox_in_use_hears_that_its_endpoint_was_removed_before_another_was_made_in_its_place(
    notifications: House, mails: MailServer, asked: Any, language: str
) -> None:
    # given
    notifications.put(replace(endpoint(MUNICIPALITY, "a@nykvarn.se"), language=language))

    # when
    asked("DELETE", HERE, **{"If-Match": '"1"'})
    asked("PUT", HERE, REAL | {"address": "b@nykvarn.se"})
    deliver(notifications)

    # then
    told = {mail["To"]: mail["Subject"] for mail in mails.mails}
    ended = {"sv": ENDED, "en": "Messages from Löftet are no longer sent here"}[language]
    assert told == {"a@nykvarn.se": ended, "b@nykvarn.se": "Bekräfta adressen för besked från Löftet"}
    assert "a@nykvarn.se" not in str(notifications.log())


def test_whoever_removes_an_endpoint_that_nobody_has_confirmed_tells_nobody(
    notifications: House, mails: MailServer, asked: Any
) -> None:
    asked("PUT", HERE, REAL)
    asked("DELETE", HERE, **{"If-Match": '"1"'})
    deliver(notifications)

    assert mails.mails == []


def test_the_mailbox_in_use_hears_of_another_channel_that_takes_its_place_and_what_follows_that_is_not_its_own(
    notifications: House, mails: MailServer, asked: Any
) -> None:
    # given
    notifications.put(endpoint(MUNICIPALITY, "a@nykvarn.se"))
    notifications.subscribe("http://127.0.0.1:9/", "larm", wanted={"types": ("notices",)})

    # when it becomes a webhook, and then another mailbox
    asked("PUT", HERE, {"channel": "webhook", "subscription": "larm"}, **{"If-Match": '"1"'})
    asked("PUT", HERE, REAL | {"address": "b@nykvarn.se"}, **{"If-Match": '"2"'})
    deliver(notifications)

    # then
    told = {(mail["To"], mail["Subject"]) for mail in mails.mails}
    assert told == {("a@nykvarn.se", ENDED), ("b@nykvarn.se", "Bekräfta adressen för besked från Löftet")}
    assert notifications.states(rule="endpoint-moving") == ["delivered"]


def test_what_moves_twice_at_the_same_instant_is_told_to_each_of_the_mailboxes(
    notifications: House, mails: MailServer, asked: Any
) -> None:
    for number, name in enumerate("abc"):
        asked(
            "PUT",
            HERE,
            REAL | {"address": f"{name}@nykvarn.example"},
            **({"If-Match": f'"{number}"'} if number else {}),
        )
    deliver(notifications)

    assert sorted(mail["To"] for mail in mails.mails) == ["a@nykvarn.example", "b@nykvarn.example"]


def test_the_word_of_a_move_is_not_sent_anew_once_its_mailbox_is_not_kept(
    notifications: House, mails: MailServer, asked: Any
) -> None:
    notifications.put(endpoint(MUNICIPALITY, "a@nykvarn.se"))
    asked("DELETE", HERE, **{"If-Match": '"1"'})
    deliver(notifications)
    (told,) = notifications.log(rule="endpoint-moving")

    again = asked("POST", f"{BASE}/deliveries/{told['_id']}/resend")

    assert (again.status_code, len(mails.mails)) == (409, 1)
    assert "is not kept" in again.json["detail"]


def test_a_mailbox_in_use_that_stalls_holds_up_no_link_to_the_next(
    notifications: House, mails: MailServer, asked: Any
) -> None:
    # given something urgent that is tried first
    notifications.put(endpoint(MUNICIPALITY, "a@nykvarn.se"))
    mails.manners.stall_at.add("a@nykvarn.se")
    notifications.planner.handle([tip(recipients=(MUNICIPALITY,))])
    notifications.machine.advance(timedelta(minutes=1))
    asked("PUT", HERE, REAL | {"address": "b@nykvarn.se"}, **{"If-Match": '"1"'})

    # when
    notifications.machine.advance(timedelta(minutes=1))
    notifications.deliver(limit=0.5)

    # then
    assert notifications.states(rule="tip-received") == ["pending"]
    assert notifications.states(rule="endpoint-confirmation") == ["delivered"]

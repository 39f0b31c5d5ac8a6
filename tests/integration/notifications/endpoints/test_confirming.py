"""Endpoints are confirmed before anything is sent, and told when they are not asleep."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from services.notifications.domain.delivery import LINK_GONE, NOT_CONFIRMED
from shared.clock import STOCKHOLM
from shared.events.status import State
from tests.integration.mail_server import MailServer
from tests.integration.notifications.endpoints.addresses import BASE, HERE, MUNICIPALITY, REAL, deliver, link_in
from tests.integration.notifications_house import NEVER, House
from tests.integration.webhook_receiver import receiver
from tests.unit.notifications.events import BOTH, at, done, endpoint, status


def test_a_new_address_is_sent_a_link_and_nothing_else_until_somebody_has_followed_it(
    notifications: House, mails: MailServer, web: FlaskClient, asked: Any
) -> None:
    # given
    first = asked("PUT", HERE, REAL)
    assert (first.status_code, first.json["state"]) == (201, "unconfirmed")
    assert asked("PUT", HERE, REAL).headers["ETag"] == '"1"'
    notifications.planner.handle([done()])
    deliver(notifications)

    # then
    (mail,) = mails.mails
    assert mail["Subject"] == "Bekräfta adressen för besked från Löftet"
    assert [one["reason"] for one in notifications.log(rule="walk-completed", party=MUNICIPALITY)] == [NOT_CONFIRMED]

    # when the mail server opens the link, and then somebody presses the button, and again
    link = link_in(mail)
    opened = web.get(link)
    assert asked("GET", HERE).json["state"] == "unconfirmed"
    pressed, again = web.post(link), web.post(link)

    # then
    assert (opened.status_code, pressed.status_code, again.status_code) == (200, 200, 404)
    assert "Adressen är bekräftad" in pressed.text
    assert asked("GET", HERE).json["state"] == "active"
    assert web.get(link).status_code == 404
    notifications.planner.handle([done(revision=5)])
    deliver(notifications)
    assert len(mails.mails) == 2


def test_a_link_grows_old_and_another_takes_its_place(
    notifications: House, mails: MailServer, web: FlaskClient, asked: Any
) -> None:
    # given
    asked("PUT", HERE, REAL | {"language": "en"})
    deliver(notifications)
    old = link_in(mails.mails[0])
    notifications.clock.advance(timedelta(days=8))
    assert web.post(old).status_code == 404

    # when
    assert asked("POST", f"{HERE}/confirmation").json["state"] == "unconfirmed"
    deliver(notifications)

    # then
    new = link_in(mails.mails[1])
    assert new.endswith("?lang=en")
    assert "cannot be used" in web.get(f"{old}").text
    assert "Confirm the address" in web.get(new).text
    assert web.post(new).status_code == 200
    assert asked("POST", f"{HERE}/confirmation").json["state"] == "active"


def test_a_link_whose_place_another_took_before_it_was_sent_is_not_sent(
    notifications: House, mails: MailServer, asked: Any
) -> None:
    asked("PUT", HERE, REAL)
    at_once = asked("POST", f"{HERE}/confirmation")
    assert (at_once.status_code, at_once.headers["Retry-After"]) == (429, "60")
    notifications.clock.advance(timedelta(minutes=1))
    assert asked("POST", f"{HERE}/confirmation", **{"If-Match": '"7"'}).status_code == 412
    asked("POST", f"{HERE}/confirmation", **{"If-Match": '"1"'})
    deliver(notifications)

    assert len(mails.mails) == 1
    assert [one["reason"] for one in notifications.log(state="suppressed")] == [LINK_GONE]


def test_another_address_is_to_be_confirmed_anew_and_another_choice_is_not(
    notifications: House, mails: MailServer, web: FlaskClient, asked: Any
) -> None:
    asked("PUT", HERE, REAL)
    deliver(notifications)
    web.post(link_in(mails.mails[0]))

    choice = asked("PUT", HERE, REAL | {"rhythm": "weekly"}, **{"If-Match": '"2"'})
    address = asked("PUT", HERE, REAL | {"address": "annan@nykvarn.se"}, **{"If-Match": '"3"'})

    assert (choice.json["state"], address.json["state"]) == ("active", "active")
    assert (address.json["address"], address.json["nextAddress"]) == (REAL["address"], "annan@nykvarn.se")


def test_an_endpoint_is_sent_so_many_links_an_hour_whatever_addresses_it_is_given(
    notifications: House, asked: Any
) -> None:
    # given a mailbox in use, and one address after the other
    notifications.put(endpoint(MUNICIPALITY, "a@nykvarn.se"))

    def given(number: int) -> Any:
        notifications.clock.advance(timedelta(seconds=1))
        seen = asked("GET", HERE).headers["ETag"]
        return asked("PUT", HERE, REAL | {"address": f"{number % 3}@nykvarn.se"}, **{"If-Match": seen})

    answers = [given(number) for number in range(7)]

    # then
    assert [each.status_code for each in answers] == [200] * 5 + [429] * 2
    assert [each.headers["Retry-After"] for each in answers[5:]] == ["3595", "3594"]
    assert len(notifications.log(rule="endpoint-confirmation")) == len(notifications.log(rule="endpoint-moving")) == 5

    # when it is removed and made anew, and when an hour has gone by
    asked("DELETE", HERE, **{"If-Match": '"6"'})
    made_anew = asked("PUT", HERE, REAL)
    notifications.clock.advance(timedelta(hours=1, seconds=1))

    assert (made_anew.status_code, asked("PUT", HERE, REAL).status_code) == (429, 201)


def test_a_link_that_was_mailed_is_not_mailed_again_from_the_log(
    notifications: House, mails: MailServer, asked: Any
) -> None:
    # given
    asked("PUT", HERE, REAL)
    deliver(notifications)
    (mailed,) = notifications.log(rule="endpoint-confirmation")

    # when
    again = asked("POST", f"/notifications/v1/deliveries/{mailed['_id']}/resend")

    # then
    deliver(notifications)
    assert (again.status_code, len(mails.mails)) == (409, 1)
    assert "confirmation" in again.json["detail"]


def test_no_answer_log_or_event_holds_the_link(notifications: House, mails: MailServer, asked: Any) -> None:
    asked("PUT", HERE, REAL)
    deliver(notifications)
    token = link_in(mails.mails[0]).rpartition("/")[2]

    shown = asked("GET", HERE).text + asked("GET", f"{BASE}/deliveries").text
    assert token not in shown
    assert token not in str(notifications.log())


def test_quiet_hours_let_even_what_is_urgent_wait_and_it_is_told_when_they_end(
    notifications: House, mails: MailServer, asked: Any
) -> None:
    body = REAL | {"address": "a@nykvarn.example", "quietHours": {"from": "20:00", "until": "07:00"}}
    asked("PUT", HERE, body)
    night = datetime(2022, 1, 1, 23, 0, tzinfo=STOCKHOLM)
    notifications.clock.advance(night - notifications.clock.now())
    notifications.planner.handle([at(night, status(State.BEHIND, responsible=BOTH[:1]))])

    assert deliver(notifications) == 0
    notifications.clock.advance(timedelta(hours=8))
    assert deliver(notifications) == 1


@pytest.mark.parametrize("channel", ["mail", "webhook"])
def test_what_was_held_up_until_quiet_hours_waits_for_their_end_without_losing_a_try(
    notifications: House, mails: MailServer, asked: Any, channel: str
) -> None:
    with receiver() as system:
        # given something that was planned in the evening, by a worker that was stopped before it was sent
        notifications.subscribe(system.url, "larm", wanted={"types": ("notices",)})
        to = {"subscription": "larm"} if channel == "webhook" else {"address": "a@nykvarn.example"}
        asked("PUT", HERE, {"channel": channel, "quietHours": {"from": "20:00", "until": "07:00"}, **to})
        evening = datetime(2022, 1, 3, 19, 59, tzinfo=STOCKHOLM)
        notifications.clock.advance(evening - notifications.clock.now())
        notifications.planner.handle([at(evening, status(State.BEHIND, responsible=BOTH[:1]))])

        # when it starts at night, and when the night is over
        for passed in (timedelta(hours=3), timedelta(hours=1)):
            notifications.clock.advance(passed)
            notifications.deliver()
            notifications.webhooks().deliver_due(NEVER)
        at_night = len(mails.mails) + len(system.received)
        notifications.clock.advance(timedelta(hours=8))
        notifications.deliver()
        notifications.webhooks().deliver_due(NEVER)

        # then
        assert (at_night, len(mails.mails) + len(system.received)) == (0, 1)
        assert [each["outcome"] for each in notifications.log()[0]["attempts"]] == ["accepted"]

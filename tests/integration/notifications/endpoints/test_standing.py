"""Endpoints that fail are disabled and their owners told; tests, webhooks, and what is sent anew."""

from datetime import timedelta
from typing import Any

import pytest

from services.notifications.channels.own_events import TOLD
from services.notifications.domain.endpoint import FAILING
from services.notifications.domain.subscription import GONE
from shared.events.status import State
from tests.contract.webhooks import assert_told
from tests.integration.mail_server import MailServer
from tests.integration.notifications.endpoints.addresses import BASE, HERE, MUNICIPALITY, POLICE, REAL, deliver
from tests.integration.notifications_house import NEVER, House
from tests.integration.webhook_receiver import answer, receiver
from tests.unit.notifications.events import BOTH, done, endpoint, status, tip


@pytest.mark.parametrize("reply", ["550 no such mailbox", "450 mailbox busy, try again later"])
def test_an_address_that_takes_nothing_for_five_days_is_disabled_and_its_owner_told_elsewhere(
    notifications: House, mails: MailServer, asked: Any, reply: str
) -> None:
    # given two addresses, of which one takes nothing
    mails.manners.rcpt_at["a@nykvarn.example"] = reply
    asked("PUT", HERE, REAL | {"address": "a@nykvarn.example"})
    notifications.put(endpoint(MUNICIPALITY, "b@nykvarn.example", "tip-received", id="annan"))

    def refuse(revision: int) -> None:
        notifications.planner.handle([done(revision=revision)])
        deliver(notifications)

    refuse(2)
    notifications.machine.advance(timedelta(days=4))
    refuse(3)
    assert asked("GET", HERE).json["state"] == "active"

    # when
    notifications.machine.advance(timedelta(days=2))
    refuse(4)
    deliver(notifications)

    # then
    standing = asked("GET", HERE).json
    assert (standing["state"], standing["reason"]) == ("disabled", FAILING)
    (mail,) = mails.mails
    assert (mail["To"], mail["Subject"]) == ("b@nykvarn.example", "Besked från Löftet når inte längre trygghet")
    # and when it has been mended
    assert asked("POST", f"{HERE}/confirmation").json["state"] == "active"


def test_one_that_is_made_anew_and_disabled_again_is_told_of_again(
    notifications: House, mails: MailServer, asked: Any
) -> None:
    # given
    mails.manners.rcpt_at["a@nykvarn.example"] = "550 no such mailbox"
    notifications.put(endpoint(MUNICIPALITY, "b@nykvarn.example", "tip-received", id="annan"))

    # when
    for revision in (2, 4):
        asked("PUT", HERE, REAL | {"address": "a@nykvarn.example"})
        for each in (revision, revision + 1):
            notifications.planner.handle([done(revision=each)])
            deliver(notifications)
            notifications.machine.advance(timedelta(days=6))
        assert asked("GET", HERE).json["state"] == "disabled"
        notifications.clock.advance(timedelta(days=1))
        asked("DELETE", HERE, **{"If-Match": '"2"'})

    # then
    assert len(notifications.log(rule="endpoint-disabled")) == 2


def test_the_owner_of_a_subscription_that_is_gone_is_told_by_mail(notifications: House, mails: MailServer) -> None:
    notifications.put(endpoint(MUNICIPALITY))
    with receiver(answer(410)) as system:
        made = notifications.subscribe(system.url, wanted={"types": ("tips",)}, party=POLICE)
        notifications.put(endpoint(POLICE, None, "status-behind"))
        notifications.planner.handle([tip()])
        notifications.webhooks().deliver_due(NEVER)
    deliver(notifications)

    assert notifications.subscription(made).reason == GONE
    (mail,) = mails.mails
    assert mail["To"] == "trygghet@polisen-sodertalje.example"
    assert "mottagaren svarade att den är borta för gott (410)" in mail.get_body(("plain",)).get_content()


def test_a_webhook_is_told_what_the_rules_say_over_the_partys_subscription(notifications: House, asked: Any) -> None:
    with receiver() as system:
        # given a subscription that is sent no events, and an endpoint that uses it
        made = notifications.subscribe(system.url, "larm", wanted={"types": ("notices",)})
        body = {"channel": "webhook", "subscription": "larm", "language": "en", "rhythm": "immediate"}
        put = asked("PUT", HERE, body)
        assert (put.status_code, put.json["state"], put.json["subscription"]) == (201, "active", "larm")

        # when
        notifications.planner.handle([status(State.BEHIND, responsible=BOTH[:1])])
        notifications.webhooks().deliver_due(NEVER)

    # then
    (told,) = [each.signed_by(made.secrets[0].value) for each in system.received]
    assert told["type"] == TOLD
    assert_told(TOLD, system.received[0].headers, told)
    assert told["dataschema"] == f"http://127.0.0.1/notifications/v1/schemas/{TOLD}"
    assert told["data"]["subject"] == "Nykvarn: the promise is behind – Trygghetsvandringar"
    assert told["data"]["notice"]["status"]["state"] == "behind"
    assert told["id"] == notifications.log()[0]["_id"]


def test_a_test_message_is_sent_and_only_to_what_is_confirmed(
    notifications: House, mails: MailServer, asked: Any
) -> None:
    asked("PUT", HERE, REAL)
    assert asked("POST", f"{HERE}/test").status_code == 409
    asked("PUT", HERE, REAL | {"address": "a@nykvarn.example"}, **{"If-Match": '"1"'})

    sent = asked("POST", f"{HERE}/test")
    deliver(notifications)

    assert sent.status_code == 202
    assert mails.mails[-1]["Subject"] == "Provmeddelande från Löftet"
    assert sent.json["delivery"] in mails.message_ids[-1]


def test_what_failed_is_sent_anew_with_the_same_id_one_or_all(
    notifications: House, mails: MailServer, asked: Any
) -> None:
    # given three that were refused
    notifications.put(endpoint(MUNICIPALITY))
    mails.manners.rcpt = ["550 no"] * 3
    notifications.planner.handle([done(id=name) for name in "abc"])
    deliver(notifications)
    failed = {one["_id"] for one in notifications.log(state="failed")}
    assert len(failed) == 3

    # when
    one = asked("POST", f"{BASE}/deliveries/{min(failed)}/resend")
    twice = asked("POST", f"{BASE}/deliveries/{min(failed)}/resend")
    rest = asked("POST", f"{BASE}/deliveries/resend", {})
    deliver(notifications)

    # then
    assert (one.status_code, one.json["state"], twice.status_code) == (200, "pending", 409)
    assert rest.json == {"resent": 2}
    assert {each.strip("<>").partition("@")[0] for each in mails.message_ids} == failed
    assert [[a["outcome"] for a in each["attempts"]] for each in notifications.log(party=MUNICIPALITY)] == [
        ["refused", "accepted"]
    ] * 3


def test_what_fails_again_is_told_of_as_another_failure(notifications: House, mails: MailServer) -> None:
    notifications.put(endpoint(MUNICIPALITY))
    mails.manners.rcpt = ["550 no"] * 2
    notifications.planner.handle([tip(recipients=(MUNICIPALITY,))])
    told = []
    for _ in range(2):
        deliver(notifications)
        told += notifications.log()[0]["events"]
        assert notifications.store.resending.all_failed(
            {}, notifications.machine.now(), notifications.clock.now(), None
        )

    assert len({each["headers"]["ce_id"] for each in told}) == 2
    assert notifications.log()[0]["events"] == told[1:]


def test_what_was_never_to_be_sent_and_what_is_anothers_is_not_sent_anew(notifications: House, asked: Any) -> None:
    notifications.planner.handle([done()])
    own, others = (notifications.log(party=party)[0]["_id"] for party in BOTH)

    assert asked("POST", f"{BASE}/deliveries/{own}/resend").status_code == 409
    assert asked("POST", f"{BASE}/deliveries/{others}/resend").status_code == 404

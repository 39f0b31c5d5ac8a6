"""Endpoints: confirmed before anything is sent, tried by a test, disabled when they fail; sent anew, and previewed."""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
import pytest
from flask.testing import FlaskClient

from deploy.local import Stack
from services.notifications.app import create_app
from services.notifications.channels.own_events import TOLD
from services.notifications.domain.delivery import LINK_GONE, NOT_CONFIRMED
from services.notifications.domain.endpoint import FAILING
from services.notifications.domain.subscription import GONE
from services.notifications.store import NotificationStore
from shared.clock import STOCKHOLM
from shared.events.catalogue import AGREEMENT_PUBLISHED, MEASURE_PROPOSED
from shared.events.status import State
from shared.ops.token import Grant, make_token
from tests.contract.webhooks import assert_told
from tests.integration.notifications_house import NEVER, House, MailServer, house, mail_server
from tests.integration.webhook_receiver import answer, receiver
from tests.unit.notifications.events import BOTH, NOW, at, done, endpoint, measure, planned, status, tip

MUNICIPALITY, POLICE = BOTH
BASE = "/notifications/v1"
HERE = f"{BASE}/parties/{MUNICIPALITY}/endpoints/trygghet"
REAL = {"channel": "mail", "address": "trygghet@nykvarn.se", "rhythm": "immediate"}


@pytest.fixture
def server() -> Iterator[tuple[MailServer, int]]:
    with mail_server() as running:
        yield running


@pytest.fixture
def mails(server: tuple[MailServer, int]) -> MailServer:
    return server[0]


@pytest.fixture
def notifications(stack: Stack, server: tuple[MailServer, int]) -> Iterator[House]:
    with house(stack, smtp_port=server[1]) as made:
        yield made


@pytest.fixture
def web(notifications: House) -> Iterator[FlaskClient]:
    app = create_app(notifications.settings)
    app.extensions["clock"] = notifications.clock
    with app.test_client() as client:
        yield client
    store: NotificationStore = app.extensions["store"]
    store.database.client.close()


@pytest.fixture
def asked(stack: Stack, notifications: House, web: FlaskClient) -> Any:
    """Ask as the municipality's system, which is what made its subscriptions, too."""
    scopes = ("notifications:read", "notifications:write")
    grant = Grant(client="system", scopes=scopes, party=MUNICIPALITY, municipalities=("0140",))
    settings = notifications.settings
    token = make_token(stack.keys.signing, grant, issuer=settings.token_issuer, audience=settings.token_audience)

    def ask(method: str, path: str, body: Any = None, **headers: str) -> Any:
        sent = {"Authorization": f"Bearer {token}", **headers}
        return web.open(path, method=method, json=body, headers=sent)

    return ask


def deliver(notifications: House) -> int:
    """By the machine's clock a little later: what the API has planned is due by then."""
    notifications.machine.advance(timedelta(minutes=2))
    return notifications.deliver()


def link_in(mail: Any) -> str:
    text = mail.get_body(("plain",)).get_content()
    found = re.search(r"http://127\.0\.0\.1(/confirm/\S+)", text)
    assert found, text
    return found[1]


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
    assert asked("POST", f"{HERE}/confirmation").status_code == 409
    notifications.clock.advance(timedelta(minutes=1))
    asked("POST", f"{HERE}/confirmation")
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

    assert (choice.json["state"], address.json["state"]) == ("active", "unconfirmed")


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


def test_what_was_never_to_be_sent_and_what_is_anothers_is_not_sent_anew(notifications: House, asked: Any) -> None:
    notifications.planner.handle([done()])
    own, others = (notifications.log(party=party)[0]["_id"] for party in BOTH)

    assert asked("POST", f"{BASE}/deliveries/{own}/resend").status_code == 409
    assert asked("POST", f"{BASE}/deliveries/{others}/resend").status_code == 404


def test_a_preview_shows_the_mail_and_sends_nothing(notifications: House, asked: Any) -> None:
    # given
    notifications.put(endpoint(MUNICIPALITY))
    event = status(State.BEHIND)
    notifications.planner.handle([event])
    before = notifications.log()

    # when
    by_cause = asked("GET", f"{BASE}/preview?rule=status-behind&cause={event.id}")
    invented = asked("GET", f"{BASE}/preview?rule=activity-planned&language=en")
    unknown = asked("GET", f"{BASE}/preview?rule=status-behind&cause=nothing")

    # then
    assert "höstterminen 2021" in by_cause.json["text"]
    assert by_cause.json["party"] == MUNICIPALITY
    assert invented.json["subject"].startswith("Planned: safety walk in Nykvarn")
    assert "BEGIN:VEVENT" in invented.json["calendar"]
    assert unknown.status_code == 404
    assert notifications.log() == before


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"type": "se.loftet.nothing.v1"}, "event"),
        ({"data": {}}, "event"),
        ({"id": ""}, "event"),
        ({"type": "se.loftet.walk.completed.v1"}, "event"),
    ],
)
def test_a_preview_of_what_cannot_be_read_says_why(asked: Any, change: dict[str, Any], wrong: str) -> None:
    data = {
        "tipId": "77a3e0a8-44a4-5a0f-8c25-c4d6f0e6f0aa",
        "municipality": "0140",
        "municipalityName": "Nykvarn",
        "category": "narcotics",
        "receivedAt": "2022-01-01T00:00:01Z",
        "recipients": [POLICE],
    }
    event = {"specversion": "1.0", "id": "1", "source": "/x", "type": "se.loftet.tip.received.v1", "data": data}
    event["time"] = NOW.isoformat()
    assert asked("POST", f"{BASE}/preview", {"rule": "tip-received", "event": event}).status_code == 200

    refused = asked("POST", f"{BASE}/preview", {"rule": "tip-received", "event": event | change})

    assert refused.status_code == 422
    assert [each["property"] for each in refused.json["invalidParameters"]] == [wrong]


def test_a_preview_of_what_could_not_have_happened_is_refused(asked: Any) -> None:
    timeless = done().data
    nothing = {"agreementId": "a", "municipality": "0140", "versions": []}
    endless = msgspec.structs.replace(measure().data, due_on=date.max)
    tried = {
        "walk-completed": (done().type, msgspec.to_builtins(msgspec.structs.replace(timeless, actual=None))),
        "agreement-published": (AGREEMENT_PUBLISHED, nothing),
        "measure-overdue": (MEASURE_PROPOSED, msgspec.to_builtins(endless)),
        "measure-reminder": (MEASURE_PROPOSED, msgspec.to_builtins(endless)),
    }
    for rule, (type_name, data) in tried.items():
        event = {"specversion": "1.0", "id": "1", "source": "/x", "type": type_name, "time": NOW.isoformat()}
        refused = asked("POST", f"{BASE}/preview", {"rule": rule, "event": event | {"data": data}})
        assert refused.status_code in (200, 422), rule


def test_a_planned_walk_comes_with_a_calendar_that_its_next_revision_replaces(
    notifications: House, mails: MailServer
) -> None:
    notifications.put(endpoint(MUNICIPALITY))
    notifications.planner.handle([planned(series="s"), planned(id="another", series="s")])
    deliver(notifications)

    (mail,) = mails.mails
    (calendar,) = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    assert b"SEQUENCE:1" in calendar.get_payload(decode=True)
    assert mail["Subject"].startswith("Flera tillfällen planerade")

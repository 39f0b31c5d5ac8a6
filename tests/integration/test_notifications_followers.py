"""Residents who follow by mail: asked twice, told what is public, gone with one click, and kept sealed."""

import os
import re
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from email.message import EmailMessage
from typing import Any

import msgspec
import pytest
from flask import Flask
from flask.testing import FlaskClient
from pymongo import MongoClient

from deploy.local import Stack
from services.notifications.app import create_app
from services.notifications.domain.delivery import ENDPOINT_GONE, OUTSIDE_DEMONSTRATION, PESTERED
from services.notifications.domain.endpoint import FOLLOWERS
from services.notifications.domain.follower import MOST_LINKS, Choice, asked
from services.notifications.domain.rhythm import TOGETHER
from services.notifications.store import NotificationStore
from services.notifications.vault import Vault
from shared.events.activity import Span
from shared.events.agreement import AgreementPublished, Period, Promise
from shared.events.catalogue import ACTIVITY_CANCELLED, ACTIVITY_RESCHEDULED, AGREEMENT_PUBLISHED
from shared.events.status import State
from tests.integration.calls import Calls
from tests.integration.notifications_house import House, MailServer, house, mail_server
from tests.unit.notifications.events import BOTH, GROUP, WALKS, agreement, at, count, event, planned, status

OLD, NEW = (urlsafe_b64encode(os.urandom(32)).decode().rstrip("=") for _ in range(2))
ADDRESS = "Karin.Svensson@nykvarn.se"
HERE = "/follow/0140"


@pytest.fixture
def mails() -> Iterator[tuple[MailServer, int]]:
    with mail_server() as running:
        yield running


@pytest.fixture
def server(mails: tuple[MailServer, int]) -> MailServer:
    return mails[0]


@pytest.fixture
def notifications(stack: Stack, mails: tuple[MailServer, int]) -> Iterator[House]:
    with house(stack, smtp_port=mails[1], followers_keys=f"2021:{OLD}") as made:
        made.planner.handle([agreement()])
        yield made


@pytest.fixture
def app(notifications: House) -> Iterator[Flask]:
    made = create_app(notifications.settings)
    made.extensions["clock"] = notifications.clock
    yield made
    made.extensions["store"].database.client.close()


@pytest.fixture
def web(app: Flask) -> FlaskClient:
    return app.test_client()


def ask(web: FlaskClient, address: str = ADDRESS, about: str = WALKS, rhythm: str = "immediate", lang: str = "") -> Any:
    return web.post(HERE + lang, data={"about": about, "address": address, "rhythm": rhythm})


def link_in(mail: EmailMessage, which: str = "confirm") -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    found = re.search(rf"http://127\.0\.0\.1(/follow/{which}/\S+)", body.get_content())
    assert found is not None
    return found[1]


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def follow(notifications: House, web: FlaskClient, server: MailServer, **changes: Any) -> EmailMessage:
    """Ask, and confirm; the mail with the link."""
    ask(web, **changes)
    deliver(notifications)
    mail = server.mails[-1]
    assert web.post(link_in(mail)).status_code == 200
    return mail


def deliver(notifications: House) -> None:
    """When what came at the same time was waited for: the pages go by the machine's own clock."""
    notifications.machine.advance(TOGETHER)
    notifications.clock.advance(TOGETHER)
    notifications.timekeeper.tick()
    notifications.deliver()


def followers(notifications: House) -> list[dict[str, Any]]:
    return list(notifications.store.database["followers"].find())


def test_only_who_has_read_the_mail_and_pressed_the_button_follows(
    notifications: House, web: FlaskClient, server: MailServer
) -> None:
    # given a form that was sent, and a mail server that opens links
    assert web.get(HERE).status_code == 200
    assert ask(web).status_code == 200
    deliver(notifications)
    (mail,) = server.mails
    assert web.get(link_in(mail)).status_code == 200

    # when something happens before the button was pressed, and after
    notifications.planner.handle([at(notifications.clock.now(), status(State.BEHIND))])
    deliver(notifications)
    before = len(server.mails)
    assert web.post(link_in(mail)).status_code == 200
    notifications.clock.advance(timedelta(hours=1))
    news = at(notifications.clock.now(), status(State.FULFILLED, State.BEHIND))
    for _ in range(2):
        notifications.planner.handle([news])
        deliver(notifications)

    # then
    assert (before, len(server.mails)) == (1, 2)
    assert "Sluta följa: http" in text_of(server.mails[1])
    assert "löftet är genomfört" in server.mails[1]["Subject"]
    assert web.post(link_in(mail)).status_code == 404


def test_one_click_ends_it_and_the_address_is_gone(notifications: House, web: FlaskClient, server: MailServer) -> None:
    # given a follower with a mail on its way
    follow(notifications, web, server)
    notifications.clock.advance(timedelta(hours=1))
    notifications.planner.handle([at(notifications.clock.now(), status(State.BEHIND))])
    header = server.mails[0]["List-Unsubscribe"].strip("<>").removeprefix("http://127.0.0.1")
    assert server.mails[0]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    # when the link is opened, and when the mail reader sends what RFC 8058 says; twice
    assert web.get(header).status_code == 200
    kept = len(followers(notifications))
    answers = [web.post(header, data={"List-Unsubscribe": "One-Click"}) for _ in range(2)]
    deliver(notifications)

    # then
    assert (kept, followers(notifications)) == (1, [])
    assert [answer.status_code for answer in answers] == [200, 200]
    assert len(server.mails) == 1
    assert notifications.log(rule="follow-status")[0]["reason"] == ENDPOINT_GONE


def test_what_is_over_cannot_be_followed_any_more(notifications: House, web: FlaskClient) -> None:
    old = Promise(id="old", number=1, title="Nattvandring", text="Nattvandring.", responsible=BOTH)
    past = agreement(id="nykvarn-2020", promises=(old,), period=Period(start=date(2020, 1, 1), end=date(2020, 12, 31)))
    over = AgreementPublished(agreement_id="nykvarn-2020", municipality="0140", versions=past.data.versions)
    notifications.planner.handle([event(AGREEMENT_PUBLISHED, over, "over")])

    assert ("Trygghetsvandringar" in web.get(HERE).text, "Nattvandring" in web.get(HERE).text) == (True, False)
    assert ask(web, about=old.id).status_code == 422

    notifications.clock.advance(timedelta(days=400))
    assert web.get(HERE).status_code == 404


def test_the_form_answers_the_same_whether_an_address_is_known_or_not(
    notifications: House, web: FlaskClient, server: MailServer
) -> None:
    follow(notifications, web, server)

    unknown, known, again = ask(web, "annan@nykvarn.se"), ask(web), ask(web)

    assert unknown.get_data() == known.get_data() == again.get_data()
    assert set(unknown.headers.keys()) == set(known.headers.keys())
    assert "Set-Cookie" not in known.headers


def test_the_form_does_the_same_work_whether_an_address_is_known_or_not(
    notifications: House, app: Flask, web: FlaskClient, server: MailServer
) -> None:
    # given one that follows since long, one that was just sent a link, and one that has enough of them waiting
    follow(notifications, web, server)
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
    assert [mail["To"] for mail in server.mails[1:]] == ["nyss@nykvarn.se", "okand@nykvarn.se", ADDRESS]
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
    notifications: House, web: FlaskClient, server: MailServer
) -> None:
    follow(notifications, web, server)
    notifications.clock.advance(timedelta(hours=2))

    ask(web, ADDRESS.lower(), rhythm="weekly", lang="?lang=en")
    deliver(notifications)
    asked_for = [(each["language"], each["rhythm"]) for each in followers(notifications)]
    assert web.post(link_in(server.mails[-1])).status_code == 200

    assert asked_for == [("sv", "immediate")]
    assert [(each["language"], each["rhythm"]) for each in followers(notifications)] == [("en", "weekly")]


def test_nobody_can_have_somebody_flooded_with_links(
    notifications: House, web: FlaskClient, server: MailServer
) -> None:
    for _ in range(3):
        ask(web)
        deliver(notifications)

    assert len(server.mails) == 1


def test_addresses_are_nowhere_to_be_read_and_a_new_key_takes_over(
    notifications: House, web: FlaskClient, server: MailServer
) -> None:
    # given
    follow(notifications, web, server)
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


def test_a_week_is_one_mail_to_whoever_asked_for_that(
    notifications: House, web: FlaskClient, server: MailServer
) -> None:
    follow(notifications, web, server, about="0140", rhythm="weekly")
    notifications.clock.advance(timedelta(hours=1))
    first = at(notifications.clock.now(), status(State.BEHIND))
    notifications.clock.advance(timedelta(hours=1))
    second = at(notifications.clock.now(), status(State.FULFILLED, State.BEHIND))
    notifications.planner.handle([first, second])
    deliver(notifications)
    at_once = len(server.mails)

    notifications.clock.advance(timedelta(days=7))
    notifications.machine.advance(timedelta(hours=1))
    notifications.timekeeper.tick()
    deliver(notifications)

    assert (at_once, len(server.mails)) == (1, 2)
    assert server.mails[1]["Subject"] == "Nykvarn: 2 nyheter om medborgarlöftena"
    assert server.mails[1]["List-Unsubscribe"] == server.mails[0]["List-Unsubscribe"]
    assert notifications.states(party=FOLLOWERS) == ["delivered"] * 4


def test_a_week_is_not_waited_for_with_what_takes_place_within_it(
    notifications: House, web: FlaskClient, server: MailServer
) -> None:
    # given a resident who asked for a mail a week, and a walk that is told of in one
    follow(notifications, web, server, about="0140", rhythm="weekly")
    notifications.clock.advance(timedelta(hours=1))
    now = notifications.clock.now()
    late = planned(planned=Span(start=now + timedelta(days=9), end=now + timedelta(days=9, hours=1)))
    notifications.planner.handle([at(now, late)])
    deliver(notifications)
    assert len(server.mails) == 1

    # when one is planned for tomorrow, and the other is moved
    soon = planned(id="b", planned=Span(start=now + timedelta(days=1), end=now + timedelta(days=1, hours=1)))
    moved = event(ACTIVITY_RESCHEDULED, msgspec.structs.replace(late.data, revision=2))
    notifications.planner.handle([at(notifications.clock.now(), each) for each in (soon, moved)])
    deliver(notifications)

    # then both are told of at once, in one mail
    assert len(server.mails) == 2
    assert server.mails[1]["Subject"] == "Nykvarn: 2 nyheter om medborgarlöftena"

    # and nobody is told on Monday of the time that it had
    notifications.clock.advance(timedelta(days=3))
    deliver(notifications)
    assert len(server.mails) == 2


def test_what_happens_at_the_same_time_is_one_mail_and_what_happens_alone_is_told_by_itself(
    notifications: House, web: FlaskClient, server: MailServer
) -> None:
    """As when a period begins: each of its promises enters another state."""
    follow(notifications, web, server, about="0140")
    notifications.clock.advance(timedelta(hours=1))
    begun = status(State.NOT_STARTED, State.UPCOMING)
    news = [replace(begun, id=f"begun-{place}") for place in range(12)]
    notifications.planner.handle([at(notifications.clock.now(), each) for each in news])
    deliver(notifications)

    notifications.clock.advance(timedelta(hours=1))
    notifications.planner.handle([at(notifications.clock.now(), status(State.FULFILLED, State.NOT_STARTED))])
    deliver(notifications)

    subjects = [mail["Subject"] for mail in server.mails[1:]]
    assert subjects == ["Nykvarn: 12 nyheter om medborgarlöftena", "Nykvarn: löftet är genomfört – Trygghetsvandringar"]
    assert server.mails[2]["In-Reply-To"] == f"<promise.{WALKS}@kommun.example>"


def test_what_comes_while_others_are_waited_for_is_in_the_same_mail_and_what_comes_just_after_is_not_late(
    notifications: House, web: FlaskClient, server: MailServer
) -> None:
    follow(notifications, web, server, about="0140")
    notifications.clock.advance(timedelta(hours=1))

    def hear(name: str) -> None:
        told = status(State.NOT_STARTED, State.UPCOMING)
        notifications.planner.handle([at(notifications.clock.now(), replace(told, id=name))])

    hear("first")
    notifications.clock.advance(TOGETHER - timedelta(seconds=1))
    hear("second")
    notifications.clock.advance(timedelta(seconds=1))
    notifications.timekeeper.tick()
    hear("third")
    deliver(notifications)

    subjects = [mail["Subject"] for mail in server.mails[1:]]
    assert subjects[0] == "Nykvarn: 2 nyheter om medborgarlöftena"
    assert len(subjects) == 2


def test_what_is_stored_while_a_digest_is_made_is_told_soon_too(
    notifications: House, web: FlaskClient, server: MailServer
) -> None:
    # given something of which the gatherer learns only when it has looked
    follow(notifications, web, server, about="0140")
    notifications.clock.advance(timedelta(hours=1))
    news = [replace(status(State.NOT_STARTED, State.UPCOMING), id=name) for name in ("first", "second")]
    notifications.planner.handle([at(notifications.clock.now(), news[0])])
    notifications.clock.advance(TOGETHER)
    gathering = notifications.store.gathering
    found = gathering.waiting

    def meanwhile(*asked: Any) -> Any:
        waiting = found(*asked)
        notifications.clock.advance(timedelta(seconds=1))
        notifications.planner.handle([at(notifications.clock.now(), news[1])])
        return waiting

    # when
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gathering, "waiting", meanwhile)
        notifications.timekeeper.tick()
    for _ in range(2):
        deliver(notifications)

    # then
    assert len(server.mails) == 3


def test_a_coming_walk_is_told_on_the_day_from_which_it_may_be_shown_as_it_then_stands(
    notifications: House, web: FlaskClient, server: MailServer
) -> None:
    # given a walk that may not be shown before tomorrow, and one that is called off meanwhile
    follow(notifications, web, server)
    notifications.clock.advance(timedelta(hours=1))
    now = notifications.clock.now()
    until = {"publishable_from": now + timedelta(days=1)}
    walk, off = (at(now, planned(id=name, **until)) for name in ("walk", "off"))
    notifications.planner.handle([walk, off])
    moved = event(ACTIVITY_RESCHEDULED, planned(id="walk", revision=2, title="Ny väg", **until).data, "moved")
    called_off = event(ACTIVITY_CANCELLED, planned(id="off", revision=2, state="cancelled", **until).data, "called off")
    notifications.planner.handle([at(now, moved), at(now, called_off)])
    deliver(notifications)
    too_early = len(server.mails)

    # when
    notifications.clock.advance(timedelta(days=1))
    deliver(notifications)

    # then
    assert (too_early, len(server.mails)) == (1, 2)
    assert "Ny väg" in text_of(server.mails[1])
    assert notifications.states(party=FOLLOWERS, about="off") == ["suppressed"]


def test_a_walk_that_was_told_and_is_corrected_is_told_once_more_with_its_calendar(
    notifications: House, web: FlaskClient, server: MailServer
) -> None:
    follow(notifications, web, server)
    notifications.clock.advance(timedelta(hours=1))

    for told in (planned(), planned(revision=2, title="Vid stationen", reason="Ny samlingsplats")):
        for _ in range(2):
            notifications.planner.handle([at(notifications.clock.now(), told)])
            deliver(notifications)

    subjects = [str(mail["Subject"]).partition(":")[0] for mail in server.mails[1:]]
    assert subjects == ["Planerad vandring i Nykvarn 11 januari 2022", "Rättelse"]
    assert all(any(part.get_content_type() == "text/calendar" for part in mail.walk()) for mail in server.mails[1:])


def test_whoever_follows_the_same_in_several_ways_is_told_of_a_cause_once(
    notifications: House, web: FlaskClient, server: MailServer
) -> None:
    # given an address that follows two promises and their municipality
    for about, address in ((WALKS, ADDRESS), ("0140", ADDRESS.lower()), (GROUP, ADDRESS)):
        follow(notifications, web, server, about=about, address=address)
    server.mails.clear()
    notifications.clock.advance(timedelta(hours=1))

    # when a promise's state changes, and a walk for both is planned, and then said to be for one
    def hear(*events: Any) -> list[str]:
        server.mails.clear()
        for _ in range(2):
            notifications.planner.handle([at(notifications.clock.now(), each) for each in events])
            deliver(notifications)
        return [str(mail["Subject"]) for mail in server.mails]

    both = (count(), count(GROUP, "Operativ grupp"))
    told = [
        hear(status(State.BEHIND)),
        hear(planned(counts=both)),
        hear(planned(revision=2, counts=both[1:], title="Ny väg")),
    ]

    # then
    assert [len(each) for each in told] == [1, 1, 1]
    assert told[2][0].startswith("Rättelse")
    rules = ("follow-status", "follow-walk-planned", "follow-walk-corrected")
    assert [len(notifications.log(rule=rule)) for rule in rules] == [1, 1, 1]


def test_a_walk_that_is_over_when_the_weeks_mail_is_made_is_not_told_as_a_coming_one(
    notifications: House, web: FlaskClient, server: MailServer
) -> None:
    # given a walk that was to be told on Monday, and was put off for longer
    follow(notifications, web, server, about="0140", rhythm="weekly")
    server.mails.clear()
    notifications.clock.advance(timedelta(hours=1))
    notifications.planner.handle([at(notifications.clock.now(), planned())])

    notifications.clock.advance(timedelta(days=17))
    deliver(notifications)

    assert server.mails == []
    assert notifications.states(rule="follow-walk-planned") == ["suppressed"]


def test_a_demonstration_beside_a_real_agreement_keeps_nobody_from_following_that(
    notifications: House, web: FlaskClient, server: MailServer
) -> None:
    promise = Promise(id="exempel-cyklar", number=1, title="Cyklar", text="Cyklar", responsible=BOTH)
    shown = agreement(id="exempel", demonstration=True, promises=(promise,)).data
    invented = AgreementPublished(agreement_id="exempel", municipality="0140", versions=shown.versions)
    notifications.planner.handle([event(AGREEMENT_PUBLISHED, invented, "exempel")])

    for about in (WALKS, "0140", "exempel-cyklar"):
        ask(web, about=about)
    deliver(notifications)

    assert len(server.mails) == 2
    assert [each["reason"] for each in notifications.log(party=FOLLOWERS, state="suppressed")] == [
        OUTSIDE_DEMONSTRATION
    ]


def test_demonstration_data_is_not_mailed_to_a_resident(
    notifications: House, web: FlaskClient, server: MailServer
) -> None:
    notifications.planner.handle([agreement("amended", 2, demonstration=True)])

    ask(web)
    deliver(notifications)

    assert server.mails == []
    assert notifications.log(party=FOLLOWERS)[0]["reason"] == OUTSIDE_DEMONSTRATION


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

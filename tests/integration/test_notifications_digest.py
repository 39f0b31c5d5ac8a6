"""The digest: what is not urgent waits for its hour, and is told once, whoever gathers and whatever happens between."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
import pytest

from deploy.local import Stack
from services.notifications.domain.delivery import ENDPOINT_GONE, OVERTAKEN, TAKEN_BACK
from services.notifications.gatherer import Gatherer
from shared.clock import STOCKHOLM
from shared.events.activity import Span
from shared.events.catalogue import ACTIVITY_CANCELLED, ACTIVITY_RESCHEDULED
from shared.events.status import State
from tests.integration.notifications_house import House, MailServer, house, in_parallel, mail_server
from tests.unit.notifications.events import (
    BOTH,
    GROUP,
    at,
    corrected,
    count,
    done,
    endpoint,
    event,
    measure,
    planned,
    status,
    withdrawn,
)

MUNICIPALITY, POLICE = BOTH
ONLY = (count(responsible=BOTH[:1]),)
THURSDAY = datetime(2022, 3, 24, 12, 0, tzinfo=STOCKHOLM)


@pytest.fixture
def server() -> Iterator[tuple[MailServer, int]]:
    with mail_server() as running:
        yield running


@pytest.fixture
def mails(server: tuple[MailServer, int]) -> MailServer:
    return server[0]


@pytest.fixture
def notifications(stack: Stack, server: tuple[MailServer, int]) -> Iterator[House]:
    with house(stack, told=THURSDAY, smtp_port=server[1]) as made:
        made.put(replace(endpoint(MUNICIPALITY), rhythm="daily"))
        yield made


def hear(notifications: House, *events: Any) -> None:
    notifications.planner.handle([at(notifications.clock.now(), each) for each in events])


def at_half_past_seven(notifications: House, days: int = 1) -> int:
    """Let it become half past seven, and deliver; how many mails went out."""
    here = notifications.clock.now().astimezone(STOCKHOLM)
    then = (here + timedelta(days=days)).replace(hour=7, minute=30)
    notifications.clock.advance(then - notifications.clock.now())
    notifications.timekeeper.tick()
    return notifications.deliver()


def text_of(mail: Any) -> str:
    return str(mail.get_body(("plain",)).get_content()).replace("\r\n", "\n")


def test_what_is_not_urgent_is_told_in_the_morning_in_one_mail_by_promise_the_newest_first(
    notifications: House, mails: MailServer
) -> None:
    # given
    hear(notifications, done(counts=ONLY, title="Första"))
    notifications.clock.advance(timedelta(hours=1))
    hear(notifications, done(id="b", counts=ONLY, title="Andra"), measure(due_on=date(2022, 6, 30)))
    hear(notifications, done(id="c", counts=(count(GROUP, "Operativ grupp", BOTH[:1]),), title="Tredje"))
    assert notifications.deliver() == 0

    # when
    assert at_half_past_seven(notifications) == 1

    # then
    (mail,) = mails.mails
    text = text_of(mail)
    assert mail["Subject"] == "Nykvarn: 4 nyheter om medborgarlöftena"
    assert text.index("Trygghetsvandringar:") < text.index("Andra") < text.index("Första")
    assert text.index("Operativ grupp:") < text.index("Tredje") < text.index("Övrigt:") < text.index("Ny åtgärd")
    assert notifications.states() == ["delivered"] * 5
    assert len({one["digest"] for one in notifications.log(rule={"$ne": "digest"})}) == 1


def test_what_is_urgent_is_told_at_once(notifications: House, mails: MailServer) -> None:
    hear(notifications, status(State.BEHIND, responsible=BOTH[:1]), done(counts=ONLY))

    assert notifications.deliver() == 1
    assert "efter plan" in mails.mails[0]["Subject"]


def soon(start: datetime, **changes: Any) -> Any:
    return planned(planned=Span(start=start, end=start + timedelta(hours=2)), counts=ONLY, **changes)


def test_a_walk_that_takes_place_before_the_next_digest_is_told_of_at_once(
    notifications: House, mails: MailServer
) -> None:
    # given a walk on Saturday, told of in Friday's digest
    saturday = datetime(2022, 3, 26, 18, 0, tzinfo=STOCKHOLM)
    hear(notifications, soon(saturday))
    assert at_half_past_seven(notifications) == 1

    # when it is called off on Friday, and another is planned for Sunday
    data = msgspec.structs.replace(soon(saturday).data, revision=2, state="cancelled", reason="Storm")
    hear(notifications, event(ACTIVITY_CANCELLED, data), soon(saturday + timedelta(days=1), id="b"))

    # then nobody waits for Monday
    assert notifications.deliver() == 2
    assert any("Inställ" in mail["Subject"] for mail in mails.mails)
    assert at_half_past_seven(notifications, days=3) == 0


def test_a_walk_that_is_moved_to_or_from_the_coming_days_is_told_of_at_once_and_its_plan_no_more(
    notifications: House,
) -> None:
    # given a walk on Saturday that has been told, and one next week that waits for its digest
    saturday = datetime(2022, 3, 26, 18, 0, tzinfo=STOCKHOLM)
    hear(notifications, soon(saturday))
    at_half_past_seven(notifications)
    hear(notifications, soon(saturday + timedelta(days=7), id="b"))

    # when the one is put off, and the other comes to take place tomorrow
    put_off = soon(saturday + timedelta(days=30), revision=2).data
    sooner = soon(saturday, revision=2, id="b").data
    hear(notifications, *(event(ACTIVITY_RESCHEDULED, each, each.id) for each in (put_off, sooner)))

    # then both are told at once, and what waited is not told after them
    assert notifications.deliver() == 2
    assert at_half_past_seven(notifications, days=3) == 0
    (plan,) = notifications.log(about="b", rule="activity-planned")
    assert (plan["state"], plan["reason"]) == ("suppressed", OVERTAKEN)


@pytest.mark.parametrize(
    ("rhythm", "day"), [("daily", "2022-03-27"), ("weekly", "2022-03-29"), ("weekly", "2022-03-28")]
)
def test_a_week_left_is_told_when_a_week_is_left(
    notifications: House, mails: MailServer, rhythm: Any, day: str
) -> None:
    notifications.put(replace(endpoint(MUNICIPALITY), rhythm=rhythm))
    told_on = date.fromisoformat(day)
    hear(notifications, measure(due_on=told_on + timedelta(days=7)))

    found = []
    for _ in range(8):
        at_half_past_seven(notifications)
        found += [notifications.clock.now().date() for mail in mails.mails if "En vecka kvar" in text_of(mail)]
        mails.mails.clear()

    assert found == [told_on]


def test_days_are_counted_to_the_day_on_which_they_are_told(notifications: House, mails: MailServer) -> None:
    # given a measure that is eight days late on a Saturday
    hear(notifications, measure(due_on=date(2022, 3, 18)))
    at_half_past_seven(notifications)

    at_half_past_seven(notifications, days=1)
    at_half_past_seven(notifications, days=2)

    assert "10 dagar försenad" in text_of(mails.mails[-1])


def test_each_thing_is_in_one_digest_and_a_day_without_news_has_none(notifications: House, mails: MailServer) -> None:
    hear(notifications, done(counts=ONLY, title="Torsdag"))
    assert at_half_past_seven(notifications) == 1
    hear(notifications, done(id="b", counts=ONLY, title="Fredag"))
    assert at_half_past_seven(notifications, days=3) == 1
    assert at_half_past_seven(notifications) == 0

    assert ["Torsdag" in text_of(mail) for mail in mails.mails] == [True, False]
    assert ["Fredag" in text_of(mail) for mail in mails.mails] == [False, True]


def test_what_comes_too_late_for_a_digest_that_was_made_is_in_the_next(notifications: House, mails: MailServer) -> None:
    # given a digest that was sent, and something whose hour was the same
    hear(notifications, done(counts=ONLY))
    at_half_past_seven(notifications)
    hear(notifications, done(id="b", counts=ONLY, title="Sen"))
    late = notifications.log(about="b")[0]
    due = {"gatheredFrom": notifications.clock.now()}
    notifications.store.database["deliveries"].update_one({"_id": late["_id"]}, {"$set": due})

    # when nothing else happens
    assert at_half_past_seven(notifications, days=3) == 1

    # then
    assert "Sen" in text_of(mails.mails[1])


@pytest.mark.parametrize("cut", ["mark", "digested"])
def test_a_gatherer_that_ends_half_way_leaves_nothing_out_and_repeats_nothing(
    notifications: House, mails: MailServer, monkeypatch: pytest.MonkeyPatch, cut: str
) -> None:
    # given a gatherer that is killed once it has stored the digest
    hear(notifications, done(counts=ONLY, title="Första"))
    gatherer = Gatherer(notifications.store)
    room = notifications.store.gathering if cut == "mark" else notifications.store.concerns

    def killed(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(room, cut, killed)
        notifications.clock.advance(timedelta(days=1))
        with pytest.raises(KeyboardInterrupt):
            gatherer.gather_due(notifications.machine.now(), notifications.clock.now())

    # when something more has come, and it is taken up
    hear(notifications, done(id="b", counts=ONLY, title="Andra"))
    notifications.timekeeper.tick()
    notifications.deliver()
    assert at_half_past_seven(notifications, days=3) == 1

    # then
    first, second = map(text_of, mails.mails)
    assert ("Första" in first, "Andra" in first) == (True, False)
    assert ("Första" in second, "Andra" in second) == (False, True)


def test_several_gatherers_and_planners_at_once_make_one_digest(notifications: House, mails: MailServer) -> None:
    # given
    ready = threading.Barrier(4)
    events = [done(id=f"{place}", counts=ONLY) for place in range(8)]

    def plan(part: int) -> None:
        ready.wait()
        for each in events[part::2] + events[:2]:
            hear(notifications, each)

    def gather() -> None:
        ready.wait()
        notifications.timekeeper.tick()

    in_parallel([lambda: plan(0), lambda: plan(1), gather, gather])

    # when
    notifications.clock.advance(timedelta(days=1))
    in_parallel([notifications.timekeeper.tick] * 4)
    in_parallel([notifications.deliver] * 2)

    # then
    assert len(mails.mails) == 1
    assert notifications.states() == ["delivered"] * 9


def test_what_was_told_and_taken_back_between_two_digests_is_not_told_at_all(
    notifications: House, mails: MailServer
) -> None:
    hear(notifications, done(counts=ONLY, title="Fel"), done(id="b", counts=ONLY, title="Första"))
    hear(notifications, withdrawn(counts=ONLY, title="Fel"))
    hear(notifications, corrected(id="b", counts=ONLY, title="Rättad"))

    at_half_past_seven(notifications)

    text = text_of(mails.mails[0])
    assert "Fel" not in text
    assert "Första" not in text
    assert "Trygghetsvandring genomförd 15 april 2021: Rättad" in text


def test_a_digest_of_which_nothing_is_left_is_not_sent(notifications: House, mails: MailServer) -> None:
    hear(notifications, done(counts=ONLY))
    hear(notifications, withdrawn(counts=ONLY))

    assert at_half_past_seven(notifications) == 0

    rows = notifications.log(party=BOTH[0])
    assert {(row["state"], row["reason"]) for row in rows} == {("suppressed", TAKEN_BACK)}
    assert [row["rule"] for row in rows if row["rule"] == "digest"] == ["digest"]


def test_a_correction_of_what_an_earlier_digest_told_is_told_once(notifications: House, mails: MailServer) -> None:
    hear(notifications, done(counts=ONLY))
    at_half_past_seven(notifications)
    hear(notifications, corrected(counts=ONLY), corrected(counts=ONLY))
    at_half_past_seven(notifications, days=3)

    assert text_of(mails.mails[1]).count("Rättelse: trygghetsvandring 15 april 2021\n") == 1


def test_an_endpoint_that_was_removed_has_no_digest_and_the_log_says_why(
    notifications: House, mails: MailServer
) -> None:
    hear(notifications, done(counts=ONLY))
    stored = notifications.store.endpoints.find(MUNICIPALITY, "trygghet")
    assert stored is not None
    notifications.store.endpoints.delete(stored)

    assert at_half_past_seven(notifications) == 0
    assert {(one["state"], one["reason"]) for one in notifications.log()} == {("suppressed", ENDPOINT_GONE)}


def test_a_digest_that_is_refused_leaves_what_it_gathered_as_failed(notifications: House, mails: MailServer) -> None:
    hear(notifications, done(counts=ONLY))
    mails.manners.rcpt = ["550 no such mailbox"]

    at_half_past_seven(notifications)

    assert notifications.states() == ["failed", "failed"]


def test_a_digest_that_is_sent_anew_has_told_what_it_gathered(notifications: House, mails: MailServer) -> None:
    # given
    hear(notifications, done(counts=ONLY))
    mails.manners.rcpt = ["550 no such mailbox"]
    at_half_past_seven(notifications)

    # when
    now, at_ = notifications.machine.now(), notifications.clock.now()
    assert notifications.store.resending.all_failed({}, now, at_, None) == 1
    notifications.deliver()

    # then
    assert notifications.states() == ["delivered", "delivered"]

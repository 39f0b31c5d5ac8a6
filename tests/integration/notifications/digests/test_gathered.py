"""The digest: what is not urgent waits for its hour, and is told once, whoever gathers and whatever happens between."""

import threading
from datetime import date, timedelta
from typing import Any

import pytest

from services.notifications import gatherer
from services.notifications.domain.delivery import ENDPOINT_GONE, TAKEN_BACK
from services.notifications.gatherer import Gatherer
from tests.integration.mail_server import MailServer
from tests.integration.notifications.digests.mornings import (
    MUNICIPALITY,
    ONLY,
    at_half_past_seven,
    hear,
    text_of,
)
from tests.integration.notifications_house import House, in_parallel
from tests.unit.notifications.events import (
    BOTH,
    GROUP,
    corrected,
    count,
    done,
    measure,
    withdrawn,
)


def test_what_is_too_much_for_one_digest_is_told_minutes_later_in_others(
    notifications: House, mails: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given more than one holds, as when years are reported at once
    monkeypatch.setattr(gatherer, "MOST", 2)
    hear(notifications, *(done(id=name, counts=ONLY) for name in "abcde"))

    # when
    at_half_past_seven(notifications)
    for _ in range(3):
        notifications.clock.advance(timedelta(minutes=5))
        notifications.timekeeper.tick()
        notifications.deliver()

    # then
    assert [len(one["notice"]["gathered"]) for one in notifications.log(rule="digest")] == [1, 2, 2]
    assert notifications.states() == ["delivered"] * 8


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

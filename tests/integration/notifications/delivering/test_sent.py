"""Deliveries are sent once, by however many deliverers, whatever ends in between."""

import threading
from datetime import timedelta
from typing import Any

from pymongo.errors import AutoReconnect

from services.notifications.channels.smtp import MailChannel
from services.notifications.domain.schedule import LEASE
from services.notifications.store import Claimed, Deliveries, NotificationStore
from shared.events.cloudevent import Outgoing
from tests.integration.mail_server import MailServer
from tests.integration.notifications_house import House, addresses_in, in_parallel
from tests.unit.notifications.events import (
    BOTH,
    count,
    done,
    endpoint,
    tip,
)
from tests.waiting import eventually


def test_urgent_ones_go_first(notifications: House, mails: MailServer) -> None:
    notifications.planner.handle([done()])
    notifications.planner.handle([tip()])

    notifications.deliver()

    assert mails.mails[0]["Subject"] == "Nytt tips till polisen från Nykvarn"


def test_every_final_state_has_its_event_without_address_and_text(
    notifications: House, server: tuple[MailServer, int]
) -> None:
    # given
    server[0].manners.rcpt = ["550 5.1.1 <trygghet@nykvarn-kommun.example>: no such user"]
    notifications.planner.handle([done(counts=(count(responsible=(*BOTH, "ingen")),))])

    # when
    notifications.deliver()

    # then
    told = {d["state"]: [Outgoing.from_document(e) for e in d["events"]] for d in notifications.log()}
    types = {state: [event.headers["ce_type"] for event in events] for state, events in told.items()}
    assert types == {
        "delivered": ["se.loftet.delivery.succeeded.v1"],
        "failed": ["se.loftet.delivery.failed.v1"],
        "suppressed": ["se.loftet.delivery.suppressed.v1"],
    }
    for (event,) in told.values():
        assert addresses_in(event.value.decode()) == set()
        assert "Kvällsvandring" not in event.value.decode()


def test_several_deliverers_share_the_work_and_send_nothing_twice(notifications: House, mails: MailServer) -> None:
    # given
    notifications.planner.handle([done(id=f"walk-{n}") for n in range(50)])

    # when four deliver at once
    in_parallel([notifications.deliver for _ in range(4)])

    # then
    assert len(mails.message_ids) == len(set(mails.message_ids)) == 100
    assert set(notifications.states()) == {"delivered"}
    assert all(len(delivery["attempts"]) == 1 for delivery in notifications.log())


def test_many_mails_share_one_connection(notifications: House, mails: MailServer) -> None:
    notifications.planner.handle([done(id=f"walk-{n}") for n in range(10)])

    notifications.deliver()

    assert len(mails.mails) == 20
    assert len(mails.sessions) == 1


def test_after_a_crash_between_acceptance_and_books_the_repeat_has_the_same_message_id(
    notifications: House, mails: MailServer
) -> None:
    # given a deliverer that ended when the server had accepted, before it wrote so
    notifications.planner.handle([tip()])
    claimed = held(notifications)
    channel = MailChannel(notifications.settings)
    channel.send(claimed.delivery, endpoint(BOTH[1]))
    channel.rest()

    # when another looks: at once, and when the lease is over
    at_once = notifications.deliver()
    notifications.machine.advance(LEASE)
    later = notifications.deliver()

    # then
    assert (at_once, later) == (0, 1)
    assert len(mails.message_ids) == 2
    assert len(set(mails.message_ids)) == 1
    (logged,) = notifications.log()
    assert [attempt["outcome"] for attempt in logged["attempts"]] == ["begun", "accepted"]


def held(notifications: House) -> Claimed:
    """The one delivery that is due, in the hands of a deliverer."""
    now, told = notifications.machine.now(), notifications.clock.now()
    (due,) = notifications.store.sending.due(now, told, 10)
    claimed = notifications.store.sending.claim(due, now, told)
    assert claimed is not None
    return claimed


class Forgetful(Deliveries):
    """A store of deliveries whose database is away when the books are to be kept, a few times."""

    away = 3

    def conclude(self, *args: Any) -> bool:
        if self.away:
            self.away -= 1
            raise AutoReconnect("connection closed")
        return super().conclude(*args)


def test_a_database_that_is_away_when_the_books_are_kept_does_not_make_it_be_sent_again(
    notifications: House, mails: MailServer
) -> None:
    notifications.planner.handle([tip()])

    store = NotificationStore(notifications.store.database)
    store.deliveries = Forgetful(store.database["deliveries"])
    notifications.deliver(store=store)

    assert len(mails.mails) == 1
    assert notifications.states() == ["delivered"]


def test_a_rehearsal_s_clock_neither_holds_mail_back_nor_sends_it_twice(
    notifications: House, mails: MailServer
) -> None:
    # given a rehearsal in another year than the machine's
    notifications.clock.advance(timedelta(days=-1500))
    notifications.planner.handle([tip()])

    # when it jumps on while one deliverer holds the delivery
    held(notifications)
    notifications.clock.advance(timedelta(days=365))
    others = notifications.deliver()

    # then
    assert others == 0


def test_the_planner_wakes_the_deliverer_and_a_stop_ends_it(notifications: House, mails: MailServer) -> None:
    stop = threading.Event()
    thread = threading.Thread(target=notifications.deliverer().run, args=(stop,))
    thread.start()
    try:
        notifications.planner.handle([tip()])
        eventually(lambda: notifications.states() == ["delivered"])
    finally:
        stop.set()
        thread.join(10)
    assert not thread.is_alive()
    assert len(mails.mails) == 1

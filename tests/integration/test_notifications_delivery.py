"""From an event to a mail in the mailbox: planned once, sent once, and the books kept."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from pymongo.errors import AutoReconnect

from deploy.local import Stack
from services.notifications.channels.smtp import MailChannel
from services.notifications.domain.delivery import ENDPOINT_GONE, NO_ENDPOINT, OUTSIDE_DEMONSTRATION
from services.notifications.domain.schedule import LEASE
from services.notifications.store import Claimed, Deliveries, NotificationStore
from shared.events.cloudevent import Outgoing
from shared.events.status import State
from tests.integration.notifications_house import (
    House,
    MailServer,
    Manners,
    addresses_in,
    house,
    in_parallel,
    mail_server,
)
from tests.unit.notifications.events import (
    BOTH,
    GROUP,
    corrected,
    count,
    done,
    endpoint,
    status,
    tip,
    withdrawn,
)
from tests.waiting import eventually


@pytest.fixture
def server() -> Iterator[tuple[MailServer, int]]:
    with mail_server(Manners()) as running:
        yield running


@pytest.fixture
def mails(server: tuple[MailServer, int]) -> MailServer:
    return server[0]


@pytest.fixture
def notifications(stack: Stack, server: tuple[MailServer, int]) -> Iterator[House]:
    with house(stack, smtp_port=server[1]) as made:
        made.put(endpoint(BOTH[0]))
        made.put(endpoint(BOTH[1]))
        yield made


def test_both_responsible_parties_have_a_mail_that_says_why_the_promise_is_behind(
    notifications: House, mails: MailServer
) -> None:
    # given
    notifications.planner.handle([status(State.BEHIND)])

    # when
    notifications.deliver()

    # then
    assert sorted(mail["To"] for mail in mails.mails) == [f"trygghet@{party}.example" for party in BOTH]
    for mail in mails.mails:
        body = mail.get_body(("plain",))
        assert body is not None
        assert "Ingen trygghetsvandring är rapporterad för höstterminen 2021." in body.get_content()
    assert notifications.states() == ["delivered", "delivered"]


def test_the_same_event_three_times_is_told_once(notifications: House, mails: MailServer) -> None:
    notifications.planner.handle([done(), done()])
    notifications.deliver()
    notifications.planner.handle([done()])
    notifications.deliver()

    assert len(mails.mails) == 2


def test_a_plan_that_was_cut_short_is_taken_up_and_nothing_is_told_twice(
    notifications: House, mails: MailServer
) -> None:
    # given deliveries that are stored, one of them sent, while the event isn't yet marked as planned
    notifications.planner.handle([done()])
    notifications.deliver()
    notifications.store.database["planned"].delete_many({})
    notifications.store.database["deliveries"].delete_one({"party": BOTH[1]})

    # when the event comes again
    notifications.planner.handle([done()])
    notifications.deliver()

    # then only what was missing is told
    to = [mail["To"] for mail in mails.mails]
    assert (to.count(f"trygghet@{BOTH[0]}.example"), to.count(f"trygghet@{BOTH[1]}.example")) == (1, 2)


def test_a_rebuild_sends_nothing_not_even_to_endpoints_that_came_later(notifications: House, mails: MailServer) -> None:
    # given
    history = [done(), corrected(counts=(count(GROUP, "Operativ grupp"),)), status(State.BEHIND), tip(), withdrawn()]
    notifications.planner.handle(history)
    notifications.deliver()
    sent = len(mails.mails)

    # when every event is read again, with one more endpoint
    notifications.put(endpoint(BOTH[0], id="senare"))
    for event in history:
        notifications.planner.handle([event])
    notifications.deliver()

    # then
    assert len(mails.mails) == sent


def test_corrections_and_withdrawals_of_one_batch_reach_those_whom_the_batch_tells(
    notifications: House, mails: MailServer
) -> None:
    notifications.planner.handle([done(), corrected(), withdrawn()])
    notifications.deliver()

    subjects = sorted(mail["Subject"].split(":")[0].split(" i ")[0] for mail in mails.mails)
    assert subjects == ["Rättelse"] * 2 + ["Trygghetsvandring genomförd"] * 2 + ["Återtaget"] * 2


def test_urgent_ones_go_first(notifications: House, mails: MailServer) -> None:
    notifications.planner.handle([done()])
    notifications.planner.handle([tip()])

    notifications.deliver()

    assert mails.mails[0]["Subject"] == "Nytt tips till polisen från Nykvarn"


def test_a_party_without_an_endpoint_is_in_the_log_as_suppressed(notifications: House, mails: MailServer) -> None:
    notifications.planner.handle([tip(recipients=("polisen-okand",))])
    notifications.deliver()

    (logged,) = notifications.log()
    assert (logged["party"], logged["state"], logged["reason"]) == ("polisen-okand", "suppressed", NO_ENDPOINT)
    assert mails.mails == []


def test_demonstration_data_is_not_sent_outside_even_if_the_address_changes_after_planning(
    notifications: House, mails: MailServer
) -> None:
    # given one address outside from the start, and one that is moved outside once the mail is planned
    notifications.put(endpoint(BOTH[0], "trygghet@nykvarn.se"))
    notifications.planner.handle([done(demonstration=True)])
    notifications.put(endpoint(BOTH[1], "trygghet@polisen.se"))

    # when
    notifications.deliver()

    # then
    assert mails.mails == []
    assert {(d["state"], d["reason"]) for d in notifications.log()} == {("suppressed", OUTSIDE_DEMONSTRATION)}


def test_an_endpoint_that_was_removed_before_sending_suppresses_the_delivery(
    notifications: House, mails: MailServer
) -> None:
    notifications.planner.handle([tip()])
    notifications.store.database["endpoints"].delete_many({"party": BOTH[1]})

    notifications.deliver()

    assert [(d["state"], d["reason"]) for d in notifications.log()] == [("suppressed", ENDPOINT_GONE)]
    assert mails.mails == []


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


def test_an_activity_without_any_time_cannot_be_told_of_and_its_neighbours_are(notifications: House) -> None:
    timeless = done(actual=None, planned=None)

    (invalid,) = notifications.planner.handle([timeless, tip()]).invalid

    assert invalid.event is timeless
    assert "neither a planned nor an actual time" in invalid.reason
    assert len(notifications.log()) == 1

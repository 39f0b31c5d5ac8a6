"""From an event to mails: whom it is told to, once, and what is not sent."""

from datetime import timedelta

import pytest

from services.notifications.domain.delivery import ENDPOINT_GONE, NO_ENDPOINT, OUTSIDE_DEMONSTRATION
from shared.events.status import State
from tests.integration.mail_server import MailServer
from tests.integration.notifications_house import House
from tests.unit.notifications.events import (
    BOTH,
    GROUP,
    NOW,
    at,
    corrected,
    count,
    done,
    endpoint,
    status,
    tip,
    withdrawn,
)


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


@pytest.mark.parametrize("marked", [True, False], ids=["a rebuild", "a batch that was cut short"])
def test_whoever_knows_of_a_later_state_is_not_told_of_an_earlier_one_that_is_read_again(
    notifications: House, mails: MailServer, marked: bool
) -> None:
    # given a promise that went well for an hour, which was no news to anybody, and is behind again
    steps = [(State.BEHIND, None), (State.ON_TRACK, State.BEHIND), (State.BEHIND, State.ON_TRACK)]
    history = [at(NOW + timedelta(hours=hour), status(*step)) for hour, step in enumerate(steps)]
    notifications.clock.advance(timedelta(hours=3))
    notifications.planner.handle(history)
    notifications.deliver()

    # when it is read again
    if not marked:
        notifications.store.database["planned"].delete_many({})
    notifications.planner.handle(history)
    notifications.deliver()

    # then
    assert [logged["rule"] for logged in notifications.log()] == ["status-behind"] * 2
    assert len(mails.mails) == 2


def test_corrections_and_withdrawals_of_one_batch_reach_those_whom_the_batch_tells(
    notifications: House, mails: MailServer
) -> None:
    notifications.planner.handle([done(), corrected(), withdrawn()])
    notifications.deliver()

    subjects = sorted(mail["Subject"].split(":")[0].split(" i ")[0] for mail in mails.mails)
    assert subjects == ["Rättelse"] * 2 + ["Trygghetsvandring genomförd"] * 2 + ["Återtaget"] * 2


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


def test_an_activity_without_any_time_cannot_be_told_of_and_its_neighbours_are(notifications: House) -> None:
    timeless = done(actual=None, planned=None)

    (invalid,) = notifications.planner.handle([timeless, tip()]).invalid

    assert invalid.event is timeless
    assert "neither a planned nor an actual time" in invalid.reason
    assert len(notifications.log()) == 1

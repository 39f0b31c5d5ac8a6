"""What residents are told of, once each: coming walks, and nothing of demonstrations."""

from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient

from services.notifications.domain.delivery import OUTSIDE_DEMONSTRATION
from services.notifications.domain.endpoint import FOLLOWERS
from shared.events.agreement import AgreementPublished, Promise
from shared.events.catalogue import ACTIVITY_CANCELLED, ACTIVITY_RESCHEDULED, AGREEMENT_PUBLISHED
from shared.events.status import State
from tests.integration.mail_server import MailServer
from tests.integration.notifications.followers.residents import ADDRESS, ask, deliver, follow, text_of
from tests.integration.notifications_house import House
from tests.unit.notifications.events import BOTH, GROUP, WALKS, agreement, at, count, event, planned, status


def test_a_coming_walk_is_told_on_the_day_from_which_it_may_be_shown_as_it_then_stands(
    notifications: House, web: FlaskClient, mails: MailServer
) -> None:
    # given a walk that may not be shown before tomorrow, and one that is called off meanwhile
    follow(notifications, web, mails)
    notifications.clock.advance(timedelta(hours=1))
    now = notifications.clock.now()
    until = {"publishable_from": now + timedelta(days=1)}
    walk, off = (at(now, planned(id=name, **until)) for name in ("walk", "off"))
    notifications.planner.handle([walk, off])
    moved = event(ACTIVITY_RESCHEDULED, planned(id="walk", revision=2, title="Ny väg", **until).data, "moved")
    called_off = event(ACTIVITY_CANCELLED, planned(id="off", revision=2, state="cancelled", **until).data, "called off")
    notifications.planner.handle([at(now, moved), at(now, called_off)])
    deliver(notifications)
    too_early = len(mails.mails)

    # when
    notifications.clock.advance(timedelta(days=1))
    deliver(notifications)

    # then
    assert (too_early, len(mails.mails)) == (1, 2)
    assert "Ny väg" in text_of(mails.mails[1])
    assert notifications.states(party=FOLLOWERS, about="off") == ["suppressed"]


def test_a_walk_that_was_told_and_is_corrected_is_told_once_more_with_its_calendar(
    notifications: House, web: FlaskClient, mails: MailServer
) -> None:
    follow(notifications, web, mails)
    notifications.clock.advance(timedelta(hours=1))

    for told in (planned(), planned(revision=2, title="Vid stationen", reason="Ny samlingsplats")):
        for _ in range(2):
            notifications.planner.handle([at(notifications.clock.now(), told)])
            deliver(notifications)

    subjects = [str(mail["Subject"]).partition(":")[0] for mail in mails.mails[1:]]
    assert subjects == ["Planerad vandring i Nykvarn 11 januari 2022", "Rättelse"]
    assert all(any(part.get_content_type() == "text/calendar" for part in mail.walk()) for mail in mails.mails[1:])


def test_whoever_follows_the_same_in_several_ways_is_told_of_a_cause_once(
    notifications: House, web: FlaskClient, mails: MailServer
) -> None:
    # given an address that follows two promises and their municipality
    for about, address in ((WALKS, ADDRESS), ("0140", ADDRESS.lower()), (GROUP, ADDRESS)):
        follow(notifications, web, mails, about=about, address=address)
    mails.mails.clear()
    notifications.clock.advance(timedelta(hours=1))

    # when a promise's state changes, and a walk for both is planned, and then said to be for one
    def hear(*events: Any) -> list[str]:
        mails.mails.clear()
        for _ in range(2):
            notifications.planner.handle([at(notifications.clock.now(), each) for each in events])
            deliver(notifications)
        return [str(mail["Subject"]) for mail in mails.mails]

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
    notifications: House, web: FlaskClient, mails: MailServer
) -> None:
    # given a walk that was to be told on Monday, and was put off for longer
    follow(notifications, web, mails, about="0140", rhythm="weekly")
    mails.mails.clear()
    notifications.clock.advance(timedelta(hours=1))
    notifications.planner.handle([at(notifications.clock.now(), planned())])

    notifications.clock.advance(timedelta(days=17))
    deliver(notifications)

    assert mails.mails == []
    assert notifications.states(rule="follow-walk-planned") == ["suppressed"]


def test_a_demonstration_beside_a_real_agreement_keeps_nobody_from_following_that(
    notifications: House, web: FlaskClient, mails: MailServer
) -> None:
    promise = Promise(id="exempel-cyklar", number=1, title="Cyklar", text="Cyklar", responsible=BOTH)
    shown = agreement(id="exempel", demonstration=True, promises=(promise,)).data
    invented = AgreementPublished(agreement_id="exempel", municipality="0140", versions=shown.versions)
    notifications.planner.handle([event(AGREEMENT_PUBLISHED, invented, "exempel")])

    for about in (WALKS, "0140", "exempel-cyklar"):
        ask(web, about=about)
    deliver(notifications)

    assert len(mails.mails) == 2
    assert [each["reason"] for each in notifications.log(party=FOLLOWERS, state="suppressed")] == [
        OUTSIDE_DEMONSTRATION
    ]


def test_demonstration_data_is_not_mailed_to_a_resident(
    notifications: House, web: FlaskClient, mails: MailServer
) -> None:
    notifications.planner.handle([agreement("amended", 2, demonstration=True)])

    ask(web)
    deliver(notifications)

    assert mails.mails == []
    assert notifications.log(party=FOLLOWERS)[0]["reason"] == OUTSIDE_DEMONSTRATION

"""What residents are told in one mail: a week, or what happens at the same time."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from flask.testing import FlaskClient

from services.notifications.domain.endpoint import FOLLOWERS
from services.notifications.domain.rhythm import TOGETHER
from shared.events.activity import Span
from shared.events.catalogue import ACTIVITY_RESCHEDULED
from shared.events.status import State
from tests.integration.mail_server import MailServer
from tests.integration.notifications.followers.residents import deliver, follow
from tests.integration.notifications_house import House
from tests.unit.notifications.events import WALKS, at, event, planned, status


def test_a_week_is_one_mail_to_whoever_asked_for_that(
    notifications: House, web: FlaskClient, mails: MailServer
) -> None:
    follow(notifications, web, mails, about="0140", rhythm="weekly")
    notifications.clock.advance(timedelta(hours=1))
    first = at(notifications.clock.now(), status(State.BEHIND))
    notifications.clock.advance(timedelta(hours=1))
    second = at(notifications.clock.now(), status(State.FULFILLED, State.BEHIND, promise="another"))
    notifications.planner.handle([first, second])
    deliver(notifications)
    at_once = len(mails.mails)

    notifications.clock.advance(timedelta(days=7))
    notifications.machine.advance(timedelta(hours=1))
    notifications.timekeeper.tick()
    deliver(notifications)

    assert (at_once, len(mails.mails)) == (1, 2)
    assert mails.mails[1]["Subject"] == "Nykvarn: 2 nyheter om medborgarlöftena"
    assert mails.mails[1]["List-Unsubscribe"] == mails.mails[0]["List-Unsubscribe"]
    assert notifications.states(party=FOLLOWERS) == ["delivered"] * 4


def test_a_week_is_not_waited_for_with_what_takes_place_within_it(
    notifications: House, web: FlaskClient, mails: MailServer
) -> None:
    # given a resident who asked for a mail a week, and a walk that is told of in one
    follow(notifications, web, mails, about="0140", rhythm="weekly")
    notifications.clock.advance(timedelta(hours=1))
    now = notifications.clock.now()
    late = planned(planned=Span(start=now + timedelta(days=9), end=now + timedelta(days=9, hours=1)))
    notifications.planner.handle([at(now, late)])
    deliver(notifications)
    assert len(mails.mails) == 1

    # when one is planned for tomorrow, and the other is moved
    soon = planned(id="b", planned=Span(start=now + timedelta(days=1), end=now + timedelta(days=1, hours=1)))
    moved = event(ACTIVITY_RESCHEDULED, msgspec.structs.replace(late.data, revision=2))
    notifications.planner.handle([at(notifications.clock.now(), each) for each in (soon, moved)])
    deliver(notifications)

    # then both are told of at once, in one mail
    assert len(mails.mails) == 2
    assert mails.mails[1]["Subject"] == "Nykvarn: 2 nyheter om medborgarlöftena"

    # and nobody is told on Monday of the time that it had
    notifications.clock.advance(timedelta(days=3))
    deliver(notifications)
    assert len(mails.mails) == 2


def test_what_happens_at_the_same_time_is_one_mail_and_what_happens_alone_is_told_by_itself(
    notifications: House, web: FlaskClient, mails: MailServer
) -> None:
    """As when a period begins: each of its promises enters another state."""
    follow(notifications, web, mails, about="0140")
    notifications.clock.advance(timedelta(hours=1))
    begun = [status(State.NOT_STARTED, State.UPCOMING, promise=f"promise-{place}") for place in range(12)]
    news = [replace(each, id=f"begun-{place}") for place, each in enumerate(begun)]
    notifications.planner.handle([at(notifications.clock.now(), each) for each in news])
    deliver(notifications)

    notifications.clock.advance(timedelta(hours=1))
    notifications.planner.handle([at(notifications.clock.now(), status(State.FULFILLED, State.NOT_STARTED))])
    deliver(notifications)

    subjects = [mail["Subject"] for mail in mails.mails[1:]]
    assert subjects == ["Nykvarn: 12 nyheter om medborgarlöftena", "Nykvarn: löftet är genomfört – Trygghetsvandringar"]
    assert mails.mails[2]["In-Reply-To"] == f"<promise.{WALKS}@kommun.example>"


def test_what_comes_while_others_are_waited_for_is_in_the_same_mail_and_what_comes_just_after_is_not_late(
    notifications: House, web: FlaskClient, mails: MailServer
) -> None:
    follow(notifications, web, mails, about="0140")
    notifications.clock.advance(timedelta(hours=1))

    def hear(name: str) -> None:
        told = status(State.NOT_STARTED, State.UPCOMING, promise=name)
        notifications.planner.handle([at(notifications.clock.now(), replace(told, id=name))])

    hear("first")
    notifications.clock.advance(TOGETHER - timedelta(seconds=1))
    hear("second")
    notifications.clock.advance(timedelta(seconds=1))
    notifications.timekeeper.tick()
    hear("third")
    deliver(notifications)

    subjects = [mail["Subject"] for mail in mails.mails[1:]]
    assert subjects[0] == "Nykvarn: 2 nyheter om medborgarlöftena"
    assert len(subjects) == 2


def test_what_is_stored_while_a_digest_is_made_is_told_soon_too(
    notifications: House, web: FlaskClient, mails: MailServer
) -> None:
    # given something of which the gatherer learns only when it has looked
    follow(notifications, web, mails, about="0140")
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
    assert len(mails.mails) == 3

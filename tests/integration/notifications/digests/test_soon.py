"""What a digest would tell too late is told at once, and days are counted to the day on which they are told."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
import pytest

from services.notifications.domain.delivery import OVERTAKEN
from shared.clock import STOCKHOLM
from shared.events.activity import Span
from shared.events.catalogue import ACTIVITY_CANCELLED, ACTIVITY_RESCHEDULED, MEASURE_CORRECTED
from shared.events.status import State
from tests.integration.mail_server import MailServer
from tests.integration.notifications.digests.mornings import MUNICIPALITY, ONLY, at_half_past_seven, hear, text_of
from tests.integration.notifications_house import House
from tests.unit.notifications.events import (
    BOTH,
    done,
    endpoint,
    event,
    measure,
    planned,
    status,
)


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


def test_what_takes_place_on_the_day_of_the_digest_itself_is_told_of_in_time_to_act(
    notifications: House, mails: MailServer
) -> None:
    # given a walk on Monday morning, told of in Friday's digest
    monday = datetime(2022, 3, 28, 8, 0, tzinfo=STOCKHOLM)
    hear(notifications, soon(monday))
    assert at_half_past_seven(notifications) == 1

    # when it is called off on Friday
    data = msgspec.structs.replace(soon(monday).data, revision=2, state="cancelled", reason="Storm")
    hear(notifications, event(ACTIVITY_CANCELLED, data))

    # then nobody hears of it half an hour before
    assert notifications.deliver() == 1
    assert "Inställ" in mails.mails[-1]["Subject"]


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


@pytest.mark.parametrize("later", [date(2022, 12, 1), None], ids=["put off", "taken away"])
def test_a_last_day_that_is_put_off_is_told_before_it_comes(
    notifications: House, mails: MailServer, later: date | None
) -> None:
    notifications.put(replace(endpoint(MUNICIPALITY), rhythm="weekly"))
    hear(notifications, measure(due_on=date(2022, 3, 26)))
    assert notifications.deliver() == 1

    hear(notifications, measure("proposed", MEASURE_CORRECTED, revision=2, due_on=later, reason="Fel dag"))

    assert notifications.deliver() == 1


@pytest.mark.parametrize(
    ("rhythm", "last_day", "at_once"),
    [
        ("daily", "2022-03-24", True),
        ("daily", "2022-03-25", True),
        ("daily", "2022-03-26", False),
        ("daily", "2022-03-23", False),
        ("weekly", "2022-03-28", True),
        ("weekly", "2022-03-29", False),
    ],
)
def test_a_measure_whose_last_day_comes_before_the_next_digest_is_over_is_assigned_at_once(
    notifications: House, mails: MailServer, rhythm: Any, last_day: str, at_once: bool
) -> None:
    notifications.put(replace(endpoint(MUNICIPALITY), rhythm=rhythm))

    hear(notifications, measure(due_on=date.fromisoformat(last_day), reported_at=notifications.clock.now()))

    assert notifications.deliver() == int(at_once)


def test_days_are_counted_to_the_day_on_which_they_are_told(notifications: House, mails: MailServer) -> None:
    # given a measure that is eight days late on a Saturday
    hear(notifications, measure(due_on=date(2022, 3, 18)))
    at_half_past_seven(notifications)

    at_half_past_seven(notifications, days=1)
    at_half_past_seven(notifications, days=2)

    assert "10 dagar försenad" in text_of(mails.mails[-1])

"""What is in one digest together, and what came to pass while it waited: told as it stands when the digest is made."""

from datetime import date, datetime, timedelta
from typing import Any

import msgspec
import pytest

from services.notifications.domain.delivery import NO_LONGER_SO
from shared.clock import STOCKHOLM
from shared.events.activity import Span
from shared.events.catalogue import (
    ACTIVITY_CANCELLED,
    MEASURE_COMPLETED,
    MEASURE_CORRECTED,
    MEASURE_TRANSFERRED,
    MEASURE_WITHDRAWN,
)
from shared.events.cloudevent import Event
from tests.integration.mail_server import MailServer
from tests.integration.notifications.digests.mornings import MUNICIPALITY, ONLY, POLICE, THURSDAY, text_of
from tests.integration.notifications_house import House
from tests.unit.notifications.events import (
    WALKS,
    agreement,
    at,
    done,
    event,
    measure,
    planned,
    withdrawn,
)

LATE = date(2022, 3, 24)


def hear(notifications: House, *events: Any) -> None:
    """Each an hour after the other."""
    for each in events:
        notifications.clock.advance(timedelta(hours=1))
        notifications.planner.handle([at(notifications.clock.now(), each)])


def until(notifications: House, month: int, day: int, hour: int = 7, minute: int = 30) -> None:
    then = datetime(2022, month, day, hour, minute, tzinfo=STOCKHOLM)
    notifications.clock.advance(then - notifications.clock.now())
    notifications.timekeeper.tick()
    notifications.deliver()


def a_plan(**changes: Any) -> Event:
    start = THURSDAY + timedelta(days=10)
    return planned(counts=ONLY, planned=Span(start=start, end=start + timedelta(hours=2)), **changes)


def called_off() -> Event:
    off = msgspec.structs.replace(a_plan().data, revision=2, state="cancelled", reason="Storm")
    return event(ACTIVITY_CANCELLED, off, "called off")


@pytest.mark.parametrize("between", [called_off(), done(revision=2, counts=ONLY)], ids=["called off", "done"])
def test_what_an_earlier_digest_told_is_taken_back_whatever_news_of_it_came_between(
    notifications: House, mails: MailServer, between: Event
) -> None:
    hear(notifications, a_plan())
    until(notifications, 3, 25)

    hear(notifications, between, withdrawn(revision=3, counts=ONLY))
    until(notifications, 3, 28)

    (_, mail) = mails.mails
    assert text_of(mail).count("Återtaget") == 1
    assert "Inställt" not in text_of(mail)


def late(state: Any, type_name: str, **changes: Any) -> Event:
    return measure(state, type_name, **{"revision": 2, "due_on": LATE, "reason": "Det blev fel"} | changes)


def reminded_on_friday(notifications: House, mails: MailServer) -> None:
    """A measure that was told, and of which a reminder waits for Monday's digest."""
    hear(notifications, agreement(), measure(due_on=LATE))
    until(notifications, 3, 25)
    until(notifications, 4, 1, 8, 5)
    mails.mails.clear()


def test_what_was_told_and_is_reminded_of_is_taken_back(notifications: House, mails: MailServer) -> None:
    reminded_on_friday(notifications, mails)

    hear(notifications, late("withdrawn", MEASURE_WITHDRAWN))
    until(notifications, 4, 4)

    text = text_of(mails.mails[0])
    assert ("Återtagen åtgärd: Laga belysningen" in text, "Påminnelse" in text) == (True, False)


def test_a_correction_of_the_last_day_takes_the_reminders_place(notifications: House, mails: MailServer) -> None:
    reminded_on_friday(notifications, mails)

    hear(notifications, late("accepted", MEASURE_CORRECTED, due_on=date(2022, 6, 30)))
    until(notifications, 4, 4)

    text = text_of(mails.mails[0])
    assert "Rättelse: åtgärden Laga belysningen" in text
    assert ("Påminnelse" in text, "None" in text) == (False, False)


def test_another_correction_stands_beside_the_reminder_which_counts_its_days_to_the_day_it_is_read(
    notifications: House, mails: MailServer
) -> None:
    reminded_on_friday(notifications, mails)

    hear(notifications, late("accepted", MEASURE_CORRECTED, title="Laga lyktorna"))
    until(notifications, 4, 4)

    text = text_of(mails.mails[0])
    assert "Rättelse: åtgärden Laga lyktorna" in text
    assert "Påminnelse: Laga lyktorna" in text
    assert "11 dagar försenad" in text


@pytest.mark.parametrize(
    "meanwhile",
    [
        late("completed", MEASURE_COMPLETED),
        late("transferred", MEASURE_TRANSFERRED, responsible=POLICE),
        late("transferred", MEASURE_TRANSFERRED, transferred_to="Bostadsbolaget"),
    ],
    ids=["completed", "transferred", "given away"],
)
def test_what_was_mended_or_handed_over_meanwhile_is_not_reminded_of(
    notifications: House, mails: MailServer, meanwhile: Event
) -> None:
    reminded_on_friday(notifications, mails)

    hear(notifications, meanwhile)
    until(notifications, 4, 4)

    assert not any("Påminnelse" in text_of(mail) for mail in mails.mails)
    (row,) = notifications.log(rule="measure-reminder", party=MUNICIPALITY)
    assert (row["state"], row["reason"]) == ("suppressed", NO_LONGER_SO)


def test_what_was_paused_meanwhile_is_not_reminded_of(notifications: House, mails: MailServer) -> None:
    reminded_on_friday(notifications, mails)

    notifications.pause(measure().data.id, MUNICIPALITY, date(2022, 4, 2))
    until(notifications, 4, 4)

    assert mails.mails == []


def test_an_assignment_that_went_to_another_before_it_was_told_is_not_told(
    notifications: House, mails: MailServer
) -> None:
    hear(notifications, measure(due_on=date(2022, 6, 30)))
    given = {"responsible": POLICE, "due_on": date(2022, 6, 30)}
    hear(notifications, late("transferred", MEASURE_TRANSFERRED, **given))
    hear(notifications, late("transferred", MEASURE_CORRECTED, **given | {"revision": 3}))

    until(notifications, 3, 25)

    assert mails.mails == []


@pytest.mark.parametrize(
    ("to", "name"),
    [({"responsible": POLICE, "responsible_name": "Polisen"}, "Polisen"), ({"transferred_to": "SL"}, "SL")],
    ids=["a party", "somebody outside"],
)
def test_whoever_was_told_of_a_measure_that_goes_to_another_is_told_so_once_and_then_no_more_of_it(
    notifications: House, mails: MailServer, to: dict[str, Any], name: str
) -> None:
    given = {"due_on": date(2022, 6, 30)} | to
    hear(notifications, measure(due_on=date(2022, 6, 30)))
    until(notifications, 3, 25)

    hear(notifications, late("transferred", MEASURE_TRANSFERRED, **given))
    until(notifications, 3, 28)
    hear(notifications, late("transferred", MEASURE_CORRECTED, **given | {"revision": 3}))
    hear(notifications, late("transferred", MEASURE_TRANSFERRED, **given | {"revision": 4}))
    until(notifications, 3, 29)

    _, mail = mails.mails
    assert "Överlämnad åtgärd: Laga belysningen" in text_of(mail)
    assert f"Till {name}." in text_of(mail)


def test_a_measure_stands_under_the_promise_that_it_is_for(notifications: House, mails: MailServer) -> None:
    hear(notifications, agreement(), done(counts=ONLY), measure(promises=(WALKS,)))

    until(notifications, 3, 25)

    text = text_of(mails.mails[0])
    assert text.index("Trygghetsvandringar:") < text.index("Ny åtgärd") < text.index("Trygghetsvandring genomförd")
    assert f"/0140/nykvarn-2021-2022#{WALKS}" in text[text.index("Ny åtgärd") : text.index("Trygghetsvandring genomf")]


def test_a_plan_that_is_told_says_at_what_hour_and_where(notifications: House, mails: MailServer) -> None:
    hear(notifications, a_plan())

    until(notifications, 3, 25)

    assert "söndag 3 april 2022 kl. 12.00–14.00, Nykvarns centrum" in text_of(mails.mails[0])

"""What a digest says of a promise and of a measure is the last word of it, and holds when the digest is made."""

import itertools
from dataclasses import replace
from datetime import date, timedelta

import msgspec
from icalendar import Calendar

from services.notifications.domain.delivery import NO_LONGER_SO, TAKEN_BACK
from shared.events.catalogue import (
    MEASURE_COMPLETED,
    MEASURE_CORRECTED,
    MEASURE_DECLINED,
    MEASURE_PROPOSED,
    MEASURE_REOPENED,
    MEASURE_TRANSFERRED,
)
from shared.events.cloudevent import Event
from shared.events.status import State
from tests.integration.mail_server import MailServer
from tests.integration.notifications.digests.mornings import (
    MUNICIPALITY,
    POLICE,
    at_half_past_seven,
    hear,
    text_of,
)
from tests.integration.notifications_house import House
from tests.unit.notifications.events import endpoint, measure, status


def enters(notifications: House, *states: State) -> None:
    """The promise enters one state after another, an hour apart; the first is the one that it comes from."""
    for previous, state in itertools.pairwise(states):
        notifications.clock.advance(timedelta(hours=1))
        now = notifications.clock.now()
        told = status(state, previous, responsible=(MUNICIPALITY,), changed_at=now)
        hear(notifications, replace(told, id=f"{previous} {state} {now}"))
        notifications.deliver()


def rules_told(notifications: House) -> dict[str, str]:
    return {row["rule"]: row["reason"] or row["state"] for row in notifications.log(rule={"$regex": "^status-"})}


def test_what_was_mended_and_went_badly_anew_before_the_digest_is_not_told_as_mended(
    notifications: House, mails: MailServer
) -> None:
    enters(notifications, State.ON_TRACK, State.BEHIND)

    enters(notifications, State.BEHIND, State.ON_TRACK, State.AT_RISK)

    assert len(mails.mails) == 2
    assert at_half_past_seven(notifications) == 0
    assert rules_told(notifications)["status-mended"] == NO_LONGER_SO


def test_a_state_that_came_and_went_before_the_digest_is_not_told(notifications: House, mails: MailServer) -> None:
    enters(notifications, State.ON_TRACK, State.FULFILLED, State.ON_TRACK)

    assert at_half_past_seven(notifications) == 0
    assert mails.mails == []
    assert rules_told(notifications) == {"status-fulfilled": NO_LONGER_SO, "status-unfulfilled": TAKEN_BACK}


def test_of_several_states_the_last_is_told(notifications: House, mails: MailServer) -> None:
    enters(notifications, State.ONGOING, State.STALLED, State.FULFILLED)

    assert at_half_past_seven(notifications) == 1
    assert "avstannat" not in text_of(mails.mails[0])
    assert rules_told(notifications) == {"status-stalled": NO_LONGER_SO, "status-fulfilled": "delivered"}


def test_a_reminder_that_holds_no_more_takes_nothing_away_from_what_is_told_of_its_promise(
    notifications: House, mails: MailServer
) -> None:
    # given a promise that was told to be behind on a Saturday, and a reminder that waits for a Monday
    notifications.clock.advance(timedelta(days=2))
    enters(notifications, State.ON_TRACK, State.BEHIND)
    at_half_past_seven(notifications, days=14)

    enters(notifications, State.BEHIND, State.ON_TRACK)
    at_half_past_seven(notifications, days=2)

    found = {"status-behind": "delivered", "status-reminder": NO_LONGER_SO, "status-mended": "delivered"}
    assert rules_told(notifications) == found


def word(state: str, type_name: str, revision: int, due_on: date | None = date(2022, 6, 30)) -> Event:
    changes = {"revision": revision, "due_on": due_on, "reason": "Inga pengar"}
    return measure(state, type_name, **changes)  # type: ignore[arg-type]


def test_a_measure_that_was_declined_and_reopened_before_the_digest_is_not_told_as_declined(
    notifications: House, mails: MailServer
) -> None:
    notifications.put(replace(endpoint(POLICE), rhythm="daily"))
    hear(notifications, word("declined", MEASURE_DECLINED, 2))
    hear(notifications, word("proposed", MEASURE_REOPENED, 3))

    at_half_past_seven(notifications)

    assert [mail["To"] for mail in mails.mails] == [f"trygghet@{MUNICIPALITY}.example"]
    (row,) = notifications.log(rule="measure-declined")
    assert (row["state"], row["reason"]) == ("suppressed", NO_LONGER_SO)


def test_whoever_was_told_that_a_measure_was_declined_is_told_once_that_it_is_open_again(
    notifications: House, mails: MailServer
) -> None:
    notifications.put(replace(endpoint(POLICE), rhythm="immediate"))
    for state, type_name, revision in (
        ("declined", MEASURE_DECLINED, 2),
        ("proposed", MEASURE_REOPENED, 3),
        ("proposed", MEASURE_CORRECTED, 4),
        ("completed", MEASURE_COMPLETED, 5),
        ("proposed", MEASURE_REOPENED, 6),
    ):
        hear(notifications, word(state, type_name, revision))
    notifications.deliver()

    told = [row["rule"] for row in reversed(notifications.log(party=POLICE))]
    assert sorted(told) == ["measure-corrected", "measure-declined", "measure-taken-up"]


def test_a_last_day_that_a_correction_takes_away_leaves_the_calendar_of_whoever_had_it(
    notifications: House, mails: MailServer
) -> None:
    notifications.put(replace(endpoint(MUNICIPALITY), rhythm="immediate"))
    hear(notifications, word("proposed", MEASURE_PROPOSED, 1))
    hear(notifications, word("proposed", MEASURE_CORRECTED, 2, due_on=None))
    hear(notifications, word("proposed", MEASURE_CORRECTED, 3, due_on=None))
    notifications.deliver()

    (given, *taken) = [
        Calendar.from_ical(part.get_content()) for mail in mails.mails for part in mail.iter_attachments()
    ]
    assert given["METHOD"] == "PUBLISH"
    assert [each["METHOD"] for each in taken] == ["CANCEL", "CANCEL"]
    assert {event["UID"] for each in (given, *taken) for event in each.events} == {given.events[0]["UID"]}
    assert "Åtgärden har ingen sista dag längre." in text_of(mails.mails[1])


def test_what_waits_of_a_measure_is_not_told_after_later_words_of_it(notifications: House, mails: MailServer) -> None:
    # given an assignment that waits, and a last day that is now tomorrow, which is told at once
    hear(notifications, word("proposed", MEASURE_TRANSFERRED, 1))
    again = msgspec.structs.replace(word("proposed", MEASURE_TRANSFERRED, 2).data, due_on=date(2022, 3, 25))
    hear(notifications, replace(word("proposed", MEASURE_TRANSFERRED, 2), data=again))

    assert notifications.deliver() == 1
    assert at_half_past_seven(notifications) == 0

"""What may not be shown yet: told of to the party that reported it, and to others on the day and not before."""

from datetime import timedelta
from typing import Any

from services.notifications.domain.withheld import COUNTS_NO_MORE, WITHDRAWN
from shared.events.cloudevent import Outgoing
from shared.store.pages import Wanted
from tests.integration.mail_server import MailServer
from tests.integration.notifications_house import House
from tests.unit.notifications.events import BOTH, GROUP, corrected, count, done, withdrawn

MUNICIPALITY, POLICE = BOTH
LATER = timedelta(days=3)


def told(mails: MailServer) -> list[str]:
    return [str(mail["To"]).removeprefix("trygghet@").removesuffix(".example") for mail in mails.mails]


def text_of(mails: MailServer, number: int) -> str:
    body = mails.mails[number].get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def withheld(notifications: House, days: int = 3) -> dict[str, Any]:
    return {"publishable_from": notifications.clock.now() + timedelta(days=days)}


def test_the_party_that_reported_it_is_told_at_once_and_the_other_on_the_day(
    notifications: House, mails: MailServer
) -> None:
    # given
    notifications.planner.handle([done(**withheld(notifications))])

    # when it is the day before, and then the day
    notifications.deliver()
    at_once = told(mails)
    notifications.clock.advance(LATER - timedelta(milliseconds=1))
    notifications.deliver()
    before = told(mails)
    notifications.clock.advance(timedelta(milliseconds=1))
    notifications.deliver()

    # then
    assert at_once == before == [MUNICIPALITY]
    assert told(mails) == [MUNICIPALITY, POLICE]


def test_what_is_withheld_is_not_in_the_log_before_the_day(notifications: House) -> None:
    notifications.planner.handle([done(**withheld(notifications))])

    def listed() -> list[str]:
        now = notifications.clock.now()
        page = notifications.store.deliveries.listed({}, now, Wanted(limit=10, began=now))
        assert page.total == len(page.rows)
        return [row["party"] for row in page.rows]

    before = listed()
    notifications.clock.advance(LATER)

    assert before == [MUNICIPALITY]
    assert sorted(listed()) == list(BOTH)


def test_what_is_moved_to_another_day_before_it_was_told_is_told_once_as_it_then_stands(
    notifications: House, mails: MailServer
) -> None:
    # given
    notifications.planner.handle([done(**withheld(notifications), outcome="Namnet som inte skulle stå här.")])
    notifications.deliver()

    # when
    notifications.planner.handle([corrected(**withheld(notifications, days=5), outcome="Rätt text.")])
    notifications.clock.advance(LATER)
    notifications.deliver()
    on_the_first_day = told(mails)
    notifications.clock.advance(timedelta(days=2))
    notifications.deliver()

    # then
    assert on_the_first_day == [MUNICIPALITY, MUNICIPALITY]
    assert told(mails) == [MUNICIPALITY, MUNICIPALITY, POLICE]
    assert "Trygghetsvandring genomförd" in str(mails.mails[2]["Subject"])
    assert "Rätt text." in text_of(mails, 2)


def test_what_may_be_shown_earlier_after_all_is_told_at_once(notifications: House, mails: MailServer) -> None:
    notifications.planner.handle([done(**withheld(notifications)), corrected()])
    notifications.deliver()

    assert sorted(told(mails)) == [MUNICIPALITY, MUNICIPALITY, POLICE]


def test_what_is_withdrawn_before_the_day_is_never_told_and_the_log_says_why(
    notifications: House, mails: MailServer
) -> None:
    # given
    notifications.planner.handle([done(**withheld(notifications)), withdrawn(**withheld(notifications))])

    # when
    notifications.clock.advance(LATER)
    notifications.deliver()

    # then
    assert told(mails) == [MUNICIPALITY, MUNICIPALITY]
    (logged,) = notifications.log(party=POLICE)
    assert (logged["state"], logged["reason"]) == ("suppressed", WITHDRAWN)
    (event,) = [Outgoing.from_document(each) for each in logged["events"]]
    assert event.headers["ce_type"] == "se.loftet.delivery.suppressed.v1"


def test_what_counts_toward_none_of_a_party_s_promises_when_its_day_comes_is_not_told_to_it(
    notifications: House, mails: MailServer
) -> None:
    ours = (count(GROUP, "Operativ grupp", (MUNICIPALITY,)),)
    notifications.planner.handle([done(**withheld(notifications))])
    notifications.planner.handle([corrected(**withheld(notifications), counts=ours)])

    notifications.clock.advance(LATER)
    notifications.deliver()

    assert POLICE not in told(mails)
    assert [each["reason"] for each in notifications.log(party=POLICE)] == [COUNTS_NO_MORE]


def test_what_waits_for_a_mail_server_is_held_when_it_may_not_be_shown_after_all(
    notifications: House, mails: MailServer
) -> None:
    # given a mail server that has no time
    mails.manners.rcpt = ["451 later", "451 later"]
    notifications.planner.handle([done()])
    notifications.deliver()

    # when
    notifications.planner.handle([corrected(**withheld(notifications))])
    notifications.machine.advance(timedelta(hours=1))
    notifications.deliver()
    before = told(mails)
    notifications.clock.advance(LATER)
    notifications.deliver()

    # then
    assert set(before) == {MUNICIPALITY}
    assert told(mails).count(POLICE) == 1


def test_the_same_revisions_again_and_an_older_one_late_change_nothing(notifications: House, mails: MailServer) -> None:
    # given
    first, moved = done(**withheld(notifications)), corrected(**withheld(notifications, days=5))
    notifications.planner.handle([first, moved])

    # when
    notifications.planner.handle([first])
    notifications.planner.handle([first, moved, first])
    notifications.clock.advance(LATER)
    notifications.deliver()

    # then
    assert POLICE not in told(mails)
    assert len(notifications.log(party=POLICE)) == 1


def test_those_who_were_told_before_it_was_withheld_hear_of_its_correction_on_the_day(
    notifications: House, mails: MailServer
) -> None:
    notifications.planner.handle([done()])
    notifications.deliver()
    notifications.planner.handle([corrected(**withheld(notifications))])
    notifications.deliver()
    before = told(mails)
    notifications.clock.advance(LATER)
    notifications.deliver()

    assert before.count(POLICE) == 1
    assert told(mails).count(POLICE) == 2
    assert "Rättelse" in str(mails.mails[-1]["Subject"])

"""Gatherers that are cut short, or work at the same time: what is told is what the log says, and nothing else is."""

from datetime import date
from typing import Any

import pytest

from shared.events.catalogue import MEASURE_COMPLETED, MEASURE_CORRECTED
from tests.integration.mail_server import MailServer
from tests.integration.notifications.digests.mornings import ONLY, at_half_past_seven, hear
from tests.integration.notifications_house import House
from tests.unit.notifications.events import done, measure

LATE = date(2022, 6, 30)


class Killed(BaseException):
    """The process is gone."""


def test_what_two_gatherers_see_differently_is_told_as_the_digest_that_was_stored_tells_it(
    notifications: House, mails: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given something to tell, and a gatherer that has stored its digest when what it tells of is carried out
    hear(notifications, measure(due_on=LATE), done(counts=ONLY))
    gathering, first = notifications.store.gathering, []
    mark = gathering.mark

    def meanwhile(*given: Any) -> None:
        if not first:
            first.append(given)
            hear(notifications, measure("completed", MEASURE_COMPLETED, revision=2, due_on=LATE))
            notifications.timekeeper.tick()
        mark(*given)

    monkeypatch.setattr(gathering, "mark", meanwhile)

    # when
    at_half_past_seven(notifications)

    # then
    (mail,) = mails.mails
    assert "Laga belysningen" in mail.as_string()
    assert notifications.states(rule="measure-assigned") == ["delivered"]


def test_what_builds_on_what_is_told_no_more_is_not_told_by_itself_after_a_kill(
    notifications: House, mails: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given a measure that nobody has heard of, corrected and carried out before the digest
    hear(notifications, measure(due_on=LATE))
    hear(notifications, measure("proposed", MEASURE_CORRECTED, revision=2, due_on=LATE, title="Byt lampor"))
    hear(notifications, measure("completed", MEASURE_COMPLETED, revision=3, due_on=LATE, title="Byt lampor"))
    gathering, done_ = notifications.store.gathering, []
    give_up = gathering.give_up

    def killed_in_the_midst(*given: Any) -> None:
        if done_:
            raise Killed
        done_.append(given)
        give_up(*given)

    # when the gatherer is killed between the reasons, and another takes over
    with monkeypatch.context() as patched, pytest.raises(Killed):
        patched.setattr(gathering, "give_up", killed_in_the_midst)
        at_half_past_seven(notifications)
    notifications.timekeeper.tick()
    notifications.deliver()

    # then
    assert mails.mails == []
    assert set(notifications.states()) == {"suppressed"}


def test_what_a_digest_that_was_sent_anew_has_told_stands_as_told_though_the_mailer_is_killed(
    notifications: House, mails: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given
    hear(notifications, done(counts=ONLY))
    mails.manners.rcpt = ["550 no such mailbox"]
    at_half_past_seven(notifications)
    notifications.store.resending.all_failed({}, notifications.machine.now(), notifications.clock.now(), None)

    def killed(*_: Any) -> bool:
        raise Killed

    # when
    with monkeypatch.context() as patched, pytest.raises(Killed):
        patched.setattr(notifications.store.sending, "conclude", killed)
        notifications.deliver()

    # then
    assert len(mails.mails) == 1
    assert notifications.states(rule="walk-completed") == ["delivered"]

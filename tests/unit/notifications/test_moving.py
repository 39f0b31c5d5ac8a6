"""Word of another address goes to a mailbox alone: nobody else was reached by mail."""

from datetime import timedelta

from services.notifications.domain.endpoint import WEBHOOK, Endpoint, settled
from services.notifications.domain.service import moving
from tests.unit.notifications.events import BOTH, NOW, endpoint


def test_another_subscription_takes_the_place_of_one_at_once_and_neither_is_told() -> None:
    over = Endpoint(BOTH[0], "hook", WEBHOOK, "one")

    after = settled(Endpoint(BOTH[0], "hook", WEBHOOK, "another"), over, lambda: "token", NOW)

    assert (after.address, after.next_address, moving(after, NOW + timedelta(minutes=1))) == ("another", None, None)


def test_a_mailbox_is_told_of_another_that_is_to_take_its_place() -> None:
    after = settled(endpoint(BOTH[0], "b@nykvarn.se"), endpoint(BOTH[0], "a@nykvarn.se"), lambda: "token", NOW)

    told = moving(after, NOW)

    assert told is not None
    assert told.to == "a@nykvarn.se"

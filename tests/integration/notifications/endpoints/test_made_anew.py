"""An endpoint that is removed and made anew under its name is another: what waited for the former is not sent to it."""

from datetime import timedelta

from services.notifications.domain.delivery import ENDPOINT_GONE
from tests.integration.mail_server import MailServer
from tests.integration.notifications_house import House
from tests.unit.notifications.events import BOTH, endpoint, tip


def test_what_waited_for_an_endpoint_is_not_sent_to_the_next_of_its_name(
    notifications: House, mails: MailServer
) -> None:
    # given
    notifications.put(endpoint(BOTH[1], "trygghet@polisen.example"))
    notifications.planner.handle([tip()])
    (waiting,) = notifications.log(party=BOTH[1])
    stored = notifications.store.endpoints.find(BOTH[1], waiting["endpoint"])
    assert stored is not None
    assert notifications.store.endpoints.delete(stored)
    notifications.clock.advance(timedelta(minutes=1))
    notifications.put(endpoint(BOTH[1], "annan@polisen.example"))

    # when
    notifications.deliver()

    # then
    assert mails.mails == []
    assert [(each["state"], each["reason"]) for each in notifications.log(party=BOTH[1])] == [
        ("suppressed", ENDPOINT_GONE)
    ]

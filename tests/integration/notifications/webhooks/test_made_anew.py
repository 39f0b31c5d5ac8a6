"""What is removed and made anew under its name is another: what waited for the former is not sent to it."""

from datetime import timedelta

from services.notifications.domain.delivery import SUBSCRIPTION_GONE
from shared.events.activity import Kind
from tests.integration.notifications.webhooks.sending import deliver, to_system
from tests.integration.notifications_house import House
from tests.integration.webhook_receiver import Receiver
from tests.unit.notifications.events import done, withdrawn


def test_what_waited_for_a_subscription_is_not_sent_to_the_next_of_its_name(
    notifications: House, system: Receiver
) -> None:
    # given
    former = notifications.subscribe(f"{system.url}/forra")
    notifications.planner.handle([done()])
    assert notifications.store.subscriptions.delete(former)
    notifications.clock.advance(timedelta(days=2))
    notifications.subscribe(f"{system.url}/nya", revision=notifications.store.subscriptions.first(former.key))

    # when
    deliver(notifications)

    # then
    assert system.received == []
    assert [each["reason"] for each in to_system(notifications)] == [SUBSCRIPTION_GONE]


def test_nor_is_it_told_of_what_only_the_former_was_sent(notifications: House, system: Receiver) -> None:
    # given
    former = notifications.subscribe(system.url, wanted={"kinds": ("walk",)})
    notifications.planner.handle([done()])
    deliver(notifications)
    assert notifications.store.subscriptions.delete(former)
    notifications.clock.advance(timedelta(days=2))
    revision = notifications.store.subscriptions.first(former.key)
    notifications.subscribe(system.url, wanted={"kinds": ("walk",)}, revision=revision)

    # when
    notifications.planner.handle([withdrawn(kind=Kind.MEETING)])
    deliver(notifications)

    # then
    assert len(system.received) == 1

"""An activity that was sent is told of from then on, also when what is said of it later is none of what was chosen."""

import pytest

from shared.events.activity import Kind
from shared.events.cloudevent import Event
from tests.integration.notifications.webhooks.sending import deliver, to_system
from tests.integration.notifications_house import House
from tests.integration.webhook_receiver import Receiver
from tests.unit.notifications.events import corrected, done, withdrawn

WALKS = {"kinds": ("walk",)}
OTHER = Kind.MEETING


@pytest.mark.parametrize("together", [True, False], ids=["in one batch", "one by one"])
def test_who_was_sent_a_walk_hears_that_it_was_none_and_that_it_is_withdrawn(
    notifications: House, system: Receiver, together: bool
) -> None:
    notifications.subscribe(system.url, wanted=WALKS)
    events = [done(), corrected(kind=OTHER), withdrawn(kind=OTHER)]

    for turn in [events] if together else [[each] for each in events]:
        notifications.planner.handle(turn)
        deliver(notifications)

    assert sorted(system.types) == sorted(each.type for each in events)


@pytest.mark.parametrize(
    "events",
    [
        pytest.param([corrected(kind=OTHER), withdrawn(kind=OTHER)], id="it was never what was chosen"),
        pytest.param([corrected(), done(kind=OTHER)], id="an earlier revision that comes late"),
    ],
)
def test_what_was_not_chosen_and_corrects_nothing_that_was_sent_is_not_sent(
    notifications: House, system: Receiver, events: list[Event]
) -> None:
    notifications.subscribe(system.url, wanted=WALKS)

    for each in events:
        notifications.planner.handle([each])

    assert [each["cause"] for each in to_system(notifications)] == [
        each.id for each in events if each.data.kind is Kind.WALK
    ]

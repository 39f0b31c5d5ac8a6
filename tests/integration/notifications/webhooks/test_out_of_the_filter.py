"""What was sent is told of from then on, also when what is said of it later is none of what was chosen."""

from typing import Any

import msgspec
import pytest

from shared.events import catalogue
from shared.events.activity import Kind
from shared.events.cloudevent import Event
from shared.events.examples import EXAMPLES
from shared.events.status import State
from tests.integration.notifications.webhooks.sending import deliver, to_system
from tests.integration.notifications_house import House
from tests.integration.webhook_receiver import Receiver
from tests.unit.notifications.events import corrected, done, event, status, withdrawn

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


def test_what_failed_counts_as_sent_since_it_may_have_come_through_or_be_sent_anew(
    notifications: House, system: Receiver
) -> None:
    notifications.subscribe(system.url, wanted=WALKS)
    notifications.planner.handle([done()])
    (failed,) = to_system(notifications)
    notifications.fail(failed["_id"])

    notifications.planner.handle([withdrawn(kind=OTHER)])
    deliver(notifications)

    assert system.types == [withdrawn().type]


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


def told(type_name: str, revision: int, **changes: Any) -> Event:
    data = msgspec.structs.replace(EXAMPLES[type_name], id="the-same", revision=revision, **changes)
    return event(type_name, data)


@pytest.mark.parametrize("together", [True, False], ids=["in one batch", "one by one"])
@pytest.mark.parametrize(
    ("wanted", "first", "then"),
    [
        pytest.param(
            {"states": ("proposed",)},
            told(catalogue.MEASURE_PROPOSED, 1, state="proposed"),
            told(catalogue.MEASURE_ACCEPTED, 2, state="accepted"),
            id="a measure",
        ),
        pytest.param(
            {"states": ("signed",)},
            told(catalogue.ASSESSMENT_SIGNED, 1, state="signed"),
            told(catalogue.ASSESSMENT_WITHDRAWN, 2, state="withdrawn"),
            id="an assessment",
        ),
    ],
)
def test_who_was_sent_a_record_hears_that_it_is_none_of_what_was_chosen_any_more(
    notifications: House, system: Receiver, wanted: dict[str, Any], first: Event, then: Event, together: bool
) -> None:
    notifications.subscribe(system.url, wanted=wanted)

    for turn in [[first, then]] if together else [[first], [then]]:
        notifications.planner.handle(turn)

    assert {each["cause"] for each in to_system(notifications)} == {first.id, then.id}


@pytest.mark.parametrize("together", [True, False], ids=["in one batch", "one by one"])
def test_a_status_is_chosen_for_itself(notifications: House, system: Receiver, together: bool) -> None:
    behind, on_track = status(State.BEHIND), status(State.ON_TRACK)
    notifications.subscribe(system.url, wanted={"states": ("behind",)})

    for turn in [[behind, on_track]] if together else [[behind], [on_track]]:
        notifications.planner.handle(turn)

    assert [each["cause"] for each in to_system(notifications)] == [behind.id]

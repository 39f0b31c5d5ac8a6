"""What a digest is worth reading for, of what it has gathered."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.notifications.domain.delivery import Delivery
from services.notifications.domain.digest import digest_notice, digest_of, grouped, shown
from services.notifications.domain.notice import Gathered
from services.notifications.domain.plan import plan, remember
from shared.events.cloudevent import Event
from shared.events.status import State
from tests.unit.notifications.events import (
    BOTH,
    GROUP,
    NOW,
    WALKS,
    corrected,
    count,
    done,
    endpoint,
    endpoints,
    measure,
    status,
    withdrawn,
)

ONLY = (count(responsible=BOTH[:1]),)
WEEKLY = endpoint(BOTH[0])


def gathered(*events: Event) -> list[Delivery]:
    """What the municipality's digest gathers of events, an hour apart."""
    told: dict = {}
    found: list[Delivery] = []
    for hour, each in enumerate(events):
        planned = plan(each, endpoints(WEEKLY), told, NOW + timedelta(hours=hour))
        remember(told, planned)
        found += [delivery for delivery in planned if delivery.party == BOTH[0]]
    return found


def lines(*events: Event) -> list[Gathered]:
    return shown(digest_notice(gathered(*events)).gathered)


def test_what_was_done_and_taken_back_is_no_news() -> None:
    assert lines(done(counts=ONLY), withdrawn(counts=ONLY)) == []


def test_what_was_done_and_corrected_is_told_as_done_in_its_last_words() -> None:
    (line,) = lines(done(counts=ONLY), corrected(counts=ONLY, title="Rätt"))

    assert (line.rule, line.notice.activity.title) == ("walk-completed", "Rätt")


def test_a_correction_and_then_a_withdrawal_of_what_was_told_before_is_a_withdrawal() -> None:
    items = gathered(done(counts=ONLY), corrected(counts=ONLY), withdrawn(counts=ONLY))[1:]

    assert [line.rule for line in shown(digest_notice(items).gathered)] == ["activity-withdrawn"]


def test_states_and_measures_stand_for_themselves() -> None:
    found = lines(status(State.FULFILLED), measure(), status(State.STALLED, State.FULFILLED))

    assert [line.rule for line in found] == ["status-stalled", "measure-assigned", "status-fulfilled"]


def test_they_are_grouped_by_promise_the_newest_first_and_what_is_of_none_comes_last() -> None:
    other = (count(GROUP, "Operativ grupp", BOTH[:1]),)
    events = [measure(), done(id="a", counts=ONLY), done(id="b", counts=other), done(id="c", counts=ONLY)]

    found = [(promise.id if promise else None, len(each)) for promise, each in grouped(lines(*events))]

    assert found == [(WALKS, 2), (GROUP, 1), (None, 1)]


def test_a_digest_has_the_same_id_whoever_makes_it_and_another_hour_another() -> None:
    items = gathered(done(counts=ONLY))

    one, again = (digest_of(WEEKLY, items, NOW, NOW + timedelta(minutes=late)) for late in (0, 5))
    other = digest_of(WEEKLY, items, NOW + timedelta(days=1), NOW)

    assert one.id == again.id != other.id


@given(st.lists(st.sampled_from(["done", "corrected", "withdrawn"]), max_size=4))
def test_one_thing_is_at_most_one_line(course: list[str]) -> None:
    made = {"done": done, "corrected": corrected, "withdrawn": withdrawn}

    events = [made[each](counts=ONLY, revision=place + 2) for place, each in enumerate(["done", *course])]

    assert len(lines(*events)) <= 1

"""Who is told what: from an event and the parties' endpoints to deliveries."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from services.notifications.domain.delivery import (
    NO_ENDPOINT,
    NOT_WANTED,
    OUTSIDE_DEMONSTRATION,
    Delivery,
)
from services.notifications.domain.endpoint import FOLLOWERS, Endpoint
from services.notifications.domain.notice import Before
from services.notifications.domain.plan import corrects, plan, remember
from shared.events.activity import Kind
from shared.events.cloudevent import Event
from shared.events.status import State
from tests.unit.notifications.events import (
    BOTH,
    GROUP,
    NOW,
    WALKS,
    activity,
    corrected,
    count,
    done,
    endpoint,
    endpoints,
    event,
    status,
    tip,
    withdrawn,
)
from tests.unit.notifications.events import planned as plans

MUNICIPALITY, POLICE = endpoint(BOTH[0]), endpoint(BOTH[1])
Known = dict[str, dict[str, Before]]


def planned(cause: Event, *reached: Endpoint, told: Known | None = None) -> list[Delivery]:
    return plan(cause, endpoints(*(reached or (MUNICIPALITY, POLICE))), told or {}, NOW)


def parties(deliveries: Sequence[Delivery]) -> list[str]:
    return [delivery.party for delivery in deliveries]


def test_a_completed_walk_is_told_to_each_party_that_answers_for_a_promise_it_counts_toward() -> None:
    deliveries = planned(done())

    assert parties(deliveries) == list(BOTH)
    assert {delivery.rule for delivery in deliveries} == {"walk-completed"}
    assert {delivery.state for delivery in deliveries} == {"pending"}


def test_a_held_meeting_is_told_too_and_a_patrol_is_not() -> None:
    assert parties(planned(done(kind=Kind.MEETING))) == list(BOTH)
    assert planned(done(kind=Kind.PATROL)) == []


def test_a_party_that_answers_for_several_promises_gets_one_mail_that_lists_them_all() -> None:
    both_promises = (count(), count(GROUP, "Operativ grupp"), count(GROUP, "Operativ grupp"))

    (delivery,) = planned(done(counts=both_promises), MUNICIPALITY, POLICE)[:1]

    assert [line.id for line in delivery.notice.promises] == [WALKS, GROUP]


def test_a_party_hears_only_of_promises_it_answers_for() -> None:
    counts = (count(), count(GROUP, "Operativ grupp", (BOTH[0],)))

    notices = {delivery.party: delivery.notice for delivery in planned(done(counts=counts))}

    assert [line.id for line in notices[BOTH[0]].promises] == [WALKS, GROUP]
    assert [line.id for line in notices[BOTH[1]].promises] == [WALKS]


def test_each_endpoint_of_a_party_has_a_delivery_of_its_own() -> None:
    second = endpoint(BOTH[0], id="sakerhet")

    deliveries = planned(done(counts=(count(responsible=BOTH[:1]),)), MUNICIPALITY, second)

    assert [delivery.endpoint for delivery in deliveries] == ["trygghet", "sakerhet"]
    assert len({delivery.id for delivery in deliveries}) == 2


def test_the_same_event_again_gives_the_same_ids_and_another_event_others() -> None:
    first, again, other = planned(done()), planned(done()), planned(done(revision=5))

    assert [d.id for d in first] == [d.id for d in again]
    assert not {d.id for d in first} & {d.id for d in other}


def test_a_party_without_an_endpoint_leaves_one_suppressed_delivery() -> None:
    deliveries = plan(done(), endpoints(MUNICIPALITY), {}, NOW)

    assert [(d.party, d.state, d.reason) for d in deliveries] == [
        (BOTH[0], "pending", None),
        (BOTH[1], "suppressed", NO_ENDPOINT),
    ]


def test_an_endpoint_that_asks_for_other_rules_is_not_told_but_the_log_says_so() -> None:
    only_behind = endpoint(BOTH[0], None, "status-behind")

    heard = planned(status(State.BEHIND, responsible=BOTH[:1]), only_behind)
    unheard = planned(done(counts=(count(responsible=BOTH[:1]),)), only_behind)

    assert [d.state for d in heard] == ["pending"]
    assert [(d.state, d.reason) for d in unheard] == [("suppressed", NOT_WANTED)]


def test_a_tip_is_told_to_the_police_at_once_and_to_nobody_else() -> None:
    (delivery,) = planned(tip())

    assert (delivery.party, delivery.urgent) == ("polisen-sodertalje", True)
    assert delivery.notice.tip is not None


def test_a_status_is_told_when_it_becomes_at_risk_behind_stalled_or_fulfilled_and_not_otherwise() -> None:
    told = {state for state in State if planned(status(state, State.NOT_STARTED))}

    assert told == {State.AT_RISK, State.BEHIND, State.STALLED, State.FULFILLED}


def test_a_status_that_stays_as_it_was_is_not_told_again() -> None:
    assert planned(status(State.BEHIND, previous=State.BEHIND)) == []


def test_a_correction_is_told_to_those_who_were_told_and_says_what_counts_no_longer() -> None:
    told: Known = {}
    remember(told, planned(done()))
    moved = corrected(counts=(count(GROUP, "Operativ grupp", (BOTH[0],)),))

    notices = {delivery.party: delivery.notice for delivery in planned(moved, told=told)}

    assert list(notices) == list(BOTH)
    assert [line.id for line in notices[BOTH[0]].promises] == [GROUP]
    assert [line.id for line in notices[BOTH[0]].no_longer] == [WALKS]
    assert [line.id for line in notices[BOTH[1]].no_longer] == [WALKS]


def test_a_plan_that_is_corrected_is_told_as_such_to_who_knew_of_it_and_as_a_plan_to_who_did_not() -> None:
    told: Known = {}
    first = plans(counts=(count(responsible=BOTH[:1]),))
    remember(told, planned(first, told=told))

    again = planned(plans(revision=2, title="Vid stationen", reason="Ny samlingsplats"), told=told)

    assert corrects(first) is None
    assert {each.party: each.rule for each in again} == {
        BOTH[0]: "activity-corrected",
        BOTH[1]: "activity-planned",
    }


def test_a_withdrawal_after_a_correction_names_only_what_still_counted() -> None:
    told: Known = {}
    remember(told, planned(done()))
    remember(told, planned(corrected(counts=(count(GROUP, "Operativ grupp"),)), told=told))

    notices = [delivery.notice for delivery in planned(withdrawn(), told=told)]

    assert [[line.id for line in notice.no_longer] for notice in notices] == [[GROUP], [GROUP]]


def test_a_correction_is_not_told_to_residents_as_if_they_were_a_party() -> None:
    told: Known = {activity().id: {FOLLOWERS: Before(1, ())}}

    assert planned(corrected(), told=told) == []


def test_a_correction_of_what_nobody_was_told_is_not_told() -> None:
    told: Known = {}
    remember(told, plan(done(), {}, {}, NOW))

    assert planned(corrected(), told=told) == []
    assert planned(withdrawn(), told={}) == []


def test_only_corrections_and_withdrawals_ask_what_was_told_before() -> None:
    assert corrects(corrected()) == activity().id
    assert corrects(withdrawn()) == activity().id
    assert corrects(done()) is None


def test_demonstration_data_goes_to_reserved_domains_only() -> None:
    outside = endpoint(BOTH[0], "trygghet@nykvarn.se")

    deliveries = planned(done(demonstration=True), outside, POLICE)

    assert [(d.party, d.state, d.reason) for d in deliveries] == [
        (BOTH[0], "suppressed", OUTSIDE_DEMONSTRATION),
        (BOTH[1], "pending", None),
    ]
    assert [d.state for d in planned(done(), outside, POLICE)] == ["pending", "pending"]


def test_an_event_that_nobody_answers_for_causes_nothing() -> None:
    assert planned(done(counts=())) == []


@given(st.lists(st.sampled_from(["a", "b", "c"]), unique=True), st.integers(1, 4))
def test_every_party_concerned_appears_in_the_log_and_no_id_twice(responsible: list[str], each: int) -> None:
    reached = [endpoint(party, id=f"e{n}") for party in responsible[:1] for n in range(each)]
    cause = event(done().type, activity(counts=(count(responsible=tuple(responsible)),)), "any")

    deliveries = plan(cause, endpoints(*reached), {}, NOW)

    assert set(parties(deliveries)) == set(responsible)
    assert len({delivery.id for delivery in deliveries}) == len(deliveries)

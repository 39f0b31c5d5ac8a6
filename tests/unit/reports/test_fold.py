"""The two axes of time: how a promise stood at a moment, as it was known at another."""

from datetime import timedelta

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from services.reports.domain.fold import facts_at, status_of, under, version_in_force
from services.reports.domain.promise import assess_commitments
from services.reports.domain.tally import tally
from shared.events.activity import Activity, EarlierCounts
from shared.events.agreement import AgreementVersion, Covering, Target
from shared.events.status import State
from tests.unit.reports.samples import POLIS, activity, agreement, at, commitment, plan, revisions

VERSION = agreement(commitment(Target(each="term")))
PROMISE = VERSION.agreement.promises[0]


def state(facts: dict[str, dict[int, Activity]], as_of: str, known_at: str | None = None) -> State:
    return status_of(VERSION, PROMISE, facts, at(as_of), at(known_at or as_of)).state


def test_a_status_as_of_a_day_knows_only_what_had_happened_by_then():
    facts = revisions(activity("2021-04-15"), activity("2021-09-15"))

    assert state(facts, "2021-03-01", "2022-06-01") == State.NOT_STARTED
    assert state(facts, "2021-05-01", "2022-06-01") == State.ON_TRACK
    assert state(facts, "2021-09-16", "2022-06-01") == State.FULFILLED


def test_a_walk_that_is_reported_late_mends_the_status_from_when_it_is_known():
    spring, autumn = activity("2021-04-15"), activity("2021-11-15", reported_at=at("2022-02-01"))
    facts = revisions(spring, autumn)

    as_then_known = status_of(VERSION, PROMISE, facts, at("2022-01-10"), at("2022-01-10"))
    as_now_known = status_of(VERSION, PROMISE, facts, at("2022-01-10"), at("2022-02-01"))

    assert as_then_known.state == State.PARTLY_FULFILLED
    assert (as_now_known.state, as_now_known.late) == (State.FULFILLED, False)


def test_a_correction_applies_from_when_it_was_reported():
    first = activity("2021-06-30 18:00")
    corrected = msgspec.structs.replace(
        first, revision=2, reported_at=at("2021-08-01"), actual=activity("2021-07-02 18:00").actual
    )
    facts = revisions(corrected, first)

    assert state(facts, "2021-07-15") == State.ON_TRACK
    assert state(facts, "2021-07-15", "2021-08-02") == State.BEHIND


def test_what_was_withdrawn_never_was_once_that_is_known():
    walk = activity("2021-04-15")
    withdrawn = msgspec.structs.replace(walk, revision=2, reported_at=at("2021-08-01"), state="withdrawn")
    facts = revisions(walk, withdrawn)

    assert state(facts, "2021-07-15") == State.ON_TRACK
    assert state(facts, "2021-07-15", "2021-08-01") == State.BEHIND


def test_what_was_done_later_was_still_a_plan():
    planned = plan("2021-06-20 18:00", told="2021-06-01")
    done = msgspec.structs.replace(
        planned, revision=2, state="completed", actual=planned.planned, reported_at=at("2021-06-21")
    )
    facts = revisions(planned, done)

    before = status_of(VERSION, PROMISE, facts, at("2021-06-10"), at("2021-07-01"))

    assert (before.state, before.commitments[0].windows[0].planned) == (State.NOT_STARTED, 1)
    assert state(facts, "2021-05-31", "2021-07-01") == State.AT_RISK, "it was not yet planned"
    assert state(facts, "2021-06-20 18:30", "2021-07-01") == State.ON_TRACK


def test_a_plan_stands_until_it_is_cancelled():
    planned = plan("2021-06-20 18:00", told="2021-06-01")
    cancelled = msgspec.structs.replace(planned, revision=2, state="cancelled", reported_at=at("2021-06-15"))
    facts = revisions(planned, cancelled)

    assert state(facts, "2021-06-10", "2021-07-01") == State.NOT_STARTED
    assert state(facts, "2021-06-15", "2021-07-01") == State.AT_RISK


def test_the_version_in_force_is_the_latest_that_had_come_into_force():
    first, second = VERSION, agreement(version=2, since="2021-09-01")

    assert version_in_force([first, second], at("2021-08-31")) is first
    assert version_in_force([second, first], at("2021-09-01 12:00")) is second


def test_an_amendment_said_to_hold_since_a_day_that_had_passed_holds_from_that_day_and_not_before():
    # the third was made after the second, and both hold since the same day
    second, third = (agreement(version=number, since="2021-03-01 00:00") for number in (2, 3))
    versions = [VERSION, second, third]

    assert version_in_force(versions, at("2021-02-28 23:59")) is VERSION
    assert version_in_force(versions, at("2021-03-01 00:00")) is third
    assert version_in_force(versions, at("2021-08-01")) is third


def test_before_the_first_version_came_into_force_the_first_applies():
    assert version_in_force([VERSION, agreement(version=2, since="2021-09-01")], at("2021-01-01")) is VERSION


def test_a_missing_party_is_named_as_in_the_agreement():
    both = agreement(commitment(Target(covering=Covering(parties=(POLIS,)))))
    facts = revisions(activity("2021-04-15"))

    found = status_of(both, both.agreement.promises[0], facts, at("2021-05-01"), at("2021-05-01"))

    assert found.commitments[0].windows[0].missing == ("Polisen Södertälje",)


OLD = VERSION
NEW = agreement(commitment(Target(each="term"), name="renamed"), version=2, since="2021-09-01")


def recounted(walk: Activity) -> Activity:
    """The walk once the agreement was amended: it counts toward the new commitment, as it did toward the old one."""
    (count,) = walk.counts
    return msgspec.structs.replace(
        walk,
        revision=walk.revision + 1,
        counts=(msgspec.structs.replace(count, commitment="renamed"),),
        earlier=(EarlierCounts(agreement="a", version=1, commitments=("c",)),),
    )


def stood(version: AgreementVersion, facts: dict[str, dict[int, Activity]], as_of: str, known_at: str) -> State:
    return status_of(version, version.agreement.promises[0], facts, at(as_of), at(known_at)).state


def test_an_amendment_that_renames_a_commitment_leaves_the_status_before_and_after_it_right():
    walk = activity("2021-04-15")
    facts = revisions(walk, recounted(walk))

    assert stood(OLD, facts, "2021-05-01", "2022-06-01") == State.ON_TRACK
    assert stood(OLD, facts, "2021-05-01", "2021-05-01") == State.ON_TRACK
    assert stood(NEW, facts, "2021-09-02", "2022-06-01") == State.ON_TRACK
    assert stood(NEW, facts, "2021-09-02", "2021-08-31") == State.ON_TRACK, "the walk was known before the amendment"


def test_what_is_reported_after_an_amendment_counts_under_the_version_that_was_in_force_before_it():
    late = recounted(activity("2021-04-15", reported_at=at("2021-10-01"), revision=0))
    facts = revisions(late)

    assert late.revision == 1
    assert stood(OLD, facts, "2021-07-15", "2021-09-15") == State.BEHIND
    assert stood(OLD, facts, "2021-07-15", "2021-10-01") == State.ON_TRACK
    assert stood(NEW, facts, "2021-10-02", "2021-10-02") == State.ON_TRACK


def test_what_counted_for_nothing_under_the_earlier_version_counts_for_nothing_there():
    never = EarlierCounts(agreement="a", version=1, commitments=())
    facts = revisions(activity("2021-04-15", earlier=(never,)), activity("2021-04-16", earlier=(never,)))

    assert stood(OLD, facts, "2021-07-15", "2022-06-01") == State.BEHIND


def test_what_an_earlier_version_of_another_agreement_says_is_no_matter():
    elsewhere = EarlierCounts(agreement="b", version=1, commitments=("x",))
    facts = revisions(activity("2021-04-15", earlier=(elsewhere,)))

    assert stood(OLD, facts, "2021-07-15", "2022-06-01") == State.ON_TRACK


def test_under_an_earlier_version_an_activity_is_shown_with_the_promises_of_that_version():
    walk = recounted(activity("2021-04-15"))

    (count,) = under(OLD, walk).counts

    assert (count.agreement, count.promise, count.commitment, count.promise_title) == ("a", "p", "c", "Löftet")
    assert under(NEW, walk) is walk


ACTIVITIES = st.builds(
    lambda day, number, planned: (plan if planned else activity)(
        f"2021-{day // 28 + 1:02}-{day % 28 + 1:02} 18:00", id=f"a{number}"
    ),
    st.integers(0, 300),
    st.integers(0, 9),
    st.booleans(),
)


@given(st.lists(ACTIVITIES), st.integers(0, 400))
def test_what_is_kept_day_by_day_and_the_fold_over_all_facts_agree(facts: list[Activity], after: int):
    now = at("2021-12-31") + timedelta(days=after)
    held = revisions(*facts)

    folded = status_of(VERSION, PROMISE, held, now, now)
    kept = assess_commitments(PROMISE, VERSION, {"c": tally(facts_at(held, now, now), "c")}, now)
    counted = tally([fact for each in held.values() for fact in each.values()], "c")

    assert folded == kept == assess_commitments(PROMISE, VERSION, {"c": counted}, now)

"""Why an activity does not count toward a commitment, and what it counted toward under earlier versions."""

from datetime import date, time
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.activities.domain import changes
from services.activities.domain.in_force import InForce
from services.activities.domain.matching import counts, explain, matched
from shared.conditions import CONDITIONS
from shared.events.activity import Kind
from shared.events.agreement import Counts, Period
from tests.unit.activities.things import (
    POLICE,
    TOWN,
    activity,
    agreement,
    in_force,
    local,
    participant,
    place,
    published,
)

THURSDAY_EVENING = {"weekdays": ("thu",), "from_": time(17), "until": time(23)}

MISSED: list[tuple[str, Counts, dict[str, Any], list[str], list[str]]] = [
    ("period", Counts(), {"start": local("2022-01-01")}, ["2021-01-01 to 2021-12-31"], ["2022-01-01"]),
    ("state", Counts(), {"state": "withdrawn"}, ["planned", "completed"], ["withdrawn"]),
    ("promise", Counts(), {"narrowed_to": ("ort-2021-p7",)}, ["ort-2021-p1"], ["ort-2021-p7"]),
    ("kind", Counts(kinds=("walk", "meeting")), {}, ["walk", "meeting"], ["patrol"]),
    ("tag", Counts(tags=("civil-dress",)), {"tags": ("uniform",)}, ["civil-dress"], ["uniform"]),
    ("audience", Counts(audiences=("resident",)), {}, ["resident"], []),
    ("group", Counts(groups=("gruppen",)), {}, ["gruppen"], []),
    ("party", Counts(parties=(POLICE,)), {"participants": (participant(None),)}, [POLICE], [TOWN]),
    ("place", Counts(places=("Torget",)), {"place": place("Parken")}, ["Torget"], ["Parken"]),
    ("weekday", Counts(**THURSDAY_EVENING), {"start": local("2021-05-07", "12:00")}, ["thu"], ["fri"]),
    (
        "clock-time",
        Counts(**THURSDAY_EVENING),
        {"start": local("2021-05-06", "16:59")},
        ["from 17:00 until 23:00"],
        ["16:59"],
    ),
]


@pytest.mark.parametrize(
    ("condition", "wanted", "changed", "any_of", "found"), MISSED, ids=[each[0] for each in MISSED]
)
def test_what_is_missed_is_told_with_what_was_wanted_and_what_was_found(
    condition: str, wanted: Counts, changed: dict[str, Any], any_of: list[str], found: list[str]
):
    told = explain(activity(**changed), [agreement(wanted)])

    (miss,) = told.misses
    assert (told.counts, miss.condition, list(miss.wanted), list(miss.found)) == ((), condition, any_of, found)


def test_every_condition_is_told_here_in_the_order_in_which_they_are_tried():
    assert [each[0] for each in MISSED] == [condition.name for condition in CONDITIONS]
    assert all(each.english.endswith(".") and each.swedish.endswith(".") for each in CONDITIONS)


def test_of_all_that_is_missed_the_first_is_told():
    (miss,) = explain(
        activity(start=local("2021-05-07")), [agreement(Counts(kinds=("walk",), weekdays=("mon",)))]
    ).misses

    assert miss.condition == "kind"


def test_an_agreement_whose_days_are_others_is_told_of_once():
    later = agreement(Counts(), Counts(), id="ort-2022", period=Period(start=date(2022, 1, 1), end=date(2022, 12, 31)))

    told = explain(activity(), [agreement(), later])

    assert [each.commitment for each in told.counts] == ["ort-2021-p1-c"]
    assert [(each.agreement, each.promise, each.commitment) for each in told.misses] == [("ort-2022", None, None)]


def test_an_agreement_that_was_ended_early_counts_until_its_last_day():
    ended = agreement(closed_on=date(2021, 5, 6))

    assert counts(activity(start=local("2021-05-06", "23:59")), [ended])
    (miss,) = explain(activity(start=local("2021-05-07", "00:00")), [ended]).misses
    assert (miss.condition, miss.wanted) == ("period", ("2021-01-01 to 2021-05-06",))


@given(
    filters=st.lists(
        st.builds(
            Counts,
            kinds=st.sampled_from([(), ("walk",), ("patrol", "walk")]),
            tags=st.sampled_from([(), ("x",)]),
            parties=st.sampled_from([(), (POLICE,), (TOWN,)]),
            weekdays=st.sampled_from([(), ("thu",), ("fri", "sat")]),
            from_=st.none() | st.times(),
            until=st.none() | st.times(),
        ),
        max_size=4,
    ),
    kind=st.sampled_from([Kind.WALK, Kind.PATROL, Kind.OTHER]),
    day=st.dates(date(2020, 12, 30), date(2022, 1, 2)),
    clock=st.times(),
)
def test_what_counts_and_what_is_missed_are_together_all_and_as_counted(
    filters: list[Counts], kind: Kind, day: date, clock: time
):
    tried = activity(start=local(day.isoformat(), clock.replace(microsecond=0).isoformat()), kind=kind)
    signed = agreement(*filters)

    told = explain(tried, [signed])

    counted = [each.commitment for each in told.counts]
    assert counted == [each.commitment for each in counts(tried, [signed])]
    missed = [each.commitment for each in told.misses]
    held = [commitment.id for promise in signed.promises for commitment in promise.commitments]
    assert missed == [None] or sorted([*counted, *(each or "" for each in missed)]) == held


def versions(*filters: Counts, **changes: Any) -> InForce:
    """An agreement whose one commitment has had these filters, one after another."""
    return InForce([published(*(agreement(each, **changes) for each in filters))])


def test_what_it_counted_toward_under_an_earlier_version_is_told_where_it_is_something_else():
    found = matched(activity(), versions(Counts(kinds=("patrol",)), Counts(), Counts(kinds=("walk",))))

    assert found.counts == ()
    assert [(each.agreement, each.version, each.commitments) for each in found.earlier] == [
        ("ort-2021", 1, ("ort-2021-p1-c",)),
        ("ort-2021", 2, ("ort-2021-p1-c",)),
    ]


def test_an_earlier_version_that_says_the_same_is_not_told():
    assert matched(activity(), versions(Counts(kinds=("patrol",)), Counts())).earlier == ()


def test_a_day_that_only_the_extended_agreement_holds_counted_for_nothing_before():
    before, after = agreement(), agreement(period=Period(start=date(2021, 1, 1), end=date(2022, 6, 30)))

    found = matched(activity(start=local("2022-02-01")), InForce([published(before, after)]))

    assert [each.commitment for each in found.counts] == ["ort-2021-p1-c"]
    assert [(each.version, each.commitments) for each in found.earlier] == [(1, ())]


def test_what_is_reported_after_an_amendment_tells_of_what_had_another_name_before():
    before = agreement()
    promise = before.promises[0]
    renamed = msgspec.structs.replace(promise.commitments[0], id="ort-2021-p1-nytt")
    after = msgspec.structs.replace(before, promises=(msgspec.structs.replace(promise, commitments=(renamed,)),))

    found = matched(activity(), InForce([published(before, after)]))

    assert [each.commitment for each in found.counts] == ["ort-2021-p1-nytt"]
    assert [(each.version, each.commitments) for each in found.earlier] == [(1, ("ort-2021-p1-c",))]


def test_a_recount_is_told_when_only_an_earlier_version_says_something_else():
    told = matched(activity(), in_force())
    since = versions(Counts(kinds=("walk",)), Counts())

    change = changes.recount(told, since)

    assert change is not None
    assert change.record.counts == told.counts
    assert [(each.version, each.commitments) for each in change.record.earlier] == [(1, ())]
    assert changes.recount(change.record, since) is None


def test_a_recount_reports_nothing_so_it_is_known_from_when_the_activity_was_reported():
    told = msgspec.structs.replace(matched(activity(), in_force()), reason="Fel plats.")

    change = changes.recount(told, in_force(agreement(Counts(kinds=("walk",)))))

    assert change is not None
    assert (change.record.reported_at, change.record.reason) == (told.reported_at, "Fel plats.")

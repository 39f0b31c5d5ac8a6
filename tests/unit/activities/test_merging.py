"""Records that senders tell of late, twice or the wrong way around: the highest of their revisions wins."""

from collections.abc import Sequence
from datetime import UTC
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.activities.domain.forms import SaidPlace, SaidSpan
from services.activities.domain.merging import Merged, Sent, agreed, check_sent, drafted, merge
from services.activities.domain.refusal import Refused
from services.activities.domain.report import SentReport
from shared.events import catalogue
from shared.events.activity import Activity, Kind
from shared.events.agreement import Counts
from tests.unit.activities.things import NOW, POLICE, STOCKHOLM, agreement, in_force, local

EARLY = SaidSpan(start=local("2021-04-15"), end=local("2021-04-15", "20:00"))
LATE = SaidSpan(start=local("2021-05-20"), end=local("2021-05-20", "20:00"))
AHEAD = SaidSpan(start=local("2021-09-02"), end=local("2021-09-02", "20:00"))
HERE = in_force(agreement(Counts(kinds=("walk",)), Counts(kinds=("meeting", "patrol"))))
RECORDS = ("insats-1", "insats-2", "insats-3")

STATES: dict[str, dict[str, Any]] = {
    "planned": {"planned": AHEAD},
    "moved": {"planned": SaidSpan(start=local("2021-10-02"), end=local("2021-10-02", "20:00"))},
    "completed": {"planned": EARLY, "actual": EARLY},
    "completed otherwise": {"actual": LATE, "outcome": "Klart."},
    "cancelled": {"planned": AHEAD, "cancelled": "Oväder."},
    "withdrawn": {"actual": EARLY, "withdrawn": "Fel ärende."},
}


def told(state: str, revision: int, record: str = RECORDS[0], **more: Any) -> Sent:
    fields = {"municipality": "0184", "kind": Kind.WALK, "revision": revision} | STATES[state] | more
    return agreed(drafted(SentReport(**fields), record, POLICE, HERE, NOW), HERE, {}, NOW)


def merged(events: Sequence[Sent]) -> dict[str, Sent]:
    """What is known once all of them have come, in this order."""
    known: dict[str, Sent] = {}
    for each in events:
        became = merged_or_refused(known.get(each.activity.id), each)
        if became is not None:
            known[each.activity.id] = became.now
    return known


def merged_or_refused(before: Sent | None, each: Sent) -> Merged | None:
    try:
        return merge(before, each)
    except Refused:
        assert before is not None
        assert (before.revision, before.content) > (each.revision, each.content)
        return None


def state_of(known: dict[str, Sent]) -> dict[str, tuple[int, Activity]]:
    """All but how many revisions of our own it took to get there."""
    return {each: (one.revision, msgspec.structs.replace(one.activity, revision=0)) for each, one in known.items()}


@st.composite
def histories(draw: st.DrawFn) -> list[Sent]:
    """Some records, each at some of its sender's revisions, some of them with more than one content."""
    events = []
    for record in RECORDS:
        revisions = draw(st.lists(st.integers(1, 4) | st.integers(1, 2**53 - 1), min_size=1, max_size=6))
        for revision in revisions:
            kind = draw(st.sampled_from([Kind.WALK, Kind.MEETING, Kind.PATROL]))
            place = draw(st.none() | st.just(SaidPlace(name="Torget")))
            events.append(told(draw(st.sampled_from(sorted(STATES))), revision, record, kind=kind, place=place))
    return events


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_any_order_repetition_and_revision_of_a_set_of_events_gives_the_same_state(data: st.DataObject) -> None:
    events = data.draw(histories())
    repeated = events + data.draw(st.lists(st.sampled_from(events), max_size=10))
    shuffled = data.draw(st.permutations(repeated))

    assert state_of(merged(shuffled)) == state_of(
        merged(sorted(events, key=lambda each: (each.revision, each.content)))
    )


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_our_own_revisions_never_go_back_and_each_change_is_told_by_a_known_type(data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(data.draw(histories())))
    known: dict[str, Sent] = {}

    for each in shuffled:
        before = known.get(each.activity.id)
        became = merged_or_refused(before, each)
        if became is None:
            assert before is not None
            continue
        record = became.change.record
        assert record.revision == (before.activity.revision + 1 if before else 1)
        assert became.change.event in catalogue.CATALOGUE
        known[record.id] = became.now


WALKED = "se.loftet.walk.completed.v1"
TYPES = [
    (None, "planned", catalogue.ACTIVITY_PLANNED),
    (None, "completed", WALKED),
    (None, "withdrawn", catalogue.ACTIVITY_WITHDRAWN),
    ("planned", "planned", catalogue.ACTIVITY_PLANNED),
    ("planned", "moved", catalogue.ACTIVITY_RESCHEDULED),
    ("planned", "completed", WALKED),
    ("planned", "cancelled", catalogue.ACTIVITY_CANCELLED),
    ("completed", "completed otherwise", catalogue.ACTIVITY_CORRECTED),
    ("completed", "planned", catalogue.ACTIVITY_CORRECTED),
    ("completed", "withdrawn", catalogue.ACTIVITY_WITHDRAWN),
    ("cancelled", "planned", catalogue.ACTIVITY_PLANNED),
    ("withdrawn", "completed", WALKED),
]


@pytest.mark.parametrize(("before", "after", "event"), TYPES)
def test_a_higher_revision_is_told_of_by_what_it_changed(before: str | None, after: str, event: str) -> None:
    became = merge(told(before, 3) if before else None, told(after, 7))

    assert became is not None
    assert (became.change.event, became.now.revision) == (event, 7)


@pytest.mark.parametrize("again", [told("withdrawn", 1), told("completed", 3)])
def test_an_older_revision_or_the_very_same_changes_nothing(again: Sent) -> None:
    assert merge(told("completed", 3), again) is None


def test_of_two_contents_with_the_same_revision_one_stays_whichever_comes_first_and_the_other_is_told() -> None:
    low, high = sorted(
        [told("completed", 3), told("completed", 3, outcome="Klart.")], key=lambda each: str(each.content)
    )

    became = merge(low, high)
    with pytest.raises(Refused) as refused:
        merge(high, low)

    assert became is not None
    assert became.change.record.outcome == high.activity.outcome
    (reason,) = refused.value.reasons
    assert (reason.property, "3 came before with another content" in reason.reason) == ("revision", True)
    assert "later revision" in reason.reason


def test_the_same_moment_told_in_another_offset_is_the_same_content() -> None:
    utc = SaidSpan(start=EARLY.start.astimezone(UTC), end=EARLY.end.astimezone(UTC))
    stockholm = SaidSpan(start=EARLY.start.astimezone(STOCKHOLM), end=EARLY.end.astimezone(STOCKHOLM))

    assert merge(told("completed", 3, actual=utc), told("completed", 3, actual=stockholm)) is None


def test_a_withdrawal_that_comes_first_wins_and_says_why() -> None:
    known = merged([told("withdrawn", 2), told("completed", 1)])[RECORDS[0]].activity

    assert (known.state, known.reason, known.revision) == ("withdrawn", "Fel ärende.", 1)


def test_what_no_longer_agrees_with_what_is_in_force_can_still_be_taken_back() -> None:
    gone = {"promises": ("ort-2021-borttaget",), "group": "nedlagd"}

    assert told("withdrawn", 2, **gone).activity.state == "withdrawn"
    with pytest.raises(Refused):
        told("completed", 2, **gone)


@pytest.mark.parametrize(
    ("fields", "subject", "wrong"),
    [
        ({"revision": 2}, None, ["revision"]),
        ({"withdrawn": "Fel."}, None, ["withdrawn"]),
        ({}, None, []),
        ({"revision": 2}, "insats-1", []),
        ({"cancelled": "Sjukdom.", "actual": EARLY}, "insats-1", ["cancelled"]),
        ({"cancelled": "Sjukdom.", "withdrawn": "Fel."}, "insats-1", ["withdrawn"]),
    ],
)
def test_what_does_not_go_together_is_named(fields: dict[str, Any], subject: str | None, wrong: list[str]) -> None:
    report = SentReport(municipality="0184", kind=Kind.WALK, **fields)

    assert [each.property for each in check_sent(report, subject)] == wrong

"""Senders that are late, repeat themselves and revise: whatever comes in which order, the promise stands the same."""

import itertools
from collections import Counter
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deploy.local import Stack
from services.activities.domain.merging import digest
from services.activities.domain.report import SentReport
from tests.integration.rehearsal import SECONDS, Municipality, Rehearsal
from tests.waiting import eventually

SPRING, AUTUMN, LAST = "våren 2021", "hösten 2021", "våren 2022"
DAYS = {SPRING: "2021-04-15", AUTUMN: "2021-10-12", LAST: "2022-03-03"}
RECORDS = ("vandring-1", "vandring-2", "vandring-3")
_ids = itertools.count()


def when(term: str) -> dict[str, str]:
    return {"start": f"{DAYS[term]}T18:00:00Z", "end": f"{DAYS[term]}T19:00:00Z"}


# What a record may say at a revision, and the term in which it then counts as a walk that was done.
SAID: list[tuple[dict[str, Any], str | None]] = [
    ({"actual": when(SPRING)}, SPRING),
    ({"actual": when(AUTUMN), "planned": when(SPRING)}, AUTUMN),
    ({"planned": when(AUTUMN)}, None),
    ({"planned": when(SPRING), "cancelled": "Oväder."}, None),
    ({"actual": when(SPRING), "withdrawn": "Fel ärende."}, None),
    ({"actual": when(AUTUMN), "kind": "meeting"}, None),
]
Told = tuple[str, int, int]  # record, revision, which of SAID


@st.composite
def sendings(draw: st.DrawFn) -> list[list[Told]]:
    """Revisions of some records, shuffled, some of them repeated or with two contents, in batches."""
    told = []
    for record in RECORDS:
        drawn = draw(st.lists(st.tuples(st.integers(1, 5), st.integers(0, len(SAID) - 1)), min_size=1, max_size=4))
        told += [(record, revision, said) for revision, said in drawn]
    order = draw(st.permutations(told + draw(st.lists(st.sampled_from(told), max_size=4))))
    size = draw(st.integers(1, len(order)))
    return [list(order[first : first + size]) for first in range(0, len(order), size)]


@pytest.fixture(scope="module")
def rehearsal(loftet: Stack) -> Rehearsal:
    """By the machine's own clock: what is asked about is long past."""
    return Rehearsal(loftet, Path("no clock is moved here"))


@given(sendings())
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_order_repetition_and_revision_of_events_gives_the_same_status(
    rehearsal: Rehearsal, batches: list[list[Told]]
) -> None:
    # given a municipality, and what its police's system says in the end
    here = rehearsal.municipality()
    told = list(itertools.chain(*batches))
    latest = {each[0]: SAID[each[2]] for each in sorted(told, key=lambda each: _standing(here, each))}
    numbers = Counter((record, revision) for record, revision, _ in set(told))
    expected = Counter(term for _, term in latest.values() if term)

    # when all of it comes, in some order, and after it a walk that is told of last
    for batch in batches:
        answer = here.post("activities", "events", [_event(here, told) for told in batch], party=here.police)
        for each, result in zip(batch, answer.json()["results"], strict=True):
            assert result["result"] in ("accepted", "duplicate") or numbers[each[:2]] > 1
    here.did("walk", f"{DAYS[LAST]} 18:00")
    eventually(lambda: here.window("trygghetsvandringar", LAST)["done"] == 1, SECONDS)

    # then the windows hold what was said at the highest revisions, and each record is one activity
    for term in (SPRING, AUTUMN):
        assert here.window("trygghetsvandringar", term)["done"] == expected[term]
    reported = here.get("activities", "activities", party=here.police).json()["items"]
    assert Counter(_gist(each) for each in reported) == Counter(_expected(said) for said, _ in latest.values())


def _standing(here: Municipality, told: Told) -> tuple[int, str]:
    """The highest wins: the revision, and of two contents of the same the one with the greater digest."""
    _, revision, said = told
    return revision, digest(msgspec.convert({"municipality": here.code, "kind": "walk", **SAID[said][0]}, SentReport))


def _event(here: Municipality, told: Told) -> dict[str, Any]:
    record, revision, said = told
    return {
        "specversion": "1.0",
        "id": f"{record}.{next(_ids)}",
        "source": f"/{here.police}/insatser",
        "type": "se.loftet.activity.reported.v1",
        "subject": record,
        "data": {"municipality": here.code, "kind": "walk", **SAID[said][0], "revision": revision},
    }


def _gist(activity: dict[str, Any]) -> tuple[str, ...]:
    span = activity.get("actual") or activity["planned"]
    return activity["kind"], activity["state"], str(activity["reason"]), span["start"]


def _expected(said: dict[str, Any]) -> tuple[str, ...]:
    closed = next((name for name in ("cancelled", "withdrawn") if name in said), None)
    state, reason = (closed, said[closed]) if closed else ("completed" if "actual" in said else "planned", None)
    return said.get("kind", "walk"), state, str(reason), said.get("actual", said.get("planned"))["start"]

"""What may not be shown yet: an activity tells nothing of itself before its highest revision may be published."""

from datetime import datetime
from typing import Any

import msgspec
import pytest

from services.reports.domain.fold import status_of
from services.reports.domain.tally import current, known_from, publishable
from shared.events.activity import Activity
from shared.events.agreement import Target
from shared.events.status import State
from tests.unit.reports.samples import activity, agreement, at, commitment, plan

VERSION = agreement(commitment(Target(each="term")))
PROMISE = VERSION.agreement.promises[0]


def held(until: str | None, told: str = "2021-04-16", revision: int = 1, **fields: Any) -> Activity:
    """A walk on 15 April 2021 that may be published from an instant."""
    publishable_from = at(until) if until else None
    return activity(
        "2021-04-15", id="held", revision=revision, reported_at=at(told), publishable_from=publishable_from, **fields
    )


def revisions(*facts: Activity) -> dict[int, Activity]:
    return {fact.revision: fact for fact in facts}


def known(facts: dict[int, Activity], now: str, known_at: str | None = None) -> int | None:
    """The revision that is shown now of what was known at a moment, if any is."""
    shown = publishable({"held": facts}, at(now))
    found = [current(each, at(known_at or now)) for each in shown.values()]
    return found[0].revision if found and found[0] else None


def test_what_is_held_back_is_told_to_nobody_until_it_may_be_published() -> None:
    facts = revisions(held("2021-05-01"))

    assert known(facts, "2021-04-30") is None
    assert known(facts, "2021-05-01") == 1


def test_what_was_held_back_was_not_known_before_it_was_published() -> None:
    facts = revisions(held("2021-05-01"))

    assert known(facts, "2021-06-01", known_at="2021-04-20") is None
    assert known(facts, "2021-06-01", known_at="2021-05-01") == 1


def test_what_is_reported_after_it_may_be_published_is_known_from_its_report_on() -> None:
    fact = held("2021-04-20", told="2021-05-02")

    assert known_from(fact) == at("2021-05-02")
    assert known_from(held(None)) == at("2021-04-16")
    assert known_from(held("2021-05-01")) == at("2021-05-01")


def test_a_correction_that_moves_the_day_hides_what_was_shown_whatever_moment_is_asked() -> None:
    facts = revisions(held(None), held("2021-06-01", told="2021-05-01", revision=2))

    assert known(facts, "2021-05-15") is None
    assert known(facts, "2021-05-15", known_at="2021-04-20") is None, "it was shown then, but must not be now"


def test_once_published_each_day_is_told_as_the_page_then_was() -> None:
    facts = revisions(held(None), held("2021-06-01", told="2021-05-01", revision=2))

    assert known(facts, "2021-07-01", known_at="2021-04-20") == 1
    assert known(facts, "2021-07-01", known_at="2021-05-15") is None
    assert known(facts, "2021-07-01", known_at="2021-06-01") == 2


def test_a_correction_that_lifts_the_hold_shows_it_from_then_on() -> None:
    facts = revisions(held("2021-06-01"), held(None, told="2021-05-01", revision=2))

    assert known(facts, "2021-05-02") == 2
    assert known(facts, "2021-05-02", known_at="2021-04-30") is None


@pytest.mark.parametrize(
    ("known_at", "state"),
    [("2021-07-15", State.BEHIND), ("2021-08-01", State.ON_TRACK)],
)
def test_a_status_counts_what_was_held_back_from_when_it_could_be_known(known_at: str, state: State) -> None:
    facts = {"held": revisions(held("2021-08-01"))}

    found = status_of(VERSION, PROMISE, facts, at("2021-07-10"), at(known_at))

    assert found.state == state


def test_a_plan_that_is_held_back_plans_for_nothing_yet() -> None:
    def planned_for(now: datetime) -> int:
        secret = msgspec.structs.replace(plan("2021-06-20 18:00", id="held"), publishable_from=at("2021-06-01"))
        shown = publishable({"held": revisions(secret)}, now)
        return status_of(VERSION, PROMISE, shown, now, now).commitments[0].windows[0].planned

    assert planned_for(at("2021-05-01")) == 0
    assert planned_for(at("2021-06-02")) == 1

"""How a calendar finds what counts from a day on: the same as was reported, and by one question."""

import random
from datetime import date, timedelta

from deploy.local import Stack
from services.reports.store import ReportsStore
from shared.clock import local_day
from shared.events.activity import Activity
from tests.integration.projectors_house import projectors, walk
from tests.integration.reports_house import WALKED, changed, event_of

OURS = [f"a-{number}" for number in range(12)]
THEIRS = ["a", "a-1|b", "kind", "z"]
DAY = local_day(WALKED.span.start) + timedelta(days=30)


def counting(number: int, chance: random.Random) -> list[Activity]:
    """An activity that is moved and counts toward others at each of its revisions."""
    made = []
    for revision in range(1, chance.randint(1, 3) + 1):
        toward = chance.sample(OURS + THEIRS, chance.randint(0, 3))
        counts = tuple(changed(WALKED.counts[0], commitment=each) for each in toward)
        moved = walk(chance.randint(0, 180), id=f"walk-{number}", revision=revision, counts=counts)
        made.append(moved)
    return made


def since(told: list[Activity], commitments: list[str], day: date) -> set[str]:
    """What the store ought to find, from what was told."""
    return {
        one.id
        for one in told
        if local_day(one.span.start) >= day and any(count.commitment in commitments for count in one.counts)
    }


def test_what_counts_from_a_day_on_is_found_whatever_else_its_revisions_count_toward(stack: Stack) -> None:
    # given activities that are moved over a day, and count toward ours and others' commitments
    chance = random.Random(7)  # noqa: S311  (no secret)
    told = [one for number in range(60) for one in counting(number, chance)]
    with projectors(stack, 1) as (commands, (projector,), _):
        store: ReportsStore = projector._store
        store.facts.keep([event_of(one) for one in told])

        # when any of them are asked for
        for wanted in (OURS, OURS[:1], THEIRS[:1], ["b"], []):
            found = store.facts.since(wanted, DAY)

            # then it is what was told that counts then, with all its revisions
            assert set(found) == since(told, wanted, DAY)
            assert all(len(found[one.id]) >= one.revision for one in told if one.id in found)

        # and many commitments cost no more questions than one
        few, many = (commands.of(lambda w=w: store.facts.since(w, DAY + timedelta(days=10))) for w in (OURS[:1], OURS))
        assert few == many == {"find facts": 2}

"""Which commitments an activity counts toward: decided here, once, and carried by the event; and why not the others."""

from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from services.activities.domain.in_force import InForce
from shared.conditions import FILTER, PERIOD, STATE, Asked, Condition, Tried, tried
from shared.events.activity import Activity, Count, EarlierCounts
from shared.events.agreement import Agreement, Promise
from shared.events.record import Record, Words

_EXPLAINED: Final = (STATE, *FILTER)


class Match(Record, frozen=True):
    """A commitment that an activity counts toward."""

    agreement: str
    promise: str
    commitment: str


class Miss(Record, frozen=True, omit_defaults=True):
    """A commitment that an activity does not count toward, and the first condition that it misses.

    The whole agreement, without promise and commitment, when its days are others. Any of ``wanted`` would do;
    ``found`` is what the activity has in their place.
    """

    agreement: str
    condition: str
    explanation: Words
    wanted: tuple[str, ...]
    found: tuple[str, ...]
    promise: str | None = None
    commitment: str | None = None


class Explanation(Record, frozen=True):
    """How an activity stands to every commitment of some agreements."""

    counts: tuple[Match, ...]
    misses: tuple[Miss, ...]


def matched(activity: Activity, in_force: InForce) -> Activity:
    """The activity with what it counts toward now, and what it counted toward under earlier versions."""
    found = counts(activity, in_force.agreements)
    return msgspec.structs.replace(activity, counts=found, earlier=tuple(_earlier(activity, in_force, found)))


def counts(activity: Activity, agreements: Iterable[Agreement]) -> tuple[Count, ...]:
    """The commitments that the activity counts toward, planned or done, in the agreements' order.

    An agreement counts when it holds the day, in Stockholm, on which the activity starts. Promises named by the
    reporter narrow the choice; they never widen it. What is cancelled or withdrawn is told what it would count toward.
    """
    on_trial = tried(activity)
    return tuple(
        _count(agreement, promise, commitment)
        for agreement in agreements
        for promise, commitment in _counting(on_trial, agreement)
    )


def explain(activity: Activity, agreements: Iterable[Agreement]) -> Explanation:
    """For every commitment whether the activity counts toward it, and if not, the first condition that it misses.

    An agreement that does not hold the day is told of once, as a whole.
    """
    on_trial = tried(activity)
    told = [each for agreement in agreements for each in _explained(on_trial, agreement)]
    return Explanation(
        counts=tuple(each for each in told if isinstance(each, Match)),
        misses=tuple(each for each in told if isinstance(each, Miss)),
    )


def _counting(on_trial: Tried, agreement: Agreement) -> Iterator[tuple[Promise, str]]:
    if not PERIOD.meets(on_trial, Asked(agreement)):
        return
    for promise in agreement.promises:
        for commitment in promise.commitments:
            if _first_missed(on_trial, Asked(agreement, promise, commitment.counts), FILTER) is None:
                yield promise, commitment.id


def _explained(on_trial: Tried, agreement: Agreement) -> Iterator[Match | Miss]:
    whole = Asked(agreement)
    if not PERIOD.meets(on_trial, whole):
        yield _miss(on_trial, whole, PERIOD)
        return
    for promise in agreement.promises:
        for commitment in promise.commitments:
            asked = Asked(agreement, promise, commitment.counts)
            missed = _first_missed(on_trial, asked, _EXPLAINED)
            if missed is None:
                yield Match(agreement=agreement.id, promise=promise.id, commitment=commitment.id)
            else:
                yield _miss(on_trial, asked, missed, commitment.id)


def _first_missed(on_trial: Tried, asked: Asked, conditions: tuple[Condition, ...]) -> Condition | None:
    for condition in conditions:
        if not condition.meets(on_trial, asked):
            return condition
    return None


def _earlier(activity: Activity, in_force: InForce, found: tuple[Count, ...]) -> Iterator[EarlierCounts]:
    """For each earlier version of each agreement what it says, where that is something else than the latest says."""
    on_trial = tried(activity)
    for published in in_force.published:
        latest = {each.commitment for each in found if each.agreement == published.agreement_id}
        for version in published.versions[:-1]:
            commitments = tuple(commitment for _, commitment in _counting(on_trial, version.agreement))
            if set(commitments) != latest:
                yield EarlierCounts(agreement=published.agreement_id, version=version.version, commitments=commitments)


def _count(agreement: Agreement, promise: Promise, commitment: str) -> Count:
    return Count(
        agreement=agreement.id,
        promise=promise.id,
        commitment=commitment,
        promise_title=promise.title,
        responsible=promise.responsible,
    )


def _miss(on_trial: Tried, asked: Asked, missed: Condition, commitment: str | None = None) -> Miss:
    return Miss(
        agreement=asked.agreement.id,
        promise=asked.promise.id if asked.promise else None,
        commitment=commitment,
        condition=missed.name,
        explanation=Words(en=missed.english, sv=missed.swedish),
        wanted=tuple(missed.wanted(asked)),
        found=tuple(missed.found(on_trial, asked)),
    )

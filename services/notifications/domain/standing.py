"""What waited for a digest, looked at again when that is made: what is no longer so is not told. Pure.

A reminder of what was mended, paused or amended meanwhile is none, nor is an assignment that went to somebody else or
was carried out, nor a state that the promise is in no more. What is still so is told with the days and the promises of
the day on which it is read.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from services.notifications.domain.answering import answered
from services.notifications.domain.concern import Concern, left_to, told_on
from services.notifications.domain.delivery import NO_LONGER_SO, TAKEN_BACK, Delivery
from services.notifications.domain.digest import is_about_before, revises
from services.notifications.domain.last_words import outspoken, tells_state
from services.notifications.domain.pause import AGREED, Pause, is_first_word, still_agreed
from services.notifications.domain.rule import Audience
from services.notifications.domain.rules import RULES_BY_ID
from shared.clock import local_day
from shared.events.measure import UNDONE

_OF_MEASURE: Final = frozenset({Audience.ASSIGNED, Audience.PROPOSER})


@dataclass(frozen=True, slots=True)
class Standing:
    """What is undone as it stands, by its keys; what is paused, by its id; the agreements that may have changed."""

    concerns: Mapping[str, Concern]
    pauses: Mapping[str, Pause]
    agreements: Iterable[Concern] = ()


def concern_key(delivery: Delivery) -> str | None:
    """By what the thing is found of which a delivery says how it stands; None: it says so of nothing."""
    rule = RULES_BY_ID[delivery.rule]
    if rule.occasion is not None:
        return f"{rule.occasion.concern}:{delivery.notice.about}"
    if tells_state(delivery):
        return f"status:{delivery.notice.about}"
    return f"measure:{delivery.notice.about}" if rule.audience in _OF_MEASURE else None


def sorted_out(
    waiting: Sequence[Delivery], standing: Standing, known: Collection[str], now: datetime
) -> tuple[list[Delivery], dict[str, list[Delivery]]]:
    """What is told of what waited, and what is not, by the reason: what builds on another first, so that it is not
    told by itself if nothing more than that has been given up.

    Args:
        waiting: the deliveries.
        standing: how things stand.
        known: ids of the activities and measures that the recipient was told of before.
        now: the present instant.
    """
    spent, back = outspoken(waiting, standing.concerns)
    looked = [(each, _as_it_stands(each, standing, now)) for each in waiting if each not in spent + back]
    over = [each for each, stands in looked if stands is None]
    unheard = {_thing(each) for each in over if _was_first(each, known)}
    told = [stands for _, stands in looked if stands is not None]
    untold = [each for each in told if _thing(each) in unheard and is_about_before(each.rule)]
    return [each for each in told if each not in untold], {TAKEN_BACK: untold + back, NO_LONGER_SO: over + spent}


def _thing(delivery: Delivery) -> tuple[str, bool]:
    """What it tells of: a thing, or the pause of one."""
    return delivery.notice.about, delivery.notice.pause is not None


def _was_first(delivery: Delivery, known: Collection[str]) -> bool:
    """Whether it would have told of its thing first. Of a promise there was a word before, told by itself."""
    if delivery.notice.pause is not None:
        return is_first_word(delivery.cause)
    return revises(delivery.notice) and delivery.notice.about not in known


def _as_it_stands(delivery: Delivery, standing: Standing, now: datetime) -> Delivery | None:
    rule, concern = RULES_BY_ID[delivery.rule], standing.concerns.get(concern_key(delivery) or "")
    if rule.id == AGREED and delivery.notice.pause is not None:
        agreed = still_agreed(delivery.notice.pause, standing.pauses.get(delivery.notice.about), local_day(now))
        return delivery if agreed else None
    if concern is None or tells_state(delivery):
        return delivery
    if rule.audience is Audience.PROPOSER:
        return delivery if concern.notice.measure and concern.notice.measure.state == "declined" else None
    if rule.audience is Audience.ASSIGNED:
        return delivery if _is_assigned(delivery, concern) else None
    pause = standing.pauses.get(concern.about)
    if pause is not None and pause.covers(local_day(delivery.created_at)):
        return None
    if concern.kind == "status" and any(map(concern.is_amended_by, standing.agreements)):
        return None
    return _reminded(delivery, answered(concern, standing.agreements), now)


def _reminded(delivery: Delivery, concern: Concern, now: datetime) -> Delivery | None:
    """With the days that have gone by now; None: it was mended, or its days are counted from another."""
    left = left_to(concern)
    if concern.counted_from is None or concern.counted_from != delivery.notice.since or not left:
        return None
    if RULES_BY_ID[delivery.rule].audience is Audience.SIGNATORIES:
        lines = tuple({line.id: line for found in left.values() for line in found}.values())
    elif delivery.party in left:
        lines = left[delivery.party]
    else:
        return None
    return replace(delivery, notice=told_on(concern, lines, local_day(now)))


def _is_assigned(delivery: Delivery, concern: Concern) -> bool:
    measure = concern.notice.measure
    given_away = measure is not None and measure.due_on is not None and concern.counted_from is None
    undone = measure is not None and measure.state in UNDONE | {"transferred"} and not given_away
    return undone and delivery.party in concern.parties

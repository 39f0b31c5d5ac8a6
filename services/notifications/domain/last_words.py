"""What a digest says of how a promise goes: the last word, if it holds when the digest is made. Pure."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from services.notifications.domain.concern import Concern
from services.notifications.domain.delivery import Delivery
from services.notifications.domain.notice import StatusFacts
from services.notifications.domain.rules import RULES_BY_ID
from shared.events.catalogue import STATUS_CHANGED


def outspoken(waiting: Sequence[Delivery], concerns: Mapping[str, Concern]) -> tuple[list[Delivery], list[Delivery]]:
    """Of the words on promises' states those that hold no more, and those that came back to where they began.

    Args:
        waiting: what a digest may gather, the oldest first.
        concerns: how promises stand, by their keys.
    """
    by_promise: dict[str, list[Delivery]] = {}
    for each in waiting:
        if tells_state(each):
            by_promise.setdefault(each.notice.about, []).append(each)
    over: list[Delivery] = []
    back: list[Delivery] = []
    for promise, words in by_promise.items():
        concern = concerns.get(f"status:{promise}")
        last = _state(words[-1])
        now = concern.notice.status if concern and concern.notice.status else last
        over += words if last.state != now.state else words[:-1]
        back += words[-1:] if last.state == now.state and _came_back(words) else []
    return over, back


def tells_state(delivery: Delivery) -> bool:
    """Whether it tells which state a promise has entered; no reminder of it, and no pause."""
    return STATUS_CHANGED in RULES_BY_ID[delivery.rule].types


def _came_back(words: Sequence[Delivery]) -> bool:
    """Whether they lead, with nothing told by itself between them, to the state that there was before them."""
    states = [_state(each) for each in words]
    unbroken = all(after.previous == before.state for before, after in pairwise(states))
    return unbroken and states[0].previous == states[-1].state


def _state(delivery: Delivery) -> StatusFacts:
    if delivery.notice.status is None:
        raise ValueError(f"the delivery {delivery.id} tells of no state")
    return delivery.notice.status

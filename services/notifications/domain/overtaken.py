"""What waited for a digest and is not worth telling in it any more: another word of it came first, or its day. Pure."""

from collections.abc import Sequence
from datetime import datetime

from services.notifications.domain.delivery import Delivery
from services.notifications.domain.notice import Told


def overtaken(waiting: Sequence[Delivery], told: Told, now: datetime) -> list[Delivery]:
    """Those of the deliveries that tell of what a later word was told of at once, or of an activity that has been.

    Args:
        waiting: what a digest may gather.
        told: what the recipient was told last of the same activities and measures, or is about to be told.
        now: the present instant.
    """
    latest: dict[str, int] = {}
    for each in waiting:
        latest[each.notice.about] = max(latest.get(each.notice.about, 0), each.revision)
    return [
        each
        for each in waiting
        if each.revision and (_is_over(each, now) or _known(each, told) > latest[each.notice.about])
    ]


def _known(delivery: Delivery, told: Told) -> int:
    """The latest revision, when the recipient was told that at once."""
    before = told.get(delivery.notice.about, {}).get(delivery.party)
    return before.revision if before and before.at_once else 0


def _is_over(delivery: Delivery, now: datetime) -> bool:
    """Whether it is only told that it is planned; the first of a series tells of those to come."""
    facts = delivery.notice.activity
    return facts is not None and facts.state == "planned" and not facts.series and facts.span.start <= now

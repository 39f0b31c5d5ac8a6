"""The names of the promises that a measure is for: it knows their ids alone, and their agreements the rest. Pure."""

from collections.abc import Iterable

import msgspec

from services.notifications.domain.concern import Concern
from services.notifications.domain.notice import Notice


def is_unnamed(notice: Notice) -> bool:
    """Whether it tells of a measure whose promises have no names yet."""
    return notice.measure is not None and bool(notice.measure.promises) and not notice.promises


def named(notice: Notice, agreements: Iterable[Concern]) -> Notice:
    """With the promises that a measure is for, as far as the municipality's agreements, the latest last, name them."""
    if notice.measure is None or not is_unnamed(notice):
        return notice
    lines = {line.id: line for each in agreements for found in each.parties.values() for line in found}
    known = tuple(lines[each] for each in notice.measure.promises if each in lines)
    return msgspec.structs.replace(notice, promises=known)

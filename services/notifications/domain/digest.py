"""The digest: what was not urgent, gathered for an endpoint at its hour. Pure.

Its window is no pair of instants but the list of what it holds, stored with it in one piece: what stands in no list
yet is waiting, and goes into the next. So nothing is skipped and nothing repeated, whoever gathers, however often.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

import msgspec

from services.notifications.domain.delivery import TAKEN_BACK, Delivery
from services.notifications.domain.endpoint import FOLLOWERS, Endpoint
from services.notifications.domain.notice import Gathered, Notice, PromiseLine
from services.notifications.domain.plan import Cause, to_endpoint
from services.notifications.domain.rule import Audience
from services.notifications.domain.rules import RULES_BY_ID
from shared.clock import local_day

MOST: Final = 200  # notices in one digest; the next holds what is left
TYPE: Final = "digest"  # stands in the log where the type of an event stands else
CORRECTED: Final = "follow-walk-corrected"  # to residents
_WITHDRAWALS: Final = frozenset({"activity-withdrawn", "measure-withdrawn"})


def digest_of(
    endpoint: Endpoint, waiting: Sequence[Delivery], due: datetime, now: datetime, known: Collection[str] = ()
) -> Delivery:
    """The delivery of a digest; one of which nothing is left to tell is not sent.

    Args:
        endpoint: whose it is.
        waiting: what it gathers, at most `MOST`.
        due: the hour that it was due at, which tells it from others.
        now: the present instant.
        known: ids of the activities and measures that the endpoint was told of before.
    """
    notice = digest_notice(waiting, known)
    key = (endpoint.party, endpoint.id, due.isoformat())
    cause = Cause(key=key, id=f"{endpoint.party}/{endpoint.id}/{local_day(due)}", type=TYPE)
    rule = RULES_BY_ID["follow-digest" if endpoint.party == FOLLOWERS else "digest"]
    digest = to_endpoint(cause, rule, notice, endpoint, now)
    return digest if shown(notice.gathered) else replace(digest, state="suppressed", reason=TAKEN_BACK)


def digest_notice(waiting: Sequence[Delivery], known: Collection[str] = ()) -> Notice:
    """What a digest tells: all that waited, the newest first; ``known`` are the things that were told of before."""
    latest = max(waiting, key=lambda each: each.created_at)
    same = {(each.notice.municipality, each.notice.municipality_name) for each in waiting}
    code, name = same.pop() if len(same) == 1 else ("", "")
    return Notice(
        about=f"{latest.party}/{latest.endpoint}",
        municipality=code,
        municipality_name=name,
        gathered=tuple(
            Gathered(
                delivery=each.id,
                rule=each.rule,
                at=each.created_at,
                notice=each.notice,
                known=each.notice.about in known,
            )
            for each in sorted(waiting, key=lambda each: each.created_at, reverse=True)
        ),
        demonstration=any(each.notice.demonstration for each in waiting),
    )


def digests_of(deliveries: Iterable[Delivery]) -> dict[tuple[str, str], datetime]:
    """When digests are due at the latest, so that nothing that waits for them is left: (party, endpoint) -> when."""
    due_at: dict[tuple[str, str], datetime] = {}
    for each in deliveries:
        if each.gathered_from is not None and each.state == "pending":
            key = (each.party, each.endpoint)
            due_at[key] = min(due_at.get(key, each.gathered_from), each.gathered_from)
    return due_at


def shown(gathered: Iterable[Gathered]) -> list[Gathered]:
    """What is worth reading of what was gathered: of one thing the first news with the last words.

    What was told and taken back within one digest nobody has seen, so it is not told at all; what an earlier one told
    is taken back, whatever news of it came between. A reminder is no news of its thing, and stands beside them.
    """
    by_thing: dict[str, list[Gathered]] = {}
    for line in gathered:
        by_thing.setdefault(_thing(line), []).append(line)
    return sorted((each for lines in by_thing.values() for each in _merged(lines)), key=lambda each: -_age(each))


def grouped(lines: Iterable[Gathered]) -> list[tuple[PromiseLine | None, list[Gathered]]]:
    """By promise (the first that each concerns; None: none), in the order of the newest."""
    groups: dict[str, tuple[PromiseLine | None, list[Gathered]]] = {}
    for line in lines:
        promises = line.notice.promises or line.notice.no_longer
        promise = promises[0] if promises and line.notice.agreement is None else None
        groups.setdefault(promise.id if promise else "", (promise, []))[1].append(line)
    return sorted(groups.values(), key=lambda group: group[0] is None)


def _merged(lines: list[Gathered]) -> list[Gathered]:
    newest = lines[0]
    news = [line for line in lines if not is_about_before(line.rule)]
    if not news:
        return [newest]
    if newest.rule in _WITHDRAWALS:
        return [newest] if newest.known else []
    if is_about_before(newest.rule):
        return [msgspec.structs.replace(newest, rule=news[0].rule)]
    return [newest]


def is_about_before(rule: str) -> bool:
    """Whether it speaks of what was told before, and is no news to whoever was not."""
    return RULES_BY_ID[rule].audience is Audience.TOLD_BEFORE or rule in (CORRECTED, "pause-ended")


def revises(notice: Notice) -> bool:
    """Whether it tells of a thing that has revisions."""
    return notice.activity is not None or notice.measure is not None


def _thing(line: Gathered) -> str:
    """What revises is one thing, however often it is told of; so are its reminders and its pauses; no other news is."""
    if not revises(line.notice):
        return line.delivery
    if line.notice.pause:
        return f"{line.notice.about} paused"
    return f"{line.notice.about} in time" if RULES_BY_ID[line.rule].occasion else line.notice.about


def _age(line: Gathered) -> float:
    return line.at.timestamp()

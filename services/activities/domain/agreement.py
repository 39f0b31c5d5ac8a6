"""Whether an agreement holds together: the form of its ids, and that what it refers to is there.

What the form alone decides (types, unknown fields) is decided in reading it.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from services.activities.domain.agreement_limits import check_limits
from services.activities.domain.commitment import check_commitment
from services.activities.domain.forms import LONGEST_ID, MUNICIPALITY, SLUG
from services.activities.domain.refusal import Reason
from shared.events.agreement import Agreement, Period, Promise

LONGEST_PERIOD_YEARS: Final = 12
RESERVED: Final = ("lint",)  # no ids of agreements: `/agreements/lint` is an address of its own
_SLUG, _CODE = re.compile(SLUG), re.compile(MUNICIPALITY)


def ids_of(agreement: Agreement) -> set[str]:
    """The ids of its promises and commitments, which are unique in all of Löftet."""
    commitments = (commitment.id for promise in agreement.promises for commitment in promise.commitments)
    return {promise.id for promise in agreement.promises} | set(commitments)


def is_too_long(period: Period) -> bool:
    """Whether it spans more years than any agreement does."""
    return period.end.year - period.start.year > LONGEST_PERIOD_YEARS


def check_agreement(agreement: Agreement) -> list[Reason]:
    """What does not hold together, each with its place; empty when all is well."""
    return check_limits(agreement) or [
        *_head(agreement),
        *_form_of_ids(agreement),
        *_repeated(agreement),
        *_references(agreement),
        *(
            reason
            for place, promise in enumerate(agreement.promises)
            for reason in _promise(agreement, promise, f"promises[{place}]")
        ),
    ]


def _head(agreement: Agreement) -> Iterator[Reason]:
    period = agreement.period
    if agreement.id in RESERVED:
        yield Reason("id", "means something else in our addresses; begin it with the municipality")
    if not _CODE.match(agreement.municipality.code):
        yield Reason("municipality.code", "must be a municipality code of four digits")
    if period.end < period.start:
        yield Reason("period.end", "is before the start")
    elif is_too_long(period):
        yield Reason("period.end", f"is more than {LONGEST_PERIOD_YEARS} years after the start")
    if not 1900 < period.start.year < 9000:
        yield Reason("period.start", "lies in no year of ours")
    if agreement.closed_on is not None and not period.start <= agreement.closed_on <= period.end:
        yield Reason("period", f"must hold {agreement.closed_on}, the day on which the parties ended it")
    for name in ("parties", "promises"):
        if not getattr(agreement, name):
            yield Reason(name, "needs at least one")


def _form_of_ids(agreement: Agreement) -> Iterator[Reason]:
    for name, found in _ids(agreement):
        if not _SLUG.match(found) or len(found) > LONGEST_ID:
            yield Reason(name, "must be lower-case letters and digits, with single hyphens between them, at most 100")
    for place, promise in enumerate(agreement.promises):
        if promise.number < 1:
            yield Reason(f"promises[{place}].number", "must be 1 or more")
        if not promise.id.startswith(f"{agreement.id}-"):
            yield Reason(f"promises[{place}].id", f"must begin with {agreement.id}-")
        for inner, commitment in enumerate(promise.commitments):
            if not commitment.id.startswith(f"{promise.id}-"):
                yield Reason(f"promises[{place}].commitments[{inner}].id", f"must begin with {promise.id}-")


def _ids(agreement: Agreement) -> Iterator[tuple[str, str]]:
    yield "id", agreement.id
    for name in ("parties", "focus_areas", "groups", "promises"):
        for place, each in enumerate(getattr(agreement, name)):
            yield f"{_outside(name)}[{place}].id", each.id
    for place, promise in enumerate(agreement.promises):
        for inner, commitment in enumerate(promise.commitments):
            yield f"promises[{place}].commitments[{inner}].id", commitment.id


def _repeated(agreement: Agreement) -> Iterator[Reason]:
    commitments = [commitment.id for promise in agreement.promises for commitment in promise.commitments]
    all_ids = {
        "parties": [each.id for each in agreement.parties],
        "focusAreas": [each.id for each in agreement.focus_areas],
        "groups": [each.id for each in agreement.groups],
        "promises": [each.id for each in agreement.promises] + commitments,
    }
    numbers = Counter(promise.number for promise in agreement.promises)
    for number in (each for each, times in numbers.items() if times > 1):
        yield Reason("promises", f"the number {number} stands more than once")
    for name, ids in all_ids.items():
        for repeated in (each for each, times in Counter(ids).items() if times > 1):
            yield Reason(name, f"the id {repeated} stands more than once")


def _references(agreement: Agreement) -> Iterator[Reason]:
    parties = {party.id for party in agreement.parties}
    for place, signatory in enumerate(agreement.signatories):
        yield from _known((signatory.party,), parties, f"signatories[{place}].party", "party")
    for place, group in enumerate(agreement.groups):
        members = [member.party for member in group.members if member.party is not None]
        yield from _known(members, parties, f"groups[{place}].members", "party")


def _promise(agreement: Agreement, promise: Promise, path: str) -> Iterator[Reason]:
    parties = {party.id for party in agreement.parties}
    if not promise.responsible:
        yield Reason(f"{path}.responsible", "needs at least one party")
    yield from _known(promise.responsible, parties, f"{path}.responsible", "party")
    areas = {area.id for area in agreement.focus_areas}
    yield from _known(promise.focus_areas, areas, f"{path}.focusAreas", "focus area")
    for place, commitment in enumerate(promise.commitments):
        yield from check_commitment(commitment, agreement, f"{path}.commitments[{place}]")


def _known(ids: Iterable[str], known: set[str], path: str, what: str) -> Iterator[Reason]:
    for unknown in dict.fromkeys(each for each in ids if each not in known):
        yield Reason(path, f"{unknown[:LONGEST_ID]} is no {what} of this agreement")


def _outside(name: str) -> str:
    return "focusAreas" if name == "focus_areas" else name

"""The versions of an agreement: the first when it is published, another each time that something of it changes.

Every event of an agreement carries all its versions: what they may hold together is limited here. What ends or replaces
an agreement may take more than what goes on with it, so that one that has grown to the limit can still be left.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Final

import msgspec

from services.activities.domain.agreement import check_agreement
from services.activities.domain.refusal import Reason, Refused, refuse
from shared.clock import local_day, start_of_day
from shared.events.agreement import Agreement, AgreementChange, AgreementPublished, AgreementVersion

# What a document cannot say of itself -> its name outside, and the operation that says it
_SAID_ELSEWHERE: Final = {
    "closed_on": ("closedOn", "/ending or /extension"),
    "replaced_by": ("replacedBy", "/replacement"),
}

MIB: Final = 1024 * 1024
LARGEST: Final = 4 * MIB  # all versions together, as JSON
LARGEST_AT_LAST: Final = 5 * MIB
_LAST: Final = frozenset({"ended", "replaced"})


def publish(agreement: Agreement, now: datetime) -> AgreementPublished:
    """The first version. What was signed holds from its first day, however late it is imported here.

    Raises:
        Refused: it does not hold together.
    """
    refuse([*_said_elsewhere(agreement, None), *check_agreement(agreement)])
    in_force_from = min(now, start_of_day(agreement.period.start))
    version = AgreementVersion(
        version=1, in_force_from=in_force_from, agreement=agreement, change="published", published_at=now
    )
    first = AgreementPublished(agreement_id=agreement.id, municipality=agreement.municipality.code, versions=(version,))
    return _fitting(first, LARGEST)


def amend(
    published: AgreementPublished,
    agreement: Agreement,
    reason: str | None,
    now: datetime,
    *,
    since: date | None = None,
    replacing: Iterable[Agreement] = (),
) -> AgreementPublished:
    """With the next version; or as it was, the very same, when it is the latest that is sent again.

    What an ending or a replacement has set stays, whether the amended document repeats it or not.

    Args:
        published: every version so far.
        agreement: as it is to be.
        reason: why.
        now: the present instant.
        since: the day from which it holds; None: from now on.
        replacing: the agreements whose place this one has taken.

    Raises:
        Refused: it does not hold together, belongs to another municipality, has another period or no reason, or is
            said to hold since before the version before it, or from a day that is to come.
    """
    if is_latest(published, agreement):
        return published
    before = published.latest.agreement
    said_elsewhere = _said_elsewhere(agreement, before)
    agreement = _as_it_stands(agreement, before)
    reasons = [*check_agreement(agreement), *said_elsewhere]
    if agreement.municipality.code != published.municipality:
        reasons.append(Reason("municipality.code", f"is {published.municipality} and stays so"))
    if not (reason and reason.strip()):
        reasons.append(Reason("reason", "is required when a published agreement is changed"))
    refuse([*reasons, *_other_period(before, agreement, now), *_overlapping(agreement, replacing)])
    return with_next(published, agreement, "amended", reason, now, since)


def is_latest(published: AgreementPublished, agreement: Agreement) -> bool:
    """Whether a document says what the latest version does; it need not repeat what ended or replaced that."""
    before = published.latest.agreement
    return _as_it_stands(agreement, before) == before and not any(_said_elsewhere(agreement, before))


def with_next(
    published: AgreementPublished,
    agreement: Agreement,
    change: AgreementChange,
    reason: str | None,
    now: datetime,
    since: date | None = None,
) -> AgreementPublished:
    """With the agreement as its next version, in force from now on, or from the start of a day that has begun.

    Raises:
        Refused: the version before came into force after that day, the day is to come, or all versions together would
            be too large.
    """
    latest = published.latest
    refuse(_not_since(since, latest, now))
    in_force_from = now if since is None else start_of_day(since)
    version = AgreementVersion(
        version=latest.version + 1,
        in_force_from=max(in_force_from, latest.in_force_from),
        agreement=agreement,
        change=change,
        reason=reason,
        published_at=now,
    )
    longer = msgspec.structs.replace(published, versions=(*published.versions, version))
    return _fitting(longer, LARGEST_AT_LAST if change in _LAST else LARGEST)


def version_of(published: AgreementPublished, number: int) -> AgreementVersion | None:
    """The version of that number."""
    return next((each for each in published.versions if each.version == number), None)


def as_at(published: AgreementPublished, number: int) -> AgreementPublished:
    """As it was when that version was its latest."""
    versions = tuple(each for each in published.versions if each.version <= number)
    return msgspec.structs.replace(published, versions=versions)


def _as_it_stands(agreement: Agreement, before: Agreement) -> Agreement:
    """An agreement as ended or replaced as it was before."""
    return msgspec.structs.replace(agreement, closed_on=before.closed_on, replaced_by=before.replaced_by)


def _said_elsewhere(agreement: Agreement, before: Agreement | None) -> Iterator[Reason]:
    """What the document says otherwise than it is, though only an operation of its own says that."""
    for name, (outside, operation) in _SAID_ELSEWHERE.items():
        said = getattr(agreement, name)
        if said is not None and said != getattr(before, name, None):
            yield Reason(outside, f"is set by POST /agreements/{agreement.id[:100]}{operation}, not here")


def _not_since(since: date | None, before: AgreementVersion, now: datetime) -> list[Reason]:
    if since is None:
        return []
    if since > local_day(now):
        return [Reason("inForceFrom", f"is to come; a version holds from {local_day(now)} at the latest")]
    if since < local_day(before.in_force_from):
        earliest = local_day(before.in_force_from)
        return [Reason("inForceFrom", f"is before {earliest}, from when on version {before.version} holds")]
    return []


def _other_period(before: Agreement, agreement: Agreement, now: datetime) -> Iterator[Reason]:
    """When it holds is agreed upon, not corrected: operations of their own change it, and say that they do."""
    operations = f"POST /agreements/{agreement.id[:100]}/ending or /extension"
    replaced = before.replaced_by is not None
    if agreement.period.end != before.period.end:
        how = "the agreement is replaced" if replaced else f"{operations} changes when it ends"
        yield Reason("period.end", f"is {before.period.end} and stays so: {how}")
    if agreement.period.start != before.period.start and (replaced or start_of_day(before.period.start) <= now):
        how = "the agreement is replaced" if replaced else "its period has begun"
        yield Reason("period.start", f"is {before.period.start} and stays so: {how}")


def _overlapping(agreement: Agreement, replacing: Iterable[Agreement]) -> Iterator[Reason]:
    for each in replacing:
        if agreement.period.start <= each.in_effect.end:
            yield Reason(
                "period.start", f"must be after {each.in_effect.end}, the last day of {each.id}, which it replaces"
            )


def _fitting(published: AgreementPublished, most: int) -> AgreementPublished:
    """The same, unless it is larger than what tells of it may be."""
    size = len(msgspec.json.encode(published))
    if size > most:
        # A first version never is: a body is smaller. So there is an agreement to be replaced.
        too_large = f"would hold {size / MIB:.1f} MiB together, {most // MIB} MiB at most: each is the whole document"
        remedy = f"shorten its texts, or publish another and POST /agreements/{published.agreement_id}/replacement"
        raise Refused(
            "The agreement has too many versions of this size.", [Reason("versions", f"{too_large}; {remedy}")]
        )
    return published

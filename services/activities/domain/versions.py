"""The versions of an agreement: the first when it is published, another each time that something of it changes."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

import msgspec

from services.activities.domain.agreement import check_agreement
from services.activities.domain.refusal import Reason, refuse
from shared.clock import start_of_day
from shared.events.agreement import Agreement, AgreementChange, AgreementPublished, AgreementVersion

# What a document cannot say of itself -> its name outside, and the operation that says it
_SAID_ELSEWHERE: Final = {
    "closed_on": ("closedOn", "/ending or /extension"),
    "replaced_by": ("replacedBy", "/replacement"),
}


def publish(agreement: Agreement, now: datetime) -> AgreementPublished:
    """The first version. What was signed holds from its first day, however late it is imported here.

    Raises:
        Refused: it does not hold together.
    """
    refuse([*check_agreement(agreement), *_said_elsewhere(agreement, None)])
    in_force_from = min(now, start_of_day(agreement.period.start))
    version = AgreementVersion(version=1, in_force_from=in_force_from, agreement=agreement, change="published")
    return AgreementPublished(agreement_id=agreement.id, municipality=agreement.municipality.code, versions=(version,))


def amend(published: AgreementPublished, agreement: Agreement, reason: str | None, now: datetime) -> AgreementPublished:
    """With the next version; or as it was, the very same, when it is the latest that is sent again.

    What an ending or a replacement has set stays, whether the amended document repeats it or not.

    Raises:
        Refused: it does not hold together, belongs to another municipality, or no reason is given.
    """
    before = published.latest.agreement
    reasons = list(_said_elsewhere(agreement, before))
    agreement = msgspec.structs.replace(agreement, closed_on=before.closed_on, replaced_by=before.replaced_by)
    if agreement == before and not reasons:
        return published
    reasons = [*check_agreement(agreement), *reasons]
    if agreement.municipality.code != published.municipality:
        reasons.append(Reason("municipality.code", f"is {published.municipality} and stays so"))
    if not (reason and reason.strip()):
        reasons.append(Reason("reason", "is required when a published agreement is changed"))
    refuse(reasons)
    return with_next(published, agreement, "amended", reason, now)


def with_next(
    published: AgreementPublished, agreement: Agreement, change: AgreementChange, reason: str | None, now: datetime
) -> AgreementPublished:
    """With the agreement as its next version, in force from now on."""
    latest = published.latest
    version = AgreementVersion(
        version=latest.version + 1,
        in_force_from=max(now, latest.in_force_from),
        agreement=agreement,
        change=change,
        reason=reason,
    )
    return msgspec.structs.replace(published, versions=(*published.versions, version))


def version_of(published: AgreementPublished, number: int) -> AgreementVersion | None:
    """The version of that number."""
    return next((each for each in published.versions if each.version == number), None)


def _said_elsewhere(agreement: Agreement, before: Agreement | None) -> Iterator[Reason]:
    """What the document says otherwise than it is, though only an operation of its own says that."""
    for name, (outside, operation) in _SAID_ELSEWHERE.items():
        said = getattr(agreement, name)
        if said is not None and said != getattr(before, name, None):
            yield Reason(outside, f"is set by POST /agreements/{agreement.id[:100]}{operation}, not here")

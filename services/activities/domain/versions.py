"""The versions of an agreement: the first when it is published, another each time it is amended."""

from datetime import datetime

from services.activities.domain.agreement import check_agreement
from services.activities.domain.refusal import Reason, refuse
from shared.clock import start_of_day
from shared.events.agreement import Agreement, AgreementPublished, AgreementVersion


def publish(agreement: Agreement, now: datetime) -> AgreementPublished:
    """The first version. What was signed holds from its first day, however late it is imported here.

    Raises:
        Refused: it does not hold together.
    """
    refuse(check_agreement(agreement))
    in_force_from = min(now, start_of_day(agreement.period.start))
    version = AgreementVersion(version=1, in_force_from=in_force_from, agreement=agreement)
    return AgreementPublished(agreement_id=agreement.id, municipality=agreement.municipality.code, versions=(version,))


def amend(published: AgreementPublished, agreement: Agreement, reason: str | None, now: datetime) -> AgreementPublished:
    """With the next version; or as it was, the very same, when it is the latest that is sent again.

    Raises:
        Refused: it does not hold together, belongs to another municipality, or no reason is given.
    """
    if agreement == published.latest.agreement:
        return published
    reasons = check_agreement(agreement)
    if agreement.municipality.code != published.municipality:
        reasons.append(Reason("municipality.code", f"is {published.municipality} and stays so"))
    if not (reason and reason.strip()):
        reasons.append(Reason("reason", "is required in the query when a published agreement is changed"))
    refuse(reasons)
    latest = published.latest
    version = AgreementVersion(
        version=latest.version + 1, in_force_from=max(now, latest.in_force_from), agreement=agreement, reason=reason
    )
    return AgreementPublished(
        agreement_id=published.agreement_id,
        municipality=published.municipality,
        versions=(*published.versions, version),
    )

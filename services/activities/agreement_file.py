"""Agreements as callers send them, read strictly, so that what is not understood is named and never dropped."""

from typing import Any, TypeVar

from services.activities.domain.refusal import Reason, Refused, refuse
from services.activities.domain.unfinished import UnfinishedAgreement
from services.activities.reading import read
from shared.agreement_file import unknown_fields, with_seconds
from shared.events.agreement import Agreement

Form = TypeVar("Form", bound=Agreement | UnfinishedAgreement)


def read_agreement(content: Any, form: type[Form]) -> Form:  # noqa: ANN401
    """The agreement that plain values describe, finished or not.

    Raises:
        Refused: with a reason for each property that is not as it should be; unknown ones are named.
    """
    if not isinstance(content, dict):
        raise Refused("An agreement is an object.", [Reason("body", "must be an object")])
    content = with_seconds(content)
    unknown = [Reason(path, "is not a field here") for path in unknown_fields(content)]
    try:
        agreement = read(content, form)
    except Refused as refused:
        raise Refused(refused.detail, list(dict.fromkeys([*unknown, *refused.reasons]))) from None
    refuse(unknown, "The agreement holds what is not understood here.")
    return agreement

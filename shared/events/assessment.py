"""The assessment: a party's own verdict on a promise."""

from datetime import date
from typing import Literal

from shared.events.agreement import Period
from shared.events.record import Revised
from shared.events.status import Effect

Verdict = Literal["fulfilled", "partly_fulfilled", "not_fulfilled", "ongoing"]

# Swedish names, as the public page writes them.
VERDICT_NAMES: dict[Verdict, str] = {
    "fulfilled": "genomfört",
    "partly_fulfilled": "delvis genomfört",
    "not_fulfilled": "ej genomfört",
    "ongoing": "pågår",
}


class Assessment(Revised, frozen=True, kw_only=True):
    """Data of `assessment.signed` and `assessment.withdrawn`: one party's verdict on one promise for one period.

    ``reported_by`` is the party that signs. A later revision replaces the earlier, which stays readable.
    ``responsible`` are all parties that answer for the promise: a joint promise needs each party's own.

    Attributes:
        delivery: whether what was promised was done.
        effect: whether it helped; a second, separate verdict.
        signed_by: the role of whoever signs for the party; no person is named.
    """

    agreement: str
    promise: str
    promise_title: str
    responsible: tuple[str, ...]
    period: Period
    state: Literal["signed", "withdrawn"]
    delivery: Verdict
    effect: Effect
    narrative: str
    signed_by: str
    signed_on: date

"""What activities tells strangers of the events: every topic, and the types that it takes from others."""

from typing import Any, Final

from services.activities.api.answers import SENT_EXAMPLE, TIP_EXAMPLE
from services.activities.cloudevents import ACTIVITY_REPORTED, TIP_REPORTED
from services.activities.domain.report import SentReport
from services.activities.domain.tip import TipReport
from shared.events.asyncapi import Accepted, document
from shared.http.api import API_VERSION

_REPORT: Final = Accepted(
    ACTIVITY_REPORTED,
    SentReport,
    "An activity, planned or done, as a party's own system reports it; `ce_party` names the party. With "
    "`ce_subject`, the sender's own id of the record, the highest `revision` wins whatever order they come in.",
    SENT_EXAMPLE,
)
_TIP: Final = Accepted(
    TIP_REPORTED,
    TipReport,
    "A tip that a party's own system has received from a resident; over HTTP alone, where it is sealed at once.",
    TIP_EXAMPLE,
)
# Type -> what is taken over HTTP; the first on the inbound topic too, where the text of a tip would lie in the open.
TAKEN: Final = {each.name: each for each in (_REPORT, _TIP)}


def events_document(activities_url: str) -> dict[str, Any]:
    """The AsyncAPI document of an installation whose activities is reached at the address."""
    return document(activities_url, API_VERSION, (_REPORT,))

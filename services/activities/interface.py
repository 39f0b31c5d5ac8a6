"""What activities tells strangers of the events: every topic, and what it takes on the inbound one."""

from typing import Any, Final

from services.activities.api.answers import SENT_EXAMPLE
from services.activities.cloudevents import ACTIVITY_REPORTED
from services.activities.domain.report import SentReport
from shared.events.asyncapi import Accepted, document
from shared.http.api import API_VERSION

_ACCEPTED: Final = (
    Accepted(
        ACTIVITY_REPORTED,
        SentReport,
        "An activity, planned or done, as a party's own system reports it; `ce_party` names the party. With "
        "`ce_subject`, the sender's own id of the record, the highest `revision` wins whatever order they come in.",
        SENT_EXAMPLE,
    ),
)


def events_document(activities_url: str) -> dict[str, Any]:
    """The AsyncAPI document of an installation whose activities is reached at the address."""
    return document(activities_url, API_VERSION, _ACCEPTED)

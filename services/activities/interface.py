"""What activities tells strangers of the events: every topic, and what it takes on the inbound one."""

from typing import Any, Final

from services.activities.api.answers import REPORT_EXAMPLE
from services.activities.cloudevents import ACTIVITY_REPORTED
from services.activities.domain.report import Report
from shared.events.asyncapi import Accepted, document
from shared.http.api import API_VERSION

_ACCEPTED: Final = (
    Accepted(
        ACTIVITY_REPORTED,
        Report,
        "An activity, planned or done, as a party's own system reports it; `ce_party` names the party.",
        REPORT_EXAMPLE,
    ),
)


def events_document(activities_url: str) -> dict[str, Any]:
    """The AsyncAPI document of an installation whose activities is reached at the address."""
    return document(activities_url, API_VERSION, _ACCEPTED)

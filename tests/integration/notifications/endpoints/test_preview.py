"""What a rule would send, shown and not sent."""

from datetime import date
from typing import Any

import msgspec
import pytest

from shared.events.catalogue import AGREEMENT_PUBLISHED, MEASURE_PROPOSED
from shared.events.status import State
from tests.integration.mail_server import MailServer
from tests.integration.notifications.endpoints.addresses import BASE, MUNICIPALITY, POLICE, deliver
from tests.integration.notifications_house import House
from tests.unit.notifications.events import NOW, done, endpoint, measure, planned, status


def test_a_preview_shows_the_mail_and_sends_nothing(notifications: House, asked: Any) -> None:
    # given
    notifications.put(endpoint(MUNICIPALITY))
    event = status(State.BEHIND)
    notifications.planner.handle([event])
    before = notifications.log()

    # when
    by_cause = asked("GET", f"{BASE}/preview?rule=status-behind&cause={event.id}")
    invented = asked("GET", f"{BASE}/preview?rule=activity-planned&language=en")
    unknown = asked("GET", f"{BASE}/preview?rule=status-behind&cause=nothing")

    # then
    assert "höstterminen 2021" in by_cause.json["text"]
    assert by_cause.json["party"] == MUNICIPALITY
    assert invented.json["subject"].startswith("Planned: safety walk in Nykvarn")
    assert "BEGIN:VEVENT" in invented.json["calendar"]
    assert unknown.status_code == 404
    assert notifications.log() == before


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"type": "se.loftet.nothing.v1"}, "event"),
        ({"data": {}}, "event"),
        ({"id": ""}, "event"),
        ({"type": "se.loftet.walk.completed.v1"}, "event"),
    ],
)
def test_a_preview_of_what_cannot_be_read_says_why(asked: Any, change: dict[str, Any], wrong: str) -> None:
    data = {
        "tipId": "77a3e0a8-44a4-5a0f-8c25-c4d6f0e6f0aa",
        "municipality": "0140",
        "municipalityName": "Nykvarn",
        "category": "narcotics",
        "receivedAt": "2022-01-01T00:00:01Z",
        "recipients": [POLICE],
    }
    event = {"specversion": "1.0", "id": "1", "source": "/x", "type": "se.loftet.tip.received.v1", "data": data}
    event["time"] = NOW.isoformat()
    assert asked("POST", f"{BASE}/preview", {"rule": "tip-received", "event": event}).status_code == 200

    refused = asked("POST", f"{BASE}/preview", {"rule": "tip-received", "event": event | change})

    assert refused.status_code == 422
    assert [each["property"] for each in refused.json["invalidParameters"]] == [wrong]


def test_a_preview_of_what_could_not_have_happened_is_refused(asked: Any) -> None:
    timeless = done().data
    nothing = {"agreementId": "a", "municipality": "0140", "versions": []}
    endless = msgspec.structs.replace(measure().data, due_on=date.max)
    tried = {
        "walk-completed": (done().type, msgspec.to_builtins(msgspec.structs.replace(timeless, actual=None))),
        "agreement-published": (AGREEMENT_PUBLISHED, nothing),
        "measure-overdue": (MEASURE_PROPOSED, msgspec.to_builtins(endless)),
        "measure-reminder": (MEASURE_PROPOSED, msgspec.to_builtins(endless)),
    }
    for rule, (type_name, data) in tried.items():
        event = {"specversion": "1.0", "id": "1", "source": "/x", "type": type_name, "time": NOW.isoformat()}
        refused = asked("POST", f"{BASE}/preview", {"rule": rule, "event": event | {"data": data}})
        assert refused.status_code in (200, 422), rule


def test_a_planned_walk_comes_with_a_calendar_that_its_next_revision_replaces(
    notifications: House, mails: MailServer
) -> None:
    notifications.put(endpoint(MUNICIPALITY))
    notifications.planner.handle([planned(series="s"), planned(id="another", series="s")])
    deliver(notifications)

    (mail,) = mails.mails
    (calendar,) = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    assert b"SEQUENCE:1" in calendar.get_payload(decode=True)
    assert mail["Subject"].startswith("Flera tillfällen planerade")

"""A measure knows its promises by their ids alone; whoever is told of one reads their names, whoever tells it."""

from datetime import date, timedelta
from typing import Any

from tests.integration.mail_server import MailServer
from tests.integration.notifications_house import House
from tests.unit.notifications.events import BOTH, WALKS, agreement, measure

LINK = f"https://loftet.example/0140/nykvarn-2021-2022#{WALKS}"


def body_of(mail: Any, kind: str) -> str:
    return str(mail.get_body((kind,)).get_content()).replace("\r\n", "\n")


def test_a_mail_about_a_measure_names_the_promise_that_it_is_for(notifications: House, mails: MailServer) -> None:
    notifications.planner.handle([agreement()])
    notifications.deliver()

    notifications.planner.handle([measure(promises=(WALKS,))])
    notifications.deliver()

    mail = mails.mails[-1]
    assert f"Gäller löftet:\n\n- Trygghetsvandringar\n  {LINK}\n" in body_of(mail, "plain")
    assert f'<a href="{LINK}" style="color:#0b5c4a">Trygghetsvandringar</a>' in body_of(mail, "html")


def test_so_does_a_reminder_of_it_and_the_word_of_a_pause(notifications: House, asked: Any) -> None:
    notifications.planner.handle([agreement(), measure(promises=(WALKS,))])

    notifications.clock.advance(timedelta(days=33))
    notifications.timekeeper.tick()
    asked("PUT", f"/notifications/v1/pauses/{measure().data.id}", {"until": "2022-03-01", "reason": "Vi väntar."})

    for rule, party in (("measure-overdue", BOTH[0]), ("pause-agreed", BOTH[1])):
        (row,) = notifications.log(rule=rule, party=party)
        assert [line["title"] for line in row["notice"]["promises"]] == ["Trygghetsvandringar"], rule


def test_so_does_the_preview_of_an_event_that_is_sent_along(notifications: House, asked: Any) -> None:
    notifications.planner.handle([agreement()])
    data = {
        "id": "c0a0d0f4-92a1-5d5f-9d75-3f6f5a8f4f11",
        "revision": 1,
        "municipality": "0140",
        "municipalityName": "Nykvarn",
        "title": "Laga belysningen",
        "state": "proposed",
        "responsible": BOTH[0],
        "responsibleName": "Nykvarns kommun",
        "reportedBy": BOTH[1],
        "reportedAt": "2022-01-01T00:00:01Z",
        "proposedAt": "2022-01-01T00:00:01Z",
        "dueOn": date(2022, 1, 31).isoformat(),
        "promises": [WALKS],
    }
    event = {"specversion": "1.0", "id": "1", "source": "/x", "type": "se.loftet.measure.proposed.v1", "data": data}
    event["time"] = "2022-01-01T00:00:01Z"

    for rule in ("measure-assigned", "measure-overdue"):
        shown = asked("POST", "/notifications/v1/preview", {"rule": rule, "event": event})
        assert "- Trygghetsvandringar" in shown.json["text"], rule

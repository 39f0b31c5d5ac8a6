"""What residents do: ask, read their mail, follow the link in it."""

import os
import re
from base64 import urlsafe_b64encode
from email.message import EmailMessage
from typing import Any

from flask.testing import FlaskClient

from services.notifications.domain.rhythm import TOGETHER
from tests.integration.mail_server import MailServer
from tests.integration.notifications_house import House
from tests.unit.notifications.events import WALKS

OLD, NEW = (urlsafe_b64encode(os.urandom(32)).decode().rstrip("=") for _ in range(2))
ADDRESS = "Karin.Svensson@nykvarn.se"
HERE = "/follow/0140"


def ask(web: FlaskClient, address: str = ADDRESS, about: str = WALKS, rhythm: str = "immediate", lang: str = "") -> Any:
    return web.post(HERE + lang, data={"about": about, "address": address, "rhythm": rhythm})


def link_in(mail: EmailMessage, which: str = "confirm") -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    found = re.search(rf"http://127\.0\.0\.1(/follow/{which}/\S+)", body.get_content())
    assert found is not None
    return found[1]


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def follow(notifications: House, web: FlaskClient, mails: MailServer, **changes: Any) -> EmailMessage:
    """Ask, and confirm; the mail with the link."""
    ask(web, **changes)
    deliver(notifications)
    mail = mails.mails[-1]
    assert web.post(link_in(mail)).status_code == 200
    return mail


def deliver(notifications: House) -> None:
    """When what came at the same time was waited for: the pages go by the machine's own clock."""
    notifications.machine.advance(TOGETHER)
    notifications.clock.advance(TOGETHER)
    notifications.timekeeper.tick()
    notifications.deliver()


def followers(notifications: House) -> list[dict[str, Any]]:
    return list(notifications.store.database["followers"].find())

"""A mail: text and HTML with the headers that automatic mail should have.

It is the same each time it is made of the same delivery, byte for byte, its Message-ID and date included: a repeat on
the wire is recognised as one by whoever receives it.
"""

import unicodedata
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from services.notifications.channels.words import Wording
from services.notifications.domain.delivery import Delivery, Endpoint
from services.notifications.domain.rules import RULES_BY_ID

SUBJECT_LENGTH = 150
# Headers may be longer than bodies: a Message-ID that is folded in the middle is another Message-ID.
HEADERS = SMTP.clone(max_line_length=900)


class Composer:
    """Makes mails of deliveries."""

    def __init__(self, mail_from: str, page_url: str) -> None:
        name, address = parseaddr(mail_from)
        self._from = Address(display_name=name, addr_spec=address)
        self._wording = Wording(page_url)

    @property
    def sender(self) -> str:
        """The address that mails are sent from."""
        return self._from.addr_spec

    def compose(self, delivery: Delivery, endpoint: Endpoint) -> EmailMessage:
        """The mail of a delivery to an endpoint."""
        notice = delivery.notice
        words = self._wording.render(RULES_BY_ID[delivery.rule].template, endpoint.language, notice)
        mail = EmailMessage(policy=SMTP)
        mail["From"] = self._from
        mail["To"] = endpoint.address
        mail["Subject"] = header_safe(("[Demonstration] " if notice.demonstration else "") + words.subject)
        mail["Date"] = format_datetime(delivery.created_at)
        mail["Message-ID"] = self._message_id(delivery.id)
        if threads := [self._message_id(f"promise.{line.id}") for line in notice.promises or notice.no_longer]:
            mail["In-Reply-To"] = threads[0]
            mail["References"] = " ".join(threads)
        mail["Auto-Submitted"] = "auto-generated"
        mail["X-Auto-Response-Suppress"] = "All"
        mail["Content-Language"] = endpoint.language
        mail.set_content(words.text, cte="quoted-printable")
        mail.add_alternative(words.html, subtype="html", cte="quoted-printable")
        mail.set_boundary(f"=_{delivery.id}")
        return mail

    def _message_id(self, local: str) -> str:
        return f"<{local}@{self._from.domain}>"


def on_the_wire(mail: EmailMessage) -> bytes:
    """The mail as it is sent, its Message-IDs whole."""
    return mail.as_bytes(policy=HEADERS)


def header_safe(text: str) -> str:
    """Text fit for one header: no line breaks or other control characters, and not too long."""
    plain = "".join(" " if unicodedata.category(char)[0] in "CZ" else char for char in text)
    short = " ".join(plain.split())
    return short if len(short) <= SUBJECT_LENGTH else short[: SUBJECT_LENGTH - 1].rstrip() + "…"

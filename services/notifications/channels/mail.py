"""A mail: text and HTML with the headers that automatic mail should have, and a calendar where a date is in it.

It is the same each time it is made of the same delivery, byte for byte, its Message-ID and date included: a repeat on
the wire is recognised as one by whoever receives it.
"""

import unicodedata
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime, parseaddr

from services.notifications.channels.invitation import calendar_of
from services.notifications.channels.wording import Wording
from services.notifications.domain.delivery import Delivery
from services.notifications.domain.digest import shown
from services.notifications.domain.endpoint import FOLLOWERS, Endpoint
from services.notifications.domain.notice import Notice
from services.notifications.domain.rules import CONFIRMATIONS

SUBJECT_LENGTH = 150
# A Message-ID that is folded in the middle is another Message-ID; words are to be folded (RFC 2047, 2).
_WHOLE = SMTP.clone(max_line_length=900)
_IDS = frozenset({"message-id", "in-reply-to", "references", "list-unsubscribe"})
CONFIRM = "/confirm"
FOLLOW = "/follow"


class Composer:
    """Makes mails of deliveries."""

    def __init__(self, mail_from: str, page_url: str, public_url: str) -> None:
        """Set up.

        Args:
            mail_from: the sender.
            page_url: of the public page.
            public_url: where this service is reached, for links that confirm.
        """
        name, address = parseaddr(mail_from)
        self._from = Address(display_name=name, addr_spec=address)
        self._wording = Wording(page_url)
        self._page_url = page_url
        self._public_url = public_url

    @property
    def sender(self) -> str:
        """The address that mails are sent from."""
        return self._from.addr_spec

    def compose(self, delivery: Delivery, endpoint: Endpoint) -> EmailMessage:
        """The mail of a delivery to an endpoint."""
        rule, notice = _told(delivery, endpoint)
        confirm, leave = self._confirming(delivery, endpoint), self._leaving(endpoint)
        words = self._wording.render(rule, endpoint.language, notice, confirm, leave)
        mail = EmailMessage(policy=SMTP)
        mail["From"] = self._from
        mail["To"] = endpoint.address
        mail["Subject"] = header_safe(("[Demonstration] " if notice.demonstration else "") + words.subject)
        mail["Date"] = format_datetime(_may_be_sent(delivery))
        mail["Message-ID"] = self._message_id(delivery.id)
        if threads := [self._message_id(each) for each in _threads(notice)]:
            mail["In-Reply-To"] = threads[0]
            mail["References"] = " ".join(threads)
        mail["Auto-Submitted"] = "auto-generated"
        mail["X-Auto-Response-Suppress"] = "All"
        mail["List-Id"] = f"<{notice.municipality or 'alla'}.loftet.{self._from.domain}>"
        if leave:  # RFC 8058
            mail["List-Unsubscribe"] = f"<{leave}>"
            mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        mail.set_content(words.text, cte="quoted-printable")
        mail.add_alternative(words.html, subtype="html", cte="quoted-printable")
        self._invite(mail, delivery)
        mail["Content-Language"] = endpoint.language  # parts take such headers with them when they are made
        mail.set_boundary(f"=_{delivery.id}")
        return mail

    def _invite(self, mail: EmailMessage, delivery: Delivery) -> None:
        calendar = calendar_of(delivery.rule, delivery.notice, delivery.created_at, self._page_url, self.sender)
        if calendar is None:
            return
        mail.add_attachment(calendar, maintype="text", subtype="calendar", filename="loftet.ics", cte="base64")
        inner = next(mail.iter_parts())
        inner.set_boundary(f"=_alternative-{delivery.id}")
        for part in mail.iter_attachments():
            part.set_param("charset", "utf-8")
            part.set_param("method", "CANCEL" if b"METHOD:CANCEL" in calendar else "PUBLISH")

    def _confirming(self, delivery: Delivery, endpoint: Endpoint) -> str | None:
        if delivery.rule not in CONFIRMATIONS or endpoint.link is None:
            return None
        path = f"{FOLLOW}/confirm" if endpoint.party == FOLLOWERS else CONFIRM
        return f"{self._public_url}{path}/{endpoint.link.token}{_switch(endpoint)}"

    def _leaving(self, endpoint: Endpoint) -> str | None:
        return f"{self._public_url}{FOLLOW}/leave/{endpoint.leave}{_switch(endpoint)}" if endpoint.leave else None

    def _message_id(self, local: str) -> str:
        return f"<{local}@{self._from.domain}>"


def on_the_wire(mail: EmailMessage) -> bytes:
    """The mail as it is sent, its Message-IDs whole."""
    return mail.as_bytes(policy=_Wire(linesep=SMTP.linesep))


class _Wire(EmailPolicy):
    """Folds words, and leaves ids whole."""

    def fold_binary(self, name: str, value: str) -> bytes:
        """A header as it is sent."""
        return (_WHOLE if name.lower() in _IDS else SMTP).fold_binary(name, value)


def header_safe(text: str) -> str:
    """Text fit for one header: no line breaks or other control characters, and not too long."""
    plain = "".join(" " if unicodedata.category(char)[0] in "CZ" else char for char in text)
    short = " ".join(plain.split())
    return short if len(short) <= SUBJECT_LENGTH else short[: SUBJECT_LENGTH - 1].rstrip() + "…"


def _told(delivery: Delivery, endpoint: Endpoint) -> tuple[str, Notice]:
    """What is put into words: one thing alone, to whoever is told at once, is told as itself."""
    lines = shown(delivery.notice.gathered)
    if endpoint.rhythm == "immediate" and len(lines) == 1:
        return lines[0].rule, lines[0].notice
    return delivery.rule, delivery.notice


def _switch(endpoint: Endpoint) -> str:
    return "" if endpoint.language == "sv" else f"?lang={endpoint.language}"


def _may_be_sent(delivery: Delivery) -> datetime:
    """The same for each attempt, so no attempt's own instant."""
    held = (delivery.not_before, delivery.quiet_until)
    return max([delivery.created_at, *(each for each in held if each is not None)])


def _threads(notice: Notice) -> list[str]:
    """What threads a mail belongs to: of promises, or of its measure. An agreement has too many to belong to any."""
    if notice.measure is not None:
        return [f"measure.{notice.measure.id}"]
    lines = () if notice.agreement else notice.promises or notice.no_longer
    return [f"promise.{line.id}" for line in lines]

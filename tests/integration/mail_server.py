"""A mail server for tests: real SMTP, and it does as it is told."""

import asyncio
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session


@dataclass
class Manners:
    """How the mail server behaves; lists are used up, one item a mail, and then it is kind."""

    rcpt: list[str] = field(default_factory=list)
    data: list[str] = field(default_factory=list)  # "drop" hangs up before the answer
    rcpt_at: dict[str, str] = field(default_factory=dict)  # address -> what is always said of it
    stall: bool = False
    stall_at: set[str] = field(default_factory=set)  # addresses
    login: tuple[bytes, bytes] | None = None


class MailServer:
    """aiosmtpd's handler: keeps what it takes, and counts connections."""

    def __init__(self, manners: Manners) -> None:
        self.manners = manners
        self.mails: list[EmailMessage] = []
        self.sessions: set[int] = set()

    @property
    def message_ids(self) -> list[str]:
        return [str(mail["Message-ID"]) for mail in self.mails]

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.manners.stall or address in self.manners.stall_at:
            await asyncio.sleep(3600)
        if address in self.manners.rcpt_at:
            return self.manners.rcpt_at[address]
        if self.manners.rcpt:
            return self.manners.rcpt.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.sessions.add(id(session))
        answer = self.manners.data.pop(0) if self.manners.data else "250 OK"
        if answer == "drop":
            cast(asyncio.Transport, server.transport).abort()
            return answer
        if answer.startswith("250"):
            content = cast(bytes, envelope.content)
            self.mails.append(BytesParser(policy=default).parsebytes(content))
        return answer


@contextmanager
def mail_server(manners: Manners | None = None, tls: ssl.SSLContext | None = None) -> Iterator[tuple[MailServer, int]]:
    """A mail server on a free port."""
    handler = MailServer(manners or Manners())
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
    login = handler.manners.login
    options: dict[str, Any] = {"tls_context": tls, "require_starttls": tls is not None}
    if login:
        options |= {
            "auth_required": True,
            "authenticator": lambda server, session, envelope, mechanism, data: AuthResult(
                success=(data.login, data.password) == login, handled=False
            ),
        }
    controller = Controller(handler, hostname="127.0.0.1", port=port, **options)
    controller.start()
    try:
        yield handler, port
    finally:
        controller.stop()

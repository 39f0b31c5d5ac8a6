"""Sending mail by SMTP: many mails over one connection, every attempt within a time limit.

What the server says of the recipient or the mail itself (its replies to RCPT and DATA) decides about the mail; what it
says of us (greeting, STARTTLS, login, MAIL) is our own setup's trouble, and the mail is kept for another attempt.
"""

import smtplib
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from email.message import EmailMessage

import structlog

from services.notifications.channels.deadline import Deadline
from services.notifications.channels.mail import Composer, on_the_wire
from services.notifications.config import NotificationsSettings
from services.notifications.domain.addresses import masked
from services.notifications.domain.delivery import Delivery
from services.notifications.domain.endpoint import Endpoint
from services.notifications.domain.schedule import Answer, Outcome

LIMIT = 10.0  # seconds for one attempt, connecting included; a stop waits for it
FAREWELL = 1.0  # seconds to say goodbye
DETAIL_LENGTH = 300
TOO_LONG = "the mail server took too long"

log = structlog.get_logger(__name__)

Reply = tuple[int, bytes]


@contextmanager
def _spoken() -> Iterator[None]:
    """What `smtplib` cannot write of our settings is as any error of SMTP; it is not shown, it may be a password."""
    try:
        yield
    except UnicodeError:
        raise smtplib.SMTPException("the host, login or sender in our settings cannot be written in SMTP") from None


class MailChannel:
    """Sends deliveries as mail over one SMTP connection, opened when needed."""

    def __init__(self, settings: NotificationsSettings, limit: float = LIMIT) -> None:
        self._settings = settings
        self._limit = limit
        self._composer = Composer(settings.mail_from, settings.page_url, settings.public_url)
        self._connection: smtplib.SMTP | None = None
        self._until = 0.0
        self._deadline = Deadline(limit)

    def send(self, delivery: Delivery, endpoint: Endpoint) -> Outcome:
        """Make one attempt."""
        outcome = self._attempt(delivery, endpoint)
        return replace(outcome, detail=masked(outcome.detail[: 3 * DETAIL_LENGTH], endpoint.address)[:DETAIL_LENGTH])

    def answers(self) -> bool:
        """Whether the server takes mail of ours, as far as it says without one."""
        self._until = time.monotonic() + self._limit
        with Deadline(self._limit, self._connection) as self._deadline:
            try:
                self._ready()
            except (smtplib.SMTPException, OSError):
                self._drop()
                return False
        self.rest()
        return True

    def _attempt(self, delivery: Delivery, endpoint: Endpoint) -> Outcome:
        mail = self._composer.compose(delivery, endpoint)
        self._until = time.monotonic() + self._limit
        with Deadline(self._limit, self._connection) as self._deadline:
            try:
                return self._converse(self._ready(), mail, endpoint.address)
            except (smtplib.SMTPException, OSError) as error:
                self._drop()
                stalled = self._deadline.passed or _is_timeout(error)
                return Outcome(Answer.DELAYED, TOO_LONG if stalled else _detail(error), stalled=stalled)

    def rest(self) -> None:
        """End the connection, politely if the server is there."""
        connection, self._connection = self._connection, None
        if connection is None:
            return
        with Deadline(FAREWELL, connection):
            try:
                connection.quit()
            except (smtplib.SMTPException, OSError):
                connection.close()

    def _drop(self) -> None:
        """End the connection at once: whoever is there did not answer as it should."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _ready(self) -> smtplib.SMTP:
        """A connection that has taken MAIL FROM: the open one if it still lives, else a new one."""
        if self._connection is not None:
            try:
                return self._begin(self._connection)
            except (smtplib.SMTPException, OSError) as error:
                log.info("connection ended by the mail server", reason=masked(_detail(error))[:DETAIL_LENGTH])
                self._drop()
        self._connection = self._connect()
        return self._begin(self._connection)

    @_spoken()
    def _connect(self) -> smtplib.SMTP:
        settings = self._settings
        where = (settings.smtp_host, settings.smtp_port, settings.mail_domain)
        connection = _Watched(self._deadline, *where, timeout=self._left())
        try:
            if settings.smtp_starttls:
                self._within(connection)
                connection.starttls(context=ssl.create_default_context())
            if settings.smtp_user is not None and settings.smtp_password is not None:
                self._within(connection)
                connection.login(settings.smtp_user, settings.smtp_password)
        except BaseException:
            connection.close()
            raise
        return connection

    @_spoken()
    def _begin(self, connection: smtplib.SMTP) -> smtplib.SMTP:
        self._within(connection)
        connection.ehlo_or_helo_if_needed()
        self._within(connection)
        _expect(connection.mail(self._composer.sender), "MAIL")
        return connection

    def _converse(self, connection: smtplib.SMTP, mail: EmailMessage, address: str) -> Outcome:
        self._within(connection)
        reply = connection.rcpt(address)
        if reply[0] not in (250, 251):
            return replace(self._turned_down(connection, reply), of_mailbox=reply[0] != 421)
        _limit(connection, self._left() / 2)  # it waits twice: for the go-ahead, and after the last line
        try:
            reply = connection.data(on_the_wire(mail))
        except smtplib.SMTPDataError as error:
            reply = (error.smtp_code, _bytes(error.smtp_error))
        if reply[0] != 250:
            return self._turned_down(connection, reply)
        return Outcome(Answer.ACCEPTED, _said(reply))

    def _turned_down(self, connection: smtplib.SMTP, reply: Reply) -> Outcome:
        if reply[0] == 421:
            self.rest()
        else:
            self._within(connection)
            connection.rset()
        return Outcome(Answer.REFUSED if 500 <= reply[0] < 600 else Answer.DELAYED, _said(reply))

    def _within(self, connection: smtplib.SMTP) -> None:
        _limit(connection, self._left())

    def _left(self) -> float:
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError(TOO_LONG)
        return left


class _Watched(smtplib.SMTP):
    """A connection that a deadline knows from before it greets."""

    def __init__(self, deadline: Deadline, host: str, port: int, own_name: str, *, timeout: float) -> None:
        self.sock = None
        deadline.connection = self
        super().__init__(host, port, own_name, timeout=timeout)


def _limit(connection: smtplib.SMTP, seconds: float) -> None:
    if connection.sock is not None:
        connection.sock.settimeout(seconds)


def _expect(reply: Reply, step: str) -> None:
    if not 200 <= reply[0] < 300:
        raise smtplib.SMTPResponseException(reply[0], f"{step}: {_text(reply[1])}")


def _is_timeout(error: Exception) -> bool:
    """Whether our time was over; `smtplib` wraps what it waited for in an error of its own."""
    return isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError)


def _detail(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _said((error.smtp_code, _bytes(error.smtp_error)))
    return f"{type(error).__name__}: {error}"


def _said(reply: Reply) -> str:
    return f"{reply[0]} {_text(reply[1])}"


def _text(reply: bytes) -> str:
    return " ".join(reply.decode("utf-8", "replace").split())


def _bytes(reply: bytes | str) -> bytes:
    return reply.encode() if isinstance(reply, str) else reply

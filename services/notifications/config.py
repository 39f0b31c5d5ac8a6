"""The settings of notifications: what every service has, and how mail and webhooks are sent."""

from dataclasses import dataclass, field
from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit

from environs import Env, ValidationError, validate

from services.notifications.channels.other import BadChannels, channels_of
from services.notifications.vault import BadKeys, Vault
from shared.config import BadConfiguration, Settings


@dataclass(frozen=True, kw_only=True)
class NotificationsSettings(Settings):
    """Settings of the notifications service.

    Attributes:
        smtp_host, smtp_port: the relay that takes our mail.
        smtp_starttls: demand STARTTLS with a certificate that holds; never fall back to clear text.
        smtp_user, smtp_password: both or neither; only together with STARTTLS.
        mail_from: the sender, as `Löftet <loftet@kommun.example>` or the address alone.
        page_url: where residents reach the public page, without a trailing slash; mails link to it.
        followers_keys: what seals residents' addresses, as `Vault.read` takes it; without, nobody can follow anything.
        channels: those beside mail and webhooks, as `channels_of` takes them.
        webhooks_insecure: whether webhooks may go to `http` on this very machine, and to private addresses.
    """

    smtp_host: str
    smtp_port: int
    smtp_starttls: bool
    smtp_user: str | None
    smtp_password: str | None
    mail_from: str
    page_url: str
    webhooks_insecure: bool
    followers_keys: str | None = None
    channels: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        """Hold the settings against each other.

        Raises:
            BadConfiguration: half a login, or one that would travel in clear text or that SMTP cannot write.
        """
        super().__post_init__()
        if (self.smtp_user is None) != (self.smtp_password is None):
            raise BadConfiguration("LOFTET_SMTP_USER and LOFTET_SMTP_PASSWORD: set both or neither")
        if self.smtp_user is not None and not self.smtp_starttls:
            raise BadConfiguration("LOFTET_SMTP_USER: a password is sent only under LOFTET_SMTP_STARTTLS=true")
        if not f"{self.smtp_user or ''}{self.smtp_password or ''}".isascii():
            raise BadConfiguration("LOFTET_SMTP_USER and LOFTET_SMTP_PASSWORD: a login is sent in ASCII alone")

    def __repr__(self) -> str:
        """Without the password, and without the database's address, which may hold one."""
        return f"{type(self).__name__}(smtp={self.smtp_host}:{self.smtp_port}, database={self.mongodb_database})"

    @property
    def vault(self) -> Vault | None:
        """What seals residents' addresses, if they may follow."""
        return Vault.read(self.followers_keys) if self.followers_keys else None

    @property
    def other_channels(self) -> dict[str, str]:
        """Addresses of the channels beside mail and webhooks, by `party/name`."""
        return channels_of(self.channels or "")

    @property
    def mail_sender(self) -> str:
        """The address that mails are sent from."""
        return parseaddr(self.mail_from)[1]

    @property
    def mail_domain(self) -> str:
        """The sender's domain: the right-hand side of Message-IDs."""
        return self.mail_sender.rpartition("@")[2]

    @classmethod
    def declare(cls, env: Env) -> dict[str, Any]:
        """The common settings and those of mail and webhooks."""
        return super().declare(env) | {
            "smtp_host": env.str("SMTP_HOST", validate=_host),
            "smtp_port": env.int("SMTP_PORT", 25, validate=validate.Range(1, 65535)),
            "smtp_starttls": env.bool("SMTP_STARTTLS", False),
            "smtp_user": env.str("SMTP_USER", None),
            "smtp_password": env.str("SMTP_PASSWORD", None),
            "mail_from": env.str("MAIL_FROM", validate=_sender),
            "page_url": env.str("PAGE_URL", validate=_web_address),
            "webhooks_insecure": env.bool("WEBHOOKS_INSECURE", False),
            "followers_keys": env.str("FOLLOWERS_KEYS", None, validate=_keys),
            "channels": env.str("CHANNELS", None, validate=_channels),
        }


def _keys(text: str | None) -> None:
    try:
        if text:
            Vault.read(text)
    except BadKeys as error:
        raise ValidationError(str(error)) from None


def _channels(text: str | None) -> None:
    try:
        channels_of(text or "")
    except BadChannels as error:
        raise ValidationError(str(error)) from None


def _host(text: str) -> None:
    try:
        text.encode("idna")
    except UnicodeError:
        raise ValidationError("not a host's name, such as smtp.kommun.example") from None


def _sender(text: str) -> None:
    _, address = parseaddr(text)
    local, at, domain = address.rpartition("@")
    if not (local and at and "." in domain and address.isascii()) or any(c in text for c in "\r\n"):
        raise ValidationError("not a sender; write `Löftet <loftet@kommun.example>`")


def _web_address(text: str) -> None:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.netloc or text.endswith("/"):
        raise ValidationError("not a web address without a trailing slash, such as https://loftet.example")

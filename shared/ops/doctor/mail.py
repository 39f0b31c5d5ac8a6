"""The mail relay: whether it answers, and lets us in."""

import smtplib
import ssl
from collections.abc import Iterator
from typing import Any, Final

from shared.ops.doctor.finding import Finding, found

_SECONDS: Final = 5.0


def examine_mail(settings: Any) -> Iterator[Finding]:  # noqa: ANN401  (each service's own)
    """The relay of a service that sends mail."""
    if hasattr(settings, "smtp_host"):
        do = "start the relay, or mend LOFTET_SMTP_HOST, _PORT, _STARTTLS, _USER and _PASSWORD"
        yield found("mail", _refused(settings), do)


def _refused(settings: Any) -> str | None:  # noqa: ANN401  (notifications' own settings)
    where = f"{settings.smtp_host}:{settings.smtp_port}"
    try:
        with smtplib.SMTP(settings.smtp_host, settings.smtp_port, timeout=_SECONDS) as server:
            server.ehlo()
            if settings.smtp_starttls:
                server.starttls(context=ssl.create_default_context())
            if settings.smtp_user:
                server.login(settings.smtp_user, settings.smtp_password)
    except smtplib.SMTPAuthenticationError as error:
        return f"{where} refuses the login ({error.smtp_code})"
    except (OSError, smtplib.SMTPException) as error:
        return f"{where} does not take mail: {error}"
    except UnicodeError:  # what cannot be written may be a letter of the password
        return f"{where}: the host or the login cannot be written in SMTP"
    return None

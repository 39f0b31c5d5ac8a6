"""The settings of notifications: read once, every error named, secrets never printed."""

import pytest

from services.notifications.config import NotificationsSettings
from shared.config import BadConfiguration

GOOD = {
    "KAFKA_BOOTSTRAP": "127.0.0.1:9092",
    "MONGODB_URI": "mongodb://user:hemligt@127.0.0.1/",
    "MONGODB_DATABASE": "loftet_notifications",
    "JWKS": "jwks.json",
    "TOKEN_ISSUER": "https://issuer.example",
    "PUBLIC_URL": "http://127.0.0.1:8103",
    "ACTIVITIES_URL": "http://127.0.0.1:8101",
    "SMTP_HOST": "127.0.0.1",
    "SMTP_PORT": "1025",
    "MAIL_FROM": "Löftet <loftet@kommun.example>",
    "PAGE_URL": "https://loftet.example",
}


def read(monkeypatch: pytest.MonkeyPatch, **changes: str) -> NotificationsSettings:
    for name, value in (GOOD | changes).items():
        monkeypatch.setenv(f"LOFTET_{name}", value)
    return NotificationsSettings.read()


def test_the_sender_s_domain_is_that_of_message_ids(monkeypatch) -> None:
    assert read(monkeypatch).mail_domain == "kommun.example"


def test_traces_are_off_unless_an_address_says_where_they_go(monkeypatch) -> None:
    assert read(monkeypatch, TRACES_URL="").traces_url is None
    assert read(monkeypatch, TRACES_URL="http://collector:4318/v1/traces").traces_url
    with pytest.raises(BadConfiguration, match="TRACES_URL"):
        read(monkeypatch, TRACES_URL="collector:4318/v1/traces")


def test_all_that_is_wrong_is_told_at_once(monkeypatch) -> None:
    with pytest.raises(BadConfiguration) as error:
        read(monkeypatch, SMTP_PORT="many", MAIL_FROM="nobody", PAGE_URL="loftet.example/")

    for name in ("SMTP_PORT", "MAIL_FROM", "PAGE_URL"):
        assert name in str(error.value)


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"SMTP_USER": "loftet"}, "set both or neither"),
        ({"SMTP_USER": "loftet", "SMTP_PASSWORD": "hemligt"}, "SMTP_STARTTLS"),
        ({"SMTP_USER": "loftet", "SMTP_PASSWORD": "sommarlöv", "SMTP_STARTTLS": "true"}, "ASCII alone"),
        ({"SMTP_USER": "löftet", "SMTP_PASSWORD": "hemligt", "SMTP_STARTTLS": "true"}, "ASCII alone"),
        ({"SMTP_HOST": "smtp..kommun.example"}, "SMTP_HOST"),
        ({"SMTP_HOST": ".kommun.example"}, "SMTP_HOST"),
        ({"MAIL_FROM": "Löftet <löftet@kommun.example>"}, "MAIL_FROM"),
    ],
)
def test_half_a_login_one_in_clear_text_and_what_smtp_cannot_write_are_refused(
    monkeypatch, changes: dict[str, str], named: str
) -> None:
    with pytest.raises(BadConfiguration, match=named):
        read(monkeypatch, **changes)


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"MONGODB_URI": "mongodb://loftet:hemligt/t@db:27017/"}, "user and password percent-encoded"),
        ({"MONGODB_URI": "http://db:27017/"}, "mongodb://USER:PASSWORD@HOST:PORT"),
        ({"MONGODB_URI": "mongodb://db/?tls=true&tlsCAFile=/none.pem"}, "a file that cannot be used: .*/none.pem"),
        ({"KAFKA_TLS": "true", "KAFKA_CA": "/none.pem"}, "LOFTET_KAFKA_CA: /none.pem"),
        ({"KAFKA_TLS": "true", "KAFKA_CA": __file__}, "LOFTET_KAFKA_CA: .* no certificates"),
    ],
)
def test_where_the_brokers_are_is_refused_at_start_when_nothing_can_come_of_it(
    monkeypatch, changes: dict[str, str], named: str
) -> None:
    with pytest.raises(BadConfiguration, match=named) as error:
        read(monkeypatch, **changes)

    assert "hemligt" not in str(error.value)


def test_secrets_are_never_printed(monkeypatch) -> None:
    settings = read(monkeypatch, SMTP_USER="loftet", SMTP_PASSWORD="hemligt", SMTP_STARTTLS="true")

    assert "hemligt" not in repr(settings)

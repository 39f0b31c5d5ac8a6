"""How Kafka is reached, and what does not go together."""

import pytest

from shared.kafka.broker import Broker


def test_without_tls_nothing_is_asked_of_the_broker() -> None:
    assert Broker(addresses="a:1,b:2").options() == {"bootstrap_servers": ["a:1", "b:2"]}


def test_under_tls_the_brokers_certificate_must_hold() -> None:
    assert Broker(addresses="a:1", tls=True, ca="/ca.pem").options() == {
        "bootstrap_servers": ["a:1"],
        "security_protocol": "SSL",
        "ssl_cafile": "/ca.pem",
    }


def test_who_logs_in_does_so_by_scram_under_tls() -> None:
    options = Broker(addresses="a:1", tls=True, user="reports", password="p").options()

    assert options["security_protocol"] == "SASL_SSL"
    assert options["sasl_mechanism"] == "SCRAM-SHA-512"
    assert (options["sasl_plain_username"], options["sasl_plain_password"]) == ("reports", "p")


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"tls": True, "user": "reports"}, "LOFTET_KAFKA_PASSWORD"),
        ({"tls": True, "password": "p"}, "LOFTET_KAFKA_USER"),
        ({"user": "reports", "password": "p"}, "LOFTET_KAFKA_TLS"),
        ({"ca": "/ca.pem"}, "LOFTET_KAFKA_TLS"),
    ],
)
def test_what_does_not_go_together_is_refused_by_name(given: dict[str, object], named: str) -> None:
    with pytest.raises(ValueError, match=named):
        Broker(addresses="a:1", **given)  # type: ignore[arg-type]


def test_a_password_is_never_shown() -> None:
    assert "secret" not in repr(Broker(addresses="a:1", tls=True, user="u", password="secret"))

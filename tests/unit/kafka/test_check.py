"""What is wrong with how Kafka is to be reached is told apart from a broker that is away."""

from pathlib import Path

import pytest

from shared.kafka.broker import Broker
from shared.kafka.clients import check


@pytest.mark.parametrize(
    ("addresses", "told"),
    [
        ("nowhere.invalid:9092", "the host nowhere.invalid is not known"),
        ("127.0.0.1", "'127.0.0.1' is no host:port"),
        ("127.0.0.1:kafka", "'127.0.0.1:kafka' is no host:port"),
        ("127.0.0.1:1", "no Kafka broker takes connections"),
        ("[::1]:1", "no Kafka broker takes connections"),
    ],
)
def test_an_address_that_leads_nowhere_is_named(addresses: str, told: str) -> None:
    assert (check(Broker(addresses=addresses)) or "").startswith(told)


def test_a_file_of_authorities_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    rubbish = tmp_path / "rubbish.pem"
    rubbish.write_text("rubbish")

    def told(ca: Path) -> str | None:
        return check(Broker(addresses="127.0.0.1:1", tls=True, ca=str(ca)))

    assert told(tmp_path / "none.pem") == (
        f"{tmp_path / 'none.pem'}, whom to trust under TLS, cannot be read: No such file or directory"
    )
    assert told(rubbish) == f"{rubbish}, whom to trust under TLS, holds no certificate in PEM"

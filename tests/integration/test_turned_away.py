"""Brokers that turn us away: a wrong password, a certificate that does not hold. Everybody says so, in a line."""

import gc
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from deploy.local import Stack, guard, kafka, mongodb, ports
from shared.kafka.broker import Broker
from shared.kafka.users import declared_users
from shared.ops.cli import main
from tests import containers
from tests.waiting import eventually

WRONG = "Fel-losen-0rd"
SAID = {"database": "MongoDB refuses the login", "broker": "the broker refuses the login of reports"}
EXPIRED = "certificate does not hold: certificate has expired"
pytestmark = [
    pytest.mark.skipif(
        bool(os.environ.get("LOFTET_KAFKA_BOOTSTRAP")) or containers.wanted(), reason="brokers that run already"
    ),
    # A client that is turned away leaves its socket to the garbage collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning"),
]


@pytest.fixture(scope="module")
def brokers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Given Kafka and MongoDB that let in whom they know."""
    folder = tmp_path_factory.mktemp("turned-away")
    stack = Stack(folder, with_services=False, guard=guard.make(folder / "guard", [u.name for u in declared_users()]))
    try:
        stack.start()
        yield stack
    finally:
        stack.stop()


def loftet(broker: Broker, *words: str) -> Result:
    """What `loftet` answers to whoever reaches the broker so."""
    told = {
        "LOFTET_KAFKA_BOOTSTRAP": broker.addresses,
        "LOFTET_KAFKA_TLS": str(broker.tls).lower(),
        "LOFTET_KAFKA_CA": broker.ca,
        "LOFTET_KAFKA_USER": broker.user,
        "LOFTET_KAFKA_PASSWORD": broker.password,
    }
    ran = CliRunner().invoke(main, list(words), env=told)
    gc.collect()
    return ran


def doctor(settings: Mapping[str, str]) -> tuple[int, dict[str, str]]:
    """How `loftet doctor` ends, and what it says of each thing that is wrong."""
    found = CliRunner().invoke(main, ["doctor", "reports", "--json"], env=settings)
    gc.collect()
    each = [json.loads(line) for line in found.stdout.splitlines()]
    return found.exit_code, {one["what"]: f"{one['wrong']}: {one['do']}" for one in each if one["wrong"]}


def worker(settings: Mapping[str, str], log: Path, *wanted: str) -> str:
    """What a worker writes until it has said something, and then ends in order."""
    outer = {name: value for name, value in os.environ.items() if not name.startswith("LOFTET_")}
    command = [sys.executable, "-m", "services.reports.worker"]
    with log.open("wb") as written:
        running = subprocess.Popen(command, env=outer | dict(settings), stderr=written)
    try:
        eventually(lambda: all(each in log.read_text(encoding="utf-8") for each in wanted), 60, f"{wanted}")
    finally:
        running.terminate()
        code = running.wait(20)
    assert code == 0
    return log.read_text(encoding="utf-8")


def wrong_of(stack: Stack, what: str) -> dict[str, str]:
    """The settings of reports, with a wrong password for one of the two."""
    setting = {"database": "LOFTET_MONGODB_URI", "broker": "LOFTET_KAFKA_PASSWORD"}[what]
    given = stack.settings("reports")
    return given | {setting: given[setting].replace(password_of(stack), WRONG)}


def password_of(stack: Stack) -> str:
    assert stack.guard is not None
    return stack.guard.passwords["reports"]


def test_a_wrong_password_is_said_in_a_line_by_commands(brokers: Stack) -> None:
    given = wrong_of(brokers, "broker")
    ca = given["LOFTET_KAFKA_CA"]
    kafka_said = loftet(
        Broker(addresses=brokers.kafka_bootstrap, tls=True, ca=ca, user="reports", password="no"), "lag"
    )
    mongodb_said = CliRunner().invoke(main, ["migrate", "reports"], env=wrong_of(brokers, "database"))

    assert (kafka_said.exit_code, mongodb_said.exit_code) == (1, 1)
    assert SAID["broker"] in kafka_said.stderr
    assert SAID["database"] in mongodb_said.stderr
    assert [len(said.stderr.splitlines()) for said in (kafka_said, mongodb_said)] == [1, 1]


@pytest.mark.parametrize("what", SAID)
def test_a_services_wrong_password_is_named_by_the_doctor_and_its_worker_waits(
    brokers: Stack, what: str, tmp_path: Path
) -> None:
    wrong = wrong_of(brokers, what)

    code, told = doctor(wrong)
    written = worker(wrong, tmp_path / "log", SAID[what])

    assert code == 1
    assert SAID[what] in told[what]
    assert set(SAID) & set(told) == {what}
    assert "Traceback" not in written
    assert not [secret for secret in (password_of(brokers), WRONG) if secret in f"{told}{written}"]


def test_nobody_is_let_in_without_tls_or_by_an_authority_that_is_not_trusted(brokers: Stack, tmp_path: Path) -> None:
    other = guard.make(tmp_path, ["reports"])
    distrusting = Broker(addresses=brokers.kafka_bootstrap, tls=True, ca=str(other.ca), user="reports", password="no")

    plain = loftet(Broker(addresses=brokers.kafka_bootstrap), "lag")
    distrusted = loftet(distrusting, "lag")

    assert plain.exit_code == 1
    assert "does it ask for TLS and a login?" in plain.stderr
    assert distrusted.exit_code == 1
    assert "the broker's certificate does not hold" in distrusted.stderr


def test_an_expired_certificate_is_refused_and_said_by_whoever_meets_it(brokers: Stack, tmp_path: Path) -> None:
    # given
    expired = guard.make(tmp_path / "guard", ["reports"], until=datetime.now(UTC) - timedelta(days=1))
    port = ports.choose(None, [])
    part = mongodb.part(tmp_path / "mongodb", port, dict(os.environ), guard=expired)
    broker = kafka.broker_at(f"{ports.HOST}:{port}", expired, "reports")
    meeting_it = brokers.settings("reports") | {
        "LOFTET_KAFKA_BOOTSTRAP": broker.addresses,
        "LOFTET_KAFKA_CA": str(expired.ca),
        "LOFTET_MONGODB_URI": mongodb.uri_of(port, expired, "reports"),
    }

    part.prepare()
    running = subprocess.Popen(part.command, stderr=subprocess.DEVNULL)
    try:
        eventually(lambda: ports.accepts(port), 30, "the database")

        # when
        command = loftet(broker, "lag")
        code, told = doctor(meeting_it)
        written = worker(meeting_it, tmp_path / "log", f"MongoDB's {EXPIRED}")
    finally:
        running.terminate()
        running.wait(20)

    # then
    assert command.exit_code == code == 1
    assert EXPIRED in command.stderr
    assert all(EXPIRED in told[what] for what in SAID)
    assert "Traceback" not in written

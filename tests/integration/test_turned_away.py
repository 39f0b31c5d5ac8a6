"""Brokers that turn us away: a wrong password, a certificate that does not hold. Everybody says so, in a line."""

import gc
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from kafka.admin import ConfigResource, ConfigResourceType

from deploy.local import Stack, guard, kafka, mongodb, ports
from shared.kafka.broker import Broker
from shared.kafka.clients import make_admin
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


def guard_of(stack: Stack) -> guard.Guard:
    assert stack.guard is not None
    return stack.guard


def password_of(stack: Stack) -> str:
    return guard_of(stack).passwords["reports"]


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


def test_a_broker_that_is_frozen_takes_connections_and_is_said_to_answer_nothing(
    brokers: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given
    monkeypatch.setattr("shared.ops.doctor.brokers.PATIENT_SECONDS", 1.0)
    settings = brokers.settings("reports")
    plain = (
        settings
        | dict.fromkeys(("LOFTET_KAFKA_CA", "LOFTET_KAFKA_USER", "LOFTET_KAFKA_PASSWORD"))
        | {"LOFTET_KAFKA_TLS": "false"}
    )
    brokers.send("kafka", signal.SIGSTOP)
    try:
        # when
        code, told = doctor(settings)
        plain_code, plain_told = doctor(plain)
    finally:
        brokers.send("kafka", signal.SIGCONT)

    # then
    assert (code, plain_code) == (1, 1)
    for each in (told, plain_told):
        assert "takes connections and answers nothing" in each["broker"]
        assert "end it first if it hangs" in each["broker"]
        assert "database" not in each


def test_an_expired_certificate_of_the_database_is_refused_and_said_by_whoever_meets_it(
    brokers: Stack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given
    expired = guard.make(tmp_path / "guard", ["reports"], until=datetime.now(UTC) - timedelta(days=1))
    port = ports.choose(None, [])
    part = mongodb.part(tmp_path / "mongodb", port, dict(os.environ), guard=expired)
    meeting_it = brokers.settings("reports") | {"LOFTET_MONGODB_URI": mongodb.uri_of(port, expired, "reports")}
    monkeypatch.setattr("shared.store.mongo.CALL_MS", 1_000)

    part.prepare()
    running = subprocess.Popen(part.command, stderr=subprocess.DEVNULL)
    try:
        eventually(lambda: ports.accepts(port), 30, "the database")

        # when
        code, told = doctor(meeting_it)
        written = worker(meeting_it, tmp_path / "log", f"MongoDB's {EXPIRED}")
    finally:
        running.terminate()
        running.wait(20)

    # then
    assert code == 1
    assert EXPIRED in told["database"]
    assert "Traceback" not in written


def test_an_expired_certificate_of_the_broker_is_refused_and_said_until_it_is_renewed(
    brokers: Stack, tmp_path: Path
) -> None:
    # given a broker whose certificate expires while it runs
    settings = brokers.settings("reports")
    show_certificate_until(brokers, expires := datetime.now(UTC) + timedelta(seconds=3))
    eventually(lambda: datetime.now(UTC) > expires, what="the certificate's end")
    try:
        # when
        command = loftet(kafka.broker_at(brokers.kafka_bootstrap, guard_of(brokers), "reports"), "lag")
        code, told = doctor(settings)
        written = worker(settings, tmp_path / "log", f"the broker's {EXPIRED}")
    finally:  # it takes no other while it shows one that does not hold
        guard.renew(guard_of(brokers), datetime.now(UTC) + timedelta(days=30))
        brokers.runner.end(["kafka"])
        brokers.start("kafka")

    # then
    assert command.exit_code == code == 1
    assert f"the broker's {EXPIRED}" in command.stderr
    assert EXPIRED in told["broker"]
    assert "Traceback" not in written
    eventually(lambda: loftet(brokers.broker, "lag").exit_code == 0, what="all is well with the renewed one")


def show_certificate_until(stack: Stack, until: datetime) -> None:
    """Renew the certificate of a broker that runs, as one does in time."""
    guard.renew(guard_of(stack), until)
    name, file = "listener.name.clients.ssl.keystore.location", str(guard_of(stack).both)
    with make_admin(stack.broker) as admin:
        admin.alter_configs([ConfigResource(ConfigResourceType.BROKER, "1", {name: file})], raise_on_unknown=False)

"""`loftet topics` and `loftet tail`: topics described, read and mended; and what is said of what cannot be done."""

import subprocess
import sys
import uuid
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from deploy.local import Stack
from shared.events.catalogue import TIP_RECEIVED, TIPS
from shared.kafka.broker import Broker
from shared.kafka.clients import make_admin
from shared.ops.cli import main
from tests.integration.brokers import tip
from tests.integration.operating import lines, loftet, send


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("dead-letters", "show", "reports/999999"), "no such letter"),
        (("dead-letters", "show", "report/1"), "reports/17"),
        (("dead-letters", "redrive"), "--all"),
        (("dead-letters", "redrive", "reports/0", "--service", "reports"), "go with --all"),
        (("lag", "--watch", "1", "--above", "3"), "not both"),
        (("dead-letters", "discard", "reports/0", "--reason", " "), "say why"),
        (("tail", "loftet.status"), "loftet topics list"),
        (("topics", "describe", "loftet.status"), "not declared"),
        (("lag", "--user", "somebody"), "LOFTET_KAFKA_PASSWORD"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(stack: Stack, words: tuple[str, ...], said: str) -> None:
    result = loftet(stack, *words)

    assert result.exit_code != 0
    assert said in result.stderr


def test_a_broker_that_is_not_there_is_said_in_a_line() -> None:
    result = CliRunner().invoke(main, ["topics", "list", "--bootstrap", "127.0.0.1:9"])

    assert result.exit_code == 1
    assert "127.0.0.1:9" in result.stderr
    assert "Traceback" not in result.output


def test_a_topic_is_read_as_events_narrowed_by_type_key_and_text(stack: Stack) -> None:
    # given
    told = tip(f"tip-{uuid.uuid4().hex}")
    headers = [(name, value.encode()) for name, value in told.headers.items()]
    send(stack, TIPS, (told.value, headers), (b"not json", []))

    # when
    words = ("tail", TIPS, "--begin", "--end", "--type", "tip.received", "--key", "0140")
    found = lines(loftet(stack, *words, "--contains", told.headers["ce_id"], "--json"))
    readable = loftet(stack, *words, "--contains", told.headers["ce_id"])

    # then
    assert [each["data"]["category"] for each in found] == ["narcotics"]
    assert "tip.received.v1" in readable.stdout
    assert "narcotics" in readable.stdout
    assert "not json" in loftet(stack, "tail", TIPS, "--last", "1000", "--end").stdout


def test_topics_are_described_with_what_they_hold_and_how_far_they_go(stack: Stack) -> None:
    told = lines(loftet(stack, "topics", "describe", TIPS, "--json"))[0]

    assert TIP_RECEIVED in told["types"]
    assert [each["partition"] for each in told["offsets"]] == list(range(6))
    assert loftet(stack, "topics", "drift").exit_code == 0
    assert "as declared" in loftet(stack, "topics", "describe", TIPS).stdout


def test_topics_get_the_settings_that_they_are_declared_with_and_keep_their_partitions(
    stack: Stack, tmp_path: Path
) -> None:
    # given a topic that was made, and then declared otherwise
    name, declaration = f"loftet.{uuid.uuid4().hex}", tmp_path / "topics.yml"
    env = {"LOFTET_KAFKA_BOOTSTRAP": stack.kafka_bootstrap, "LOFTET_TOPICS_FILE": str(declaration)}

    def topics(*words: str, declared: str) -> Result:
        declaration.write_text(f"defaults: {{partitions: 1, replication: 1}}\ntopics:\n  {name}: {{{declared}}}\n")
        return CliRunner().invoke(main, ["topics", *words], env=env)

    tried = topics("mend", "--dry-run", declared="retention: 1")
    made = topics("mend", declared="retention: 1")
    differs = topics("drift", declared="retention: 2")

    # when
    would = topics("mend", "--dry-run", declared="retention: 2")
    still = topics("drift", declared="retention: 2")
    mended = topics("mend", declared="retention: 2")
    after = topics("drift", declared="retention: 2")
    left = topics("mend", declared="retention: 2, partitions: 3")
    told = topics("mend", "--json", declared="retention: 3")
    nothing = topics("create", "--json", declared="retention: 3")

    # then
    assert (tried.stdout, made.stdout) == (f"{name}: would be created\n", f"{name}: created\n")
    assert (differs.exit_code, still.exit_code, after.exit_code) == (1, 1, 0), differs.output
    assert would.stdout == f"{name}: would be changed: retention.ms from 86400000 to 172800000\n"
    assert mended.stdout == f"{name}: changed: retention.ms from 86400000 to 172800000\n"
    assert "not declared, but on the broker: loftet." in after.stderr
    assert left.exit_code == 1
    assert "partitions is 1, not 3; this is not mended here" in left.stderr

    # and machines are told the same
    changed = "retention.ms from 172800000 to 259200000"
    assert lines(told) == [{"topic": name, "done": "changed", "what": changed, "dryRun": False}]
    assert lines(nothing) == []
    with make_admin(Broker(addresses=stack.kafka_bootstrap)) as admin:
        admin.delete_topics([name])


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_is_told_how_to_complete_commands(shell: str) -> None:
    told = CliRunner().invoke(main, ["completion", shell])

    assert told.exit_code == 0
    assert "_LOFTET_COMPLETE" in told.stdout


def test_a_reader_of_the_output_who_has_seen_enough_is_not_taken_for_a_broker_that_is_away(stack: Stack) -> None:
    send(stack, TIPS, (b"{}", []))
    tailing = f"{sys.executable} -m shared.ops.cli tail {TIPS} --begin --end --bootstrap {stack.kafka_bootstrap} | true"

    done = subprocess.run(["bash", "-c", tailing], capture_output=True, text=True, check=False)

    assert (done.stdout, done.stderr) == ("", "")

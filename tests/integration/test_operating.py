"""What an operator does from a shell: look at lag, read a topic, mend dead letters."""

import json
import uuid
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from kafka import TopicPartition
from kafka.errors import CoordinatorNotAvailableError
from kafka.structs import OffsetAndMetadata

from deploy.local import Stack
from shared.events.catalogue import MEASURES, TIP_RECEIVED, TIPS, dead_letters_of
from shared.events.cloudevent import Event
from shared.kafka.broker import Broker
from shared.kafka.clients import make_admin, make_producer
from shared.kafka.consumer import Consumer
from shared.ops.cli import main
from shared.ops.groups import STANDING
from tests.integration.brokers import everything_on, running, settings, tip
from tests.waiting import eventually


def loftet(stack: Stack, *words: str) -> Result:
    """What `loftet` answers, and its exit code."""
    return CliRunner().invoke(main, list(words), env={"LOFTET_KAFKA_BOOTSTRAP": stack.kafka_bootstrap})


def lines(result: Result) -> list[dict[str, Any]]:
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def send(stack: Stack, topic: str, *records: tuple[bytes, list[tuple[str, bytes]]]) -> None:
    producer = make_producer(Broker(addresses=stack.kafka_bootstrap))
    try:
        for value, headers in records:
            producer.send(topic, value, b"0140", headers).get(timeout=10)
    finally:
        producer.close(timeout=5)


def begun(admin: Any, group: str) -> bool:
    """Whether a group has an offset now; a broker's first group takes a while."""
    try:
        admin.alter_group_offsets(group, {TopicPartition(TIPS, 0): OffsetAndMetadata(0, "", -1)})
    except CoordinatorNotAvailableError:
        return False
    return True


def letter(stack: Stack, service: str = "reports", topic: str = TIPS, value: bytes = b"{") -> str:
    """The name of a dead letter that was just set aside."""
    mark = uuid.uuid4().hex
    headers = [("ce_id", mark.encode()), ("ce_type", TIP_RECEIVED.encode())]
    ours = [("loftet-topic", topic.encode()), ("loftet-partition", b"3"), ("loftet-offset", b"17")]
    send(stack, dead_letters_of(service), (value, [*headers, *ours, ("loftet-reason", f"unreadable {mark}".encode())]))
    listed = lines(loftet(stack, "dead-letters", "list", "--service", service, "--json"))
    return next(str(each["letter"]) for each in listed if mark in each["reason"])


def test_lag_tells_what_waits_for_a_group_and_that_nobody_reads_it_any_more(stack: Stack) -> None:
    # given a group that has read some, and is gone when more come
    seen: list[Event] = []
    group = f"loftet.reports.{uuid.uuid4().hex[:8]}"
    made = Consumer(
        settings(stack),
        service="reports",
        group=group,
        topics=[TIPS],
        handle=seen.extend,  # type: ignore[arg-type]
        wanted=frozenset({TIP_RECEIVED}),
    )
    first = tip(str(uuid.uuid4()))
    send(stack, TIPS, (first.value, [(name, value.encode()) for name, value in first.headers.items()]))
    with running(made.run):
        eventually(lambda: any(event.id == first.headers["ce_id"] for event in seen))
    send(stack, TIPS, (b"{}", []), (b"{}", []))

    # when
    rows = [each for each in lines(loftet(stack, "lag", "--service", "reports", "--json")) if each["group"] == group]

    # then
    assert sum(each["records"] for each in rows) == 2
    assert {each["member"] for each in rows} == {None}
    assert loftet(stack, "lag", "--service", "reports", "--above", "0").exit_code == 1
    assert group in loftet(stack, "lag").stdout


def test_lag_tells_of_records_on_partitions_that_the_group_never_read(stack: Stack) -> None:
    # given a group that read one record of one partition, and is gone when one comes on each
    group = f"loftet.reports.{uuid.uuid4().hex[:8]}"
    with make_admin(Broker(addresses=stack.kafka_bootstrap)) as admin:
        eventually(lambda: begun(admin, group))
    producer = make_producer(Broker(addresses=stack.kafka_bootstrap))
    for partition in range(6):
        producer.send(TIPS, b"{}", partition=partition).get(timeout=10)
    producer.close(timeout=5)

    # when
    rows = [each for each in lines(loftet(stack, "lag", "--service", "reports", "--json")) if each["group"] == group]

    # then
    assert [each["partition"] for each in rows] == list(range(6))
    assert all(each["records"] >= 1 for each in rows)
    assert [each["committed"] for each in rows] == [0, None, None, None, None, None]


def test_lag_tells_of_topics_that_a_service_reads_and_its_group_never_did(stack: Stack) -> None:
    # given a service's group that has read one topic, when its worker ended at once on another
    group = STANDING["reports"]
    with make_admin(Broker(addresses=stack.kafka_bootstrap)) as admin:
        eventually(lambda: begun(admin, group))
    send(stack, MEASURES, (b"{}", []), (b"{}", []))

    # when
    rows = [each for each in lines(loftet(stack, "lag", "--service", "reports", "--json")) if each["group"] == group]

    # then what waits there is seen
    measures = [each for each in rows if each["topic"] == MEASURES]
    assert sum(each["records"] for each in measures) >= 2
    assert {each["committed"] for each in measures} == {None}
    assert loftet(stack, "lag", "--service", "reports", "--above", "0").exit_code == 1


def test_lag_tells_of_what_waits_for_a_service_that_was_never_started(stack: Stack) -> None:
    # given
    send(stack, MEASURES, (b"{}", []))

    def waits() -> list[dict[str, Any]]:
        rows = lines(loftet(stack, "lag", "--service", "notifications", "--json"))
        return [each for each in rows if (each["group"], each["topic"]) == (STANDING["notifications"], MEASURES)]

    # when it is looked at, then what waits is told of
    eventually(lambda: sum(each["records"] for each in waits()) >= 1)


def test_a_dead_letter_is_shown_whole_with_where_it_came_from_and_why(stack: Stack) -> None:
    name = letter(stack, value=b'{"half": "a lett\x1b[31mer"')

    shown = loftet(stack, "dead-letters", "show", name)
    told = lines(loftet(stack, "dead-letters", "show", name, "--json"))[0]

    assert f"{TIPS}[3]@17" in shown.stdout
    assert "\x1b" not in shown.stdout  # what a stranger sent does not command a terminal
    assert told["origin"] == f"{TIPS}[3]@17"
    assert told["headers"]["ce_type"] == TIP_RECEIVED
    assert "loftet-reason" not in told["headers"]
    assert told["settled"] is None


def test_a_redriven_letter_is_on_its_topic_as_it_came_and_waits_no_more(stack: Stack) -> None:
    # given
    name = letter(stack, value=b'{"once": "broken"}')
    mark = lines(loftet(stack, "dead-letters", "show", name, "--json"))[0]["headers"]["ce_id"].encode()

    # when it is tried, and then done
    tried = loftet(stack, "dead-letters", "redrive", name, "--dry-run")
    there_before = [each for each in everything_on(stack, TIPS) if ("ce_id", mark) in each.headers]
    done = loftet(stack, "dead-letters", "redrive", name)
    again = loftet(stack, "dead-letters", "redrive", name)

    # then it is there once, byte for byte, without what was added, and a second time is refused
    there = [each for each in everything_on(stack, TIPS) if ("ce_id", mark) in each.headers]
    assert (tried.exit_code, there_before) == (0, [])
    assert done.exit_code == 0, done.output
    assert [(each.value, each.key) for each in there] == [(b'{"once": "broken"}', b"0140")]
    assert not [header for header, _ in there[0].headers if header.startswith("loftet-")]
    assert again.exit_code == 1
    assert "was redriven" in again.stderr
    listed = lines(loftet(stack, "dead-letters", "list", "--json"))
    assert name not in {each["letter"] for each in listed}


def test_all_that_wait_are_redriven_within_a_limit_oldest_first(stack: Stack) -> None:
    first, second = letter(stack, "notifications"), letter(stack, "notifications")

    told = lines(
        loftet(stack, "dead-letters", "redrive", "--all", "--service", "notifications", "--limit", "1", "--json")
    )[0]

    waiting = {each["letter"] for each in lines(loftet(stack, "dead-letters", "list", "--json"))}
    assert told["redriven"] == [first]
    assert first not in waiting
    assert second in waiting


def test_a_discarded_letter_keeps_the_reason_beside_it(stack: Stack) -> None:
    name = letter(stack)

    done = loftet(stack, "dead-letters", "discard", name, "--reason", "a test of the sender's")

    every = {each["letter"]: each for each in lines(loftet(stack, "dead-letters", "list", "--every", "--json"))}
    waiting = {each["letter"] for each in lines(loftet(stack, "dead-letters", "list", "--json"))}
    assert done.exit_code == 0, done.output
    assert name not in waiting
    assert every[name]["settled"]["how"] == "discarded"
    assert every[name]["settled"]["why"] == "a test of the sender's"


def test_letters_of_all_services_stand_in_the_order_in_which_they_were_set_aside(stack: Stack) -> None:
    first, second, third = letter(stack, "reports"), letter(stack, "activities"), letter(stack, "notifications")

    latest = [each["letter"] for each in lines(loftet(stack, "dead-letters", "list", "--limit", "3", "--json"))]

    assert latest == [first, second, third]


def test_all_of_one_kind_are_put_away_at_once_after_they_were_tried(stack: Stack) -> None:
    # given two letters of the same sender's mistake, and one of another
    mark = f"loftet.{uuid.uuid4().hex}"
    one, other = letter(stack, topic=mark), letter(stack, topic=mark)
    apart = letter(stack)
    words = ("dead-letters", "discard", "--all", "--matching", mark, "--reason", "sent anew")

    # when
    tried = lines(loftet(stack, *words, "--dry-run", "--json"))[0]
    told = loftet(stack, *words, "--dry-run", "--limit", "1")
    waited = {each["letter"] for each in lines(loftet(stack, "dead-letters", "list", "--matching", mark, "--json"))}
    done = lines(loftet(stack, *words, "--json"))[0]

    # then
    assert tried == {"discarded": [one, other], "dryRun": True, "settledBefore": [], "left": 0}
    assert f"{one}: would be put away" in told.stdout
    assert "--limit left 1 more" in told.stdout
    assert waited == {one, other}
    assert done["discarded"] == [one, other]
    waiting = {each["letter"] for each in lines(loftet(stack, "dead-letters", "list", "--json"))}
    assert apart in waiting
    assert not {one, other} & waiting


def test_one_letter_that_is_named_twice_is_put_away_once(stack: Stack) -> None:
    name = letter(stack)

    done = loftet(stack, "dead-letters", "discard", name, name, "--reason", "twice on the line")

    assert "1 discarded, 0 had been settled before" in done.stdout


def test_what_was_kept_without_its_value_is_not_sent_again(stack: Stack) -> None:
    mark = uuid.uuid4().hex
    headers = [("loftet-topic", b"loftet.inbound"), ("loftet-reason", mark.encode())]
    producer = make_producer(Broker(addresses=stack.kafka_bootstrap))
    try:
        producer.send(dead_letters_of("activities"), None, b"9999", headers).get(timeout=10)
    finally:
        producer.close(timeout=5)
    listed = lines(loftet(stack, "dead-letters", "list", "--service", "activities", "--json"))
    name = next(each["letter"] for each in listed if each["reason"] == mark)

    refused = loftet(stack, "dead-letters", "redrive", name)

    assert refused.exit_code == 1
    assert "without its value" in refused.stderr


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

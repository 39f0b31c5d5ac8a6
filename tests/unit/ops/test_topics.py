"""The declaration of topics."""

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from shared.events.catalogue import CATALOGUE, INBOUND, dead_letters_of
from shared.kafka.clients import LARGEST_REQUEST, MIB
from shared.kafka.topics import BadDeclaration, Topic, declared_topics, difference
from shared.ops.cli import main


def test_every_topic_that_the_catalogue_names_is_declared() -> None:
    names = {topic.name for topic in declared_topics()}

    needed = {event_type.topic for event_type in CATALOGUE.values()} | {INBOUND}
    needed |= {dead_letters_of(service) for service in ("activities", "reports", "notifications")}
    assert needed <= names


def test_days_and_forever_become_kafka_settings(tmp_path: Path) -> None:
    declaration = tmp_path / "topics.yml"
    declaration.write_text(
        "defaults: {partitions: 6, replication: 1}\n"
        "topics:\n"
        "  a: {retention: forever}\n"
        "  b: {retention: 2, partitions: 1}\n"
        "  c: {cleanup: compact, replication: 3, largest: 8}\n"
    )

    a, b, c = declared_topics(declaration)

    assert (a.partitions, a.config) == (6, {"cleanup.policy": "delete", "retention.ms": "-1"})
    assert (b.partitions, b.config["retention.ms"]) == (1, "172800000")
    assert (c.replication, c.config) == (3, {"cleanup.policy": "compact", "max.message.bytes": str(8 * MIB)})


def test_what_the_topics_take_can_be_sent_and_every_dead_letter_holds_it_with_its_reason() -> None:
    largest = {topic.name: int(topic.config["max.message.bytes"]) for topic in declared_topics()}
    letters = [size for name, size in largest.items() if ".dead-letters." in name]
    others = [size for name, size in largest.items() if ".dead-letters." not in name]

    assert max(others) < min(letters)
    assert max(letters) < LARGEST_REQUEST


def test_another_declaration_can_be_named_in_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    declaration = tmp_path / "mine.yml"
    declaration.write_text("defaults: {partitions: 1, replication: 1}\ntopics:\n  only: {retention: 1}\n")
    monkeypatch.setenv("LOFTET_TOPICS_FILE", str(declaration))

    assert [topic.name for topic in declared_topics()] == ["only"]


TOPIC = Topic("loftet.tips", 2, 2, {})


def described(*partitions: tuple[int, list[int], list[int]]) -> dict[str, Any]:
    """As a broker describes a topic: of each partition who leads it, who holds it, and who of them is up to date."""
    told = [
        {"partition_index": number, "leader_id": leader, "replica_nodes": copies, "isr_nodes": current}
        for number, (leader, copies, current) in enumerate(partitions)
    ]
    return {"name": TOPIC.name, "partitions": told}


@pytest.mark.parametrize(
    ("partitions", "told"),
    [
        pytest.param([(1, [1, 2], [1, 2]), (2, [1, 2], [2, 1])], "", id="as declared"),
        pytest.param([(1, [1, 2, 3], [1, 2, 3]), (2, [1, 2, 3], [1, 2, 3])], "", id="more copies are no harm"),
        pytest.param([(1, [1], [1]), (2, [2], [2])], "replication is 1, not 2", id="fewer copies"),
        pytest.param([(1, [1, 2], [1, 2])], "partitions is 1, not 2", id="fewer partitions"),
        pytest.param(
            [(-1, [1, 2], []), (2, [1, 2], [2])],
            "no broker leads partition 0; a copy is behind or away of partition 1",
            id="brokers are away",
        ),
    ],
)
def test_a_topic_differs_by_what_a_broker_says_of_it(
    partitions: list[tuple[int, list[int], list[int]]], told: str
) -> None:
    assert difference(TOPIC, described(*partitions), {}) == told


@pytest.mark.parametrize("text", [None, "topics: [a]", "- a", "a: ["])
def test_a_declaration_that_cannot_be_read_is_named(
    text: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    declaration = tmp_path / "mine.yml"
    if text is not None:
        declaration.write_text(text)
    monkeypatch.setenv("LOFTET_TOPICS_FILE", str(declaration))

    ran = CliRunner().invoke(main, ["topics", "create", "--bootstrap", "127.0.0.1:1"])

    assert ran.exit_code == 1
    assert ran.output.startswith("Error: LOFTET_TOPICS_FILE: ")


def test_a_senders_topic_without_one_for_its_answers_is_told_of(tmp_path: Path) -> None:
    declaration = tmp_path / "mine.yml"
    declaration.write_text("defaults: {partitions: 1, replication: 1}\ntopics:\n  loftet.inbound.polisen-solna: {}\n")

    with pytest.raises(BadDeclaration, match=r"lacks loftet\.acknowledgements\.polisen-solna"):
        declared_topics(declaration)

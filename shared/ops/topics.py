"""`loftet topics`: the declared topics, made, described, and held against the broker."""

from collections.abc import Mapping, Sequence
from typing import Final

import click
from kafka import KafkaConsumer, TopicPartition

from shared.events.catalogue import CATALOGUE, TOPICS, catalogued
from shared.kafka.broker import Broker
from shared.kafka.clients import make_reader
from shared.kafka.offsets import bounds
from shared.kafka.topics import (
    MISSING,
    BadDeclaration,
    NotMended,
    Topic,
    create_topics,
    declared_topics,
    differences,
    mend_settings,
    undeclared,
)
from shared.ops.reaching import meeting, reaches_kafka
from shared.ops.showing import json_option, show, show_json

_OFFSETS: Final = ("partition", "start", "end", "records")


@click.group()
def topics() -> None:
    """Create the declared topics, describe them, hold them against the broker, or mend what differs there.

    The declaration is deploy/kafka/topics.yml, or the file that LOFTET_TOPICS_FILE names.
    """


@topics.command(
    "list",
    epilog="""\b
Examples:
  loftet topics list
  loftet topics list --json
""",
)
@json_option
@reaches_kafka
def list_command(broker: Broker, as_json: bool) -> None:
    """Show each declared topic, how many records it holds and how the broker's differs."""
    _show(broker, as_json)


@topics.command("drift", epilog="Example: loftet topics drift && echo as declared")
@json_option
@reaches_kafka
def drift_command(broker: Broker, as_json: bool) -> None:
    """As `list`, but exit 1 when a topic is missing, differs from its declaration, or lacks a broker that leads it."""
    if any(_show(broker, as_json).values()):
        raise SystemExit(1)


@topics.command("describe", epilog="Example: loftet topics describe loftet.statuses")
@click.argument("name")
@json_option
@reaches_kafka
def describe_command(broker: Broker, name: str, as_json: bool) -> None:
    """Show one topic: what it is for, its key and types, its settings, and each partition's offsets."""
    topic = next((each for each in _declared() if each.name == name), None)
    if topic is None:
        raise click.ClickException(f"{name} is not declared; `loftet topics list` says which are")
    with meeting(broker), make_reader(broker) as reader:
        drift = differences(broker, [topic])[name]
        partitions = [TopicPartition(name, number) for number in sorted(reader.partitions_for_topic(name) or ())]
        starts, ends = bounds(reader, partitions)
    offsets = [(each.partition, starts[each], ends[each], ends[each] - starts[each]) for each in partitions]
    told = _told(topic, drift)
    if as_json:
        show_json(told | {"offsets": [dict(zip(_OFFSETS, row, strict=True)) for row in offsets]})
        return
    show(("", ""), [(label, "\n".join(each) if isinstance(each, list) else each) for label, each in told.items()], "")
    click.echo()
    show(_OFFSETS, offsets, "The broker has no such topic: `loftet topics create`.")


@topics.command("create", epilog="Example: loftet topics create")
@json_option
@reaches_kafka
def create_command(broker: Broker, as_json: bool) -> None:
    """Create the declared topics that are missing; those that exist are left as they are."""
    declared = _declared()
    with meeting(broker):
        created = create_topics(broker, declared)
    if as_json:
        for name in created:
            show_json({"topic": name, "done": "created"})
        return
    click.echo("\n".join(f"created {name}" for name in created) or "every topic was there")


@topics.command(
    "mend",
    epilog="""\b
Examples:
  loftet topics mend --dry-run
  loftet topics mend
""",
)
@click.option("--dry-run", is_flag=True, help="Say what would be changed; change nothing.")
@json_option
@reaches_kafka
def mend_command(broker: Broker, dry_run: bool, as_json: bool) -> None:
    """Create what is missing and give every topic the settings that it is declared with.

    Partitions and copies are left as they are: they are moved with Kafka's own tools, when nobody writes. Exit 1 when
    something differs still. Where the topics are resources on Kubernetes, Strimzi does this.
    """
    declared = _declared()
    with meeting(broker):
        missing = [name for name, how in differences(broker, declared).items() if how == MISSING]
        created = missing if dry_run else create_topics(broker, declared)
        try:
            mended = mend_settings(broker, declared, dry_run=dry_run)
        except NotMended as error:
            raise click.ClickException(f"the broker refused: {error}") from error
        left = {} if dry_run else {name: how for name, how in differences(broker, declared).items() if how}
    done = [(name, "created", None) for name in created] + [(name, "changed", what) for name, what in mended.items()]
    if as_json:
        for name, what, how in [*done, *((name, "left", how) for name, how in left.items())]:
            show_json({"topic": name, "done": what, "what": how, "dryRun": dry_run})
    else:
        _say(done, left, "would be " if dry_run else "")
    if left:
        raise SystemExit(1)


def _declared() -> list[Topic]:
    try:
        return declared_topics()
    except BadDeclaration as error:
        raise click.ClickException(str(error)) from error


def _say(done: Sequence[tuple[str, str, str | None]], left: Mapping[str, str], would: str) -> None:
    said = [": ".join(filter(None, (name, f"{would}{what}", how))) for name, what, how in done]
    if said or not left:
        click.echo("\n".join(said) or "every setting was as declared")
    for name, how in left.items():
        click.echo(f"{name}: {how}; this is not mended here", err=True)


def _show(broker: Broker, as_json: bool) -> dict[str, str]:
    declared = _declared()
    with meeting(broker), make_reader(broker) as reader:
        found = differences(broker, declared)
        records = {topic.name: _records(reader, topic.name) for topic in declared}
        others = undeclared(broker, declared)
    if broker.user:  # a broker says nothing of what its user may not see
        unseen = f"{MISSING}, or not shown to {broker.user}"
        found = {name: unseen if how == MISSING else how for name, how in found.items()}
    if as_json:
        for topic in declared:
            show_json(_told(topic, found[topic.name]) | {"records": records[topic.name]})
        return found
    rows = [
        (topic.name, topic.partitions, records[topic.name], _settings(topic), found[topic.name] or "as declared")
        for topic in declared
    ]
    show(("topic", "partitions", "records", "settings", "on the broker"), rows, "No topic is declared.")
    if others:
        click.echo(f"not declared, but on the broker: {', '.join(others)}", err=True)
    return found


def _records(reader: KafkaConsumer, name: str) -> int | None:
    """How many records a topic holds at most: compaction and ended transactions leave gaps."""
    partitions = [TopicPartition(name, number) for number in reader.partitions_for_topic(name) or ()]
    if not partitions:
        return None
    starts, ends = bounds(reader, partitions)
    return sum(int(ends[each]) - int(starts[each]) for each in partitions)


def _told(topic: Topic, drift: str) -> dict[str, object]:
    known = TOPICS.get(catalogued(topic.name))
    return {
        "topic": topic.name,
        "holds": known.summary if known else "What could not be understood, with where from and why.",
        "key": known.key if known else "as the original",
        "types": sorted(name for name, each in CATALOGUE.items() if each.topic == catalogued(topic.name)),
        "settings": f"partitions={topic.partitions}, replication={topic.replication}, {_settings(topic)}",
        "drift": drift or "as declared",
    }


def _settings(topic: Topic) -> str:
    return ", ".join(f"{name}={value}" for name, value in topic.config.items())

"""`loftet topics`: the declared topics, made, described, and held against the broker."""

from typing import Final

import click
from kafka import TopicPartition

from shared.events.catalogue import CATALOGUE, TOPICS
from shared.kafka.broker import Broker
from shared.kafka.clients import make_reader
from shared.kafka.topics import Topic, create_topics, declared_topics, differences
from shared.ops.reaching import meeting, reaches_kafka
from shared.ops.showing import json_option, show, show_json

_OFFSETS: Final = ("partition", "start", "end", "records")


@click.group()
@reaches_kafka
@click.pass_context
def topics(context: click.Context, broker: Broker) -> None:
    """Create the declared topics, describe them, or hold them against the broker."""
    context.obj = broker


@topics.command("list")
@json_option
@click.pass_obj
def list_command(broker: Broker, as_json: bool) -> None:
    """Show each declared topic, what it holds and how the broker's differs."""
    _show(broker, as_json)


@topics.command("drift")
@json_option
@click.pass_obj
def drift_command(broker: Broker, as_json: bool) -> None:
    """As `list`, but exit 1 when a topic is missing or differs from its declaration."""
    if any(_show(broker, as_json).values()):
        raise SystemExit(1)


@topics.command("describe")
@click.argument("name")
@json_option
@click.pass_obj
def describe_command(broker: Broker, name: str, as_json: bool) -> None:
    """Show one topic: what it is for, its key and types, its settings, and each partition's offsets."""
    topic = next((each for each in declared_topics() if each.name == name), None)
    if topic is None:
        raise click.ClickException(f"{name} is not declared; `loftet topics list` says which are")
    with meeting(broker), make_reader(broker) as reader:
        drift = differences(broker, [topic])[name]
        partitions = [TopicPartition(name, number) for number in sorted(reader.partitions_for_topic(name) or ())]
        starts, ends = reader.beginning_offsets(partitions), reader.end_offsets(partitions)
    offsets = [(each.partition, starts[each], ends[each], ends[each] - starts[each]) for each in partitions]
    told = _told(topic, drift)
    if as_json:
        show_json(told | {"offsets": [dict(zip(_OFFSETS, row, strict=True)) for row in offsets]})
        return
    show(("", ""), [(label, "\n".join(each) if isinstance(each, list) else each) for label, each in told.items()], "")
    click.echo()
    show(_OFFSETS, offsets, "The broker has no such topic: `loftet topics create`.")


@topics.command("create")
@click.pass_obj
def create_command(broker: Broker) -> None:
    """Create the declared topics that are missing."""
    with meeting(broker):
        created = create_topics(broker, declared_topics())
    click.echo("\n".join(f"created {name}" for name in created) or "every topic was there")


def _show(broker: Broker, as_json: bool) -> dict[str, str]:
    declared = declared_topics()
    with meeting(broker):
        found = differences(broker, declared)
    if as_json:
        for topic in declared:
            show_json(_told(topic, found[topic.name]))
    else:
        rows = [
            (topic.name, topic.partitions, _settings(topic), found[topic.name] or "as declared") for topic in declared
        ]
        show(("topic", "partitions", "settings", "on the broker"), rows, "No topic is declared.")
    return found


def _told(topic: Topic, drift: str) -> dict[str, object]:
    known = TOPICS.get(topic.name)
    return {
        "topic": topic.name,
        "holds": known.summary if known else "What could not be understood, with where from and why.",
        "key": known.key if known else "as the original",
        "types": sorted(name for name, each in CATALOGUE.items() if each.topic == topic.name),
        "settings": f"partitions={topic.partitions}, replication={topic.replication}, {_settings(topic)}",
        "drift": drift or "as declared",
    }


def _settings(topic: Topic) -> str:
    return ", ".join(f"{name}={value}" for name, value in topic.config.items())

"""`loftet tail`: a topic as readable events, as they come."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from typing import Any, Final

import click
import msgspec
from kafka import KafkaConsumer, TopicPartition

from shared.clock import EPOCH, of_epoch
from shared.events.catalogue import PREFIX
from shared.events.upcasting import upcast
from shared.kafka.broker import Broker
from shared.kafka.clients import make_reader
from shared.kafka.offsets import bounds
from shared.ops.reaching import meeting, reaches_kafka
from shared.ops.showing import json_option, plain, show_json

_POLL_MS: Final = 500
_TELLING: Final = (
    "title",
    "state",
    "category",
    "reason",
    "outcome",
    "text",
    "name",
)  # of what a line says, if it is there
_SHORT: Final = 70


@click.command(
    epilog="""\b
Examples:
  loftet tail loftet.statuses
  loftet tail loftet.activities --last 20 --type walk.completed
  loftet tail loftet.activities --begin --end --key 0140 --json
"""
)
@click.argument("topic")
@reaches_kafka
@click.option("--begin", is_flag=True, help="From the first record that the topic holds.")
@click.option("--last", type=click.IntRange(1), metavar="N", help="From N records before the end of each partition.")
@click.option("--end", is_flag=True, help="Stop where the topic ended when this began, instead of following it.")
@click.option(
    "--type", "types", multiple=True, metavar="TYPE", help="As walk.completed.v1 or its beginning; repeatable."
)
@click.option("--key", help="Records with this key: a municipality's code, a promise's or an agreement's id.")
@click.option("--contains", metavar="TEXT", help="Records whose value holds this text.")
@json_option
def tail(
    broker: Broker,
    topic: str,
    begin: bool,
    last: int | None,
    end: bool,
    types: tuple[str, ...],
    key: str | None,
    contains: str | None,
    as_json: bool,
) -> None:
    """Follow a topic as readable events, from now on unless told otherwise. Ctrl-C ends."""
    if begin and last:
        raise click.UsageError("--begin or --last, not both")
    with meeting(broker), make_reader(broker) as reader:
        try:
            for record in _records(reader, topic, begin, last, end):
                if _wanted(record, types, key, contains):
                    _show(record, as_json)
        except KeyboardInterrupt:
            click.echo(err=True)


def _records(reader: KafkaConsumer, topic: str, begin: bool, last: int | None, end: bool) -> Iterator[Any]:
    numbers = reader.partitions_for_topic(topic)
    if not numbers:
        raise click.ClickException(f"there is no topic {topic}; `loftet topics list` says which there are")
    partitions = [TopicPartition(topic, number) for number in sorted(numbers)]
    reader.assign(partitions)
    starts, ends = bounds(reader, partitions)
    for each in partitions:
        back = ends[each] - starts[each] if begin else last or 0
        reader.seek(each, max(starts[each], ends[each] - back))
    while not end or any(reader.position(each) < ends[each] for each in partitions):
        polled = reader.poll(timeout_ms=_POLL_MS)
        records = [record for some in polled.values() for record in some]
        for record in sorted(records, key=lambda each: int(each.timestamp)):
            if not end or record.offset < ends[TopicPartition(topic, record.partition)]:
                yield record


def _wanted(record: Any, types: tuple[str, ...], key: str | None, contains: str | None) -> bool:  # noqa: ANN401
    return (
        (not types or any(_type(record).startswith(each.removeprefix(PREFIX)) for each in types))
        and (key is None or (record.key or b"").decode(errors="replace") == key)
        and (contains is None or contains in (record.value or b"").decode(errors="replace"))
    )


def _show(record: Any, as_json: bool) -> None:  # noqa: ANN401
    headers = {name: (value or b"").decode(errors="replace") for name, value in record.headers}
    if as_json:
        show_json(
            {
                "partition": record.partition,
                "offset": record.offset,
                "at": _instant(record),
                "key": (record.key or b"").decode(errors="replace"),
                "headers": headers,
                "data": _data(record),
            }
        )
        return
    key = (record.key or b"").decode(errors="replace")
    subject = headers.get("ce_subject", "")
    words = [
        f"{_instant(record):%Y-%m-%d %H:%M:%S}",
        _type(record),
        key,
        subject if subject != key else "",
        _gist(record),
    ]
    click.echo(plain("  ".join(word for word in words if word)))


def _gist(record: Any) -> str:  # noqa: ANN401
    """What a line says of the data: the fields that tell people something, its own or those of the state in it."""
    data = _data(record)
    if not isinstance(data, dict):
        return str(data)[:_SHORT]
    with suppress(Exception):  # of an earlier version, and not of its form: it is told as it is
        data = upcast(f"{PREFIX}{_type(record)}", data)
    inner = next((each for each in data.values() if isinstance(each, dict) and "state" in each), {})
    told = [str(found[name]) for found in (data, inner) for name in _TELLING if isinstance(found.get(name), str)]
    return " ".join(told)[:_SHORT]


def _data(record: Any) -> Any:  # noqa: ANN401
    try:
        return msgspec.json.decode(record.value or b"null")
    except (msgspec.DecodeError, UnicodeDecodeError):
        return (record.value or b"").decode(errors="replace")


def _type(record: Any) -> str:  # noqa: ANN401
    found = next((value for name, value in record.headers if name == "ce_type" and value), b"?")
    return str(found.decode(errors="replace")).removeprefix(PREFIX)


def _instant(record: Any) -> datetime:  # noqa: ANN401
    return of_epoch(record.timestamp) or EPOCH

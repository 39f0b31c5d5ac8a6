"""`loftet lag`: who is behind, on what, and whether anybody reads it at all."""

import time
from collections.abc import Sequence

import click
from kafka import KafkaAdminClient, KafkaConsumer
from rich.console import Group
from rich.live import Live

from shared.events.catalogue import DEAD_LETTER_SERVICES
from shared.kafka.broker import Broker
from shared.kafka.clients import make_admin, make_reader
from shared.ops.groups import Lag, lags
from shared.ops.reaching import meeting, reaches_kafka
from shared.ops.showing import console, json_option, show, show_json, table

COLUMNS = ("group", "topic", "partition", "committed", "end", "lag", "read by")


@click.command(
    epilog="""\b
Examples:
  loftet lag                       every group, partition by partition
  loftet lag --service reports --watch 2
  loftet lag --above 1000 --json   exit code 1 when a partition has more than 1,000 records waiting
"""
)
@reaches_kafka
@click.option("--service", type=click.Choice(DEAD_LETTER_SERVICES), help="The groups of one service.")
@click.option("--watch", type=click.IntRange(1), metavar="SECONDS", help="Look again so often, until interrupted.")
@click.option("--above", type=click.IntRange(0), help="Exit 1 when a partition has more records than this waiting.")
@json_option
def lag(broker: Broker, service: str | None, watch: int | None, above: int | None, as_json: bool) -> None:
    """Show how many records wait for each group of readers, per partition.

    A partition that nobody reads has a dash under "read by": its service is down, or just starting.
    """
    with meeting(broker), make_admin(broker) as admin, make_reader(broker) as reader:
        if watch is not None:
            _watch(admin, reader, service, watch, as_json)
            return
        found = lags(admin, reader, service)
    if as_json:
        for each in found:
            show_json(each)
    else:
        show(COLUMNS, _rows(found), "No group has read anything yet.")
    if above is not None and any(each.records > above for each in found):
        raise SystemExit(1)


def _watch(admin: KafkaAdminClient, reader: KafkaConsumer, service: str | None, seconds: int, as_json: bool) -> None:
    """Look until interrupted, which is how this is meant to end."""
    try:
        if as_json:
            while True:
                for each in lags(admin, reader, service):
                    show_json(each)
                time.sleep(seconds)
        with Live(console=console(), auto_refresh=False, screen=console().is_terminal) as live:
            while True:
                found = lags(admin, reader, service)
                told = f"{sum(each.records for each in found)} records wait; every {seconds} s, Ctrl-C ends"
                live.update(Group(told, table(COLUMNS, _rows(found))), refresh=True)
                time.sleep(seconds)
    except KeyboardInterrupt:
        click.echo()


def _rows(found: Sequence[Lag]) -> list[tuple[object, ...]]:
    return [
        (each.group, each.topic, each.partition, each.committed, each.end, each.records, each.member) for each in found
    ]

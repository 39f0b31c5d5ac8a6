"""`loftet lag`: who is behind, on what, and whether anybody reads it at all."""

import click

from shared.events.catalogue import DEAD_LETTER_SERVICES
from shared.kafka.broker import Broker
from shared.kafka.clients import make_admin, make_reader
from shared.ops.groups import Lag, lags
from shared.ops.reaching import meeting, reaches_kafka
from shared.ops.showing import json_option, show, show_json
from shared.ops.watching import watch_lag

_COLUMNS = ("group", "topic", "partition", "committed", "end", "lag", "read by")


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
@click.option(
    "--watch", type=click.IntRange(1), metavar="SECONDS", help="Look again so often, the worst on top, until Ctrl-C."
)
@click.option("--above", type=click.IntRange(0), help="Exit 1 when a partition has more records than this waiting.")
@json_option
def lag(broker: Broker, service: str | None, watch: int | None, above: int | None, as_json: bool) -> None:
    """Show how many records wait for each group of readers, per partition.

    A partition that nobody reads has a dash under "read by": its service is down, or just starting. Watching goes on
    while Kafka is away, and says so.
    """
    if watch is not None:
        if above is not None:
            raise click.UsageError("--watch or --above, not both")
        watch_lag(broker, service, watch, as_json)
        return
    with meeting(broker), make_admin(broker) as admin, make_reader(broker) as reader:
        found = lags(admin, reader, service)
    if as_json:
        for each in found:
            show_json(each)
    else:
        show(_COLUMNS, [_row(each) for each in found], "No group has read anything yet.")
    if above is not None and any(each.records > above for each in found):
        raise SystemExit(1)


def _row(each: Lag) -> tuple[object, ...]:
    return each.group, each.topic, each.partition, each.committed, each.end, each.records, each.member

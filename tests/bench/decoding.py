"""What reading an event costs: `python -m tests.bench.decoding`, as ratios to msgspec alone on the same bytes.

The versions before today's are read by way of a step that renames nothing, so that what is seen is the way itself.
"""

import statistics
import timeit
from collections.abc import Callable
from datetime import UTC, datetime
from types import SimpleNamespace

import click
import msgspec

from shared.events.catalogue import CATALOGUE, DONE_TYPES, STATUS_CHANGED, TIP_RECEIVED
from shared.events.cloudevent import outgoing
from shared.events.examples import EXAMPLES
from shared.events.upcasting import UPCASTERS, Upcaster
from shared.kafka.wanted import wanted_event

READ = 2_000
ROUNDS = 15


@click.command()
def main() -> None:
    """Say what each way costs, the median of rounds that take turns."""
    for name in (DONE_TYPES["walk"], STATUS_CHANGED, TIP_RECEIVED):
        ways = _ways(name)
        rounds = [{said: timeit.timeit(way, number=READ) for said, way in ways.items()} for _ in range(ROUNDS)]
        bare = "msgspec alone"
        told = [f"{said} {_ratio(rounds, said, bare):.2f}" for said in ways if said != bare]
        micros = statistics.median(each[bare] for each in rounds) / READ * 1e6
        click.echo(f"{name:32} {bare} {micros:.1f} µs = 1; {', '.join(told)}")


def _ways(name: str) -> dict[str, Callable[[], object]]:
    sent = outgoing(name, "1", EXAMPLES[name], time=datetime(2021, 4, 16, tzinfo=UTC))
    before = f"{name}.before"
    UPCASTERS[before] = Upcaster(name, lambda data: data)
    wanted, decoder = frozenset(CATALOGUE), msgspec.json.Decoder(CATALOGUE[name].data)

    def read(type_name: str) -> Callable[[], object]:
        headers = [(key, value.encode()) for key, value in (sent.headers | {"ce_type": type_name}).items()]
        record = SimpleNamespace(headers=headers, value=sent.value)
        return lambda: wanted_event(record, wanted)

    return {
        "msgspec alone": lambda: decoder.decode(sent.value),
        "with headers, today's version": read(name),
        "an earlier version": read(before),
    }


def _ratio(rounds: list[dict[str, float]], said: str, bare: str) -> float:
    return statistics.median(each[said] / each[bare] for each in rounds)


if __name__ == "__main__":
    main()

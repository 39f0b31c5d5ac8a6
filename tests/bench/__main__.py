"""`make bench`: the spine and the product, each on a stack of its own, in interleaved rounds, as ratios."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import click
import requests
from kafka import KafkaAdminClient

from deploy.local.ports import choose
from deploy.local.services import ISSUER
from deploy.local.stack import REPOSITORY, Stack
from shared.ops.token import SCOPES, Grant, make_token
from tests.bench import load
from tests.bench.sides import MUNICIPALITIES, PARTY, Product, Spine
from tests.bench.spine import TOPIC

BATCH = 100


@click.command()
@click.option("--rounds", default=3, show_default=True, help="Rounds, each side once in every one.")
@click.option("--events", default=20_000, show_default=True, help="Events a round, in batches of 100.")
@click.option("--seconds", default=20.0, show_default=True, help="How long single activities are posted a round.")
@click.option("--rate", default=50, show_default=True, help="Single activities a second.")
def main(rounds: int, events: int, seconds: float, rate: int) -> None:
    """Measure Löftet beside a bare spine: POST to visible, and events a second through."""
    plan = Plan(rounds, events, int(seconds * rate), rate)
    with tempfile.TemporaryDirectory(prefix="loftet-bench-") as folder:
        # Each on brokers of its own, the other idle beside it: a change stream wakes for whatever is written.
        bare = Stack(Path(folder) / "spine", with_services=False, say=click.echo)
        whole = Stack(Path(folder) / "loftet", say=click.echo)
        try:
            bare.start()
            whole.start()
            with _spine(bare, Path(folder)) as url:
                measure([Spine(url, plan.total), _product(whole, plan.total)], plan)
        finally:
            whole.stop()
            bare.stop()


@dataclass(frozen=True, slots=True)
class Plan:
    """What is posted: in each round so many events in batches, and so many single activities at a rate.

    They are numbered on and on, so that time moves forward through the rounds as it does in use.
    """

    rounds: int
    events: int
    singles: int
    rate: int

    @property
    def total(self) -> int:
        """All that is posted, with a first, shorter round that warms up and is not counted."""
        return (self.rounds + 1) * (self.events + self.singles)

    def round(self, number: int) -> "Plan":
        """One round's share; the first is a tenth."""
        return self if number else replace(self, events=max(BATCH, self.events // 10), singles=self.singles // 10)


def measure(sides: list[load.Side], plan: Plan) -> None:
    """Run the rounds, say each figure as it comes, and end with the ratios."""
    found: dict[str, dict[str, list[float]]] = {side.name: {"p50": [], "p99": [], "flow": []} for side in sides}
    first = 0
    for number in range(plan.rounds + 1):
        share = plan.round(number)
        for side in sides if number % 2 else reversed(sides):
            load.rest()
            delays = load.latency(side, range(first, first + share.singles), share.rate)
            load.rest()
            through = load.flow(side, range(first + share.singles, first + share.singles + share.events), BATCH)
            what = f"round {number}" if number else "warm-up"
            delay = f"p50 {delays.p50:6.1f} ms  p99 {delays.p99:6.1f} ms"
            click.echo(f"{what:8} {side.name:7} {delay}  {through:6.0f} events/s")
            if number:
                for name, value in (("p50", delays.p50), ("p99", delays.p99), ("flow", through)):
                    found[side.name][name].append(value)
        first += share.singles + share.events
    spine, product = (found[side.name] for side in sides)
    for name, unit in (("p50", "of the spine's latency"), ("p99", "of the spine's latency"), ("flow", "of its flow")):
        ratios = [ours / theirs for ours, theirs in zip(product[name], spine[name], strict=True)]
        click.echo(
            f"{name:5} {statistics.median(ratios):.2f} times {unit} (rounds: {min(ratios):.2f}-{max(ratios):.2f})"
        )


def _product(stack: Stack, total: int) -> Product:
    grant = Grant(client="bench", scopes=SCOPES, party=PARTY, municipalities=MUNICIPALITIES)
    token = make_token(stack.keys.signing, grant, issuer=ISSUER, audience="loftet")
    product = Product(stack.url("activities"), stack.url("reports"), token, total)
    product.sign()
    return product


@contextmanager
def _spine(stack: Stack, folder: Path) -> Iterator[str]:
    with KafkaAdminClient(bootstrap_servers=stack.kafka_bootstrap) as admin:
        admin.create_topics({TOPIC: {"num_partitions": 6, "replication_factor": 1}}, wait_for_metadata=True)
    port = choose(None, [])
    environment = os.environ | {"BENCH_MONGODB_URI": stack.mongodb_uri, "BENCH_KAFKA": stack.kafka_bootstrap}
    web = ["gunicorn", "-k", "gthread", "--threads", "8", "--no-control-socket", "--bind", f"127.0.0.1:{port}"]
    commands = [
        [*web, "tests.bench.spine:create_app()"],
        ["tests.bench.spine", "relay"],
        ["tests.bench.spine", "consumer"],
    ]
    processes: list[subprocess.Popen[bytes]] = []
    with (folder / "spine.log").open("wb") as log:
        for command in commands:
            out = log if command[0] == "gunicorn" else subprocess.PIPE
            words = [sys.executable, "-m", *command]
            processes.append(subprocess.Popen(words, cwd=REPOSITORY, env=environment, stdout=out, stderr=log))
        try:
            for process in processes[1:]:
                assert process.stdout is not None
                process.stdout.readline()
            _wait_for(f"http://127.0.0.1:{port}/count")
            yield f"http://127.0.0.1:{port}"
        finally:
            for process in processes:
                process.terminate()
            for process in processes:
                process.wait(20)


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with suppress(requests.ConnectionError):
            requests.get(url, timeout=5).raise_for_status()
            return
        time.sleep(0.1)
    raise TimeoutError(url)


if __name__ == "__main__":
    main()

"""`make bench-deliveries`: deliveries a minute that a worker makes when one receiver in ten hangs, and when none does.

A worker's own process, the real store, HTTP and SMTP, with the limits that it has in use. Half of the receivers are
mailboxes behind one mail server, half are webhooks. Those that hang take what they are sent and never answer.
"""

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import click

from deploy.local.stack import REPOSITORY, Stack
from tests.integration.mail_server import MailServer, Manners, mail_server
from tests.integration.notifications_house import House, house
from tests.integration.webhook_receiver import Manner, Received, Receiver, answer, receiver
from tests.unit.notifications.events import BOTH, done, endpoint

ONE_IN = 10
DEADLINE = 600.0


@dataclass(frozen=True, slots=True)
class Found:
    """How many deliveries were made to those that answer, in so many seconds."""

    deliveries: int
    seconds: float

    @property
    def a_minute(self) -> float:
        """How many that is a minute."""
        return self.deliveries / self.seconds * 60


@click.command()
@click.option("--receivers", default=100, show_default=True, help="Mailboxes, and as many webhooks.")
@click.option("--events", default=5, show_default=True, help="Each is told to every receiver.")
def main(receivers: int, events: int) -> None:
    """Measure deliveries a minute with one receiver in ten hanging, beside none."""
    with tempfile.TemporaryDirectory(prefix="loftet-bench-") as folder:
        stack = Stack(Path(folder), with_services=False, say=click.echo)
        try:
            stack.start()
            with_none = measure(stack, receivers, events, hanging=False)
            _say("none hangs", with_none)
            with_some = measure(stack, receivers, events, hanging=True)
            _say("one in ten hangs", with_some)
        finally:
            stack.stop()
    click.echo(f"ratio: {with_some.a_minute / with_none.a_minute:.2f}")


def measure(stack: Stack, receivers: int, events: int, *, hanging: bool) -> Found:
    """Let everything fall due at once, start a worker, and wait until all who answer have what they are to have."""
    dead = [f"dead-{number}" for number in range(receivers) if hanging and number % ONE_IN == 0]
    let_go = threading.Event()
    manners = Manners(stall_at={f"{name}@kommun.example" for name in dead})
    answering = (receivers - len(dead)) * events
    with receiver(_unless(let_go)) as system, mail_server(manners) as (mails, port), house(stack) as made:
        for number in range(receivers):
            name = f"dead-{number}" if f"dead-{number}" in dead else f"well-{number}"
            made.subscribe(f"{system.url}/{name}", name)
            made.put(endpoint(BOTH[number % 2], f"{name}@kommun.example", id=name))
        made.planner.handle([done(id=f"walk-{number}") for number in range(events)])
        with _worker(stack, made, port):
            seconds = _time(system, mails, answering)
            let_go.set()
    return Found(2 * answering, seconds)


def _unless(let_go: threading.Event) -> Manner:
    """Accept what comes, but for what is sent to the dead."""
    accept = answer(204)

    def usual(handler: BaseHTTPRequestHandler, request: Received) -> None:
        if "dead" in request.path:
            let_go.wait(DEADLINE)
        else:
            accept(handler, request)

    return usual


def _time(system: Receiver, mails: MailServer, answering: int) -> float:
    """Seconds from the first arrival until everything has arrived."""
    begun: float | None = None
    deadline = time.monotonic() + DEADLINE
    while time.monotonic() < deadline:
        told, mailed = sum("well" in each.path for each in list(system.received)), len(mails.mails)
        if begun is None and told + mailed:
            begun = time.monotonic()
        if begun is not None and min(told, mailed) >= answering:
            return time.monotonic() - begun
        time.sleep(0.1)
    raise TimeoutError(f"{told} webhooks and {mailed} mails of {answering} each in {DEADLINE:g} s")


@contextmanager
def _worker(stack: Stack, made: House, smtp_port: int) -> Iterator[None]:
    environment = os.environ | stack.settings("notifications")
    environment |= {
        "LOFTET_MONGODB_DATABASE": made.settings.mongodb_database,
        "LOFTET_WORKER_PORT": "0",
        "LOFTET_SMTP_PORT": str(smtp_port),
        "LOFTET_LOG_LEVEL": "warning",
    }
    command = [sys.executable, "-m", "services.notifications.worker"]
    process = subprocess.Popen(command, cwd=REPOSITORY, env=environment)
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def _say(what: str, found: Found) -> None:
    click.echo(f"{what}: {found.deliveries} in {found.seconds:.1f} s, {found.a_minute:.0f} a minute")


if __name__ == "__main__":
    main()

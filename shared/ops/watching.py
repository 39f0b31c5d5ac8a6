"""`loftet lag --watch`: looks again and again, and shows what is worst in as many lines as the terminal has."""

import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Final

import click
from rich.console import Group, RenderableType
from rich.live import Live
from rich.text import Text

from shared.kafka.broker import Broker
from shared.kafka.clients import make_admin, make_reader
from shared.ops.counted import counted
from shared.ops.groups import PREFIX, Lag, lags
from shared.ops.reaching import Away, reached
from shared.ops.showing import console, show_json, table

_COLUMNS: Final = ("group", "topic", "part", "read to", "end", "lag", "read by")
_OTHER_LINES: Final = 4  # the sentence on top, the headings, what is left out, and the cursor's own


def watch_lag(broker: Broker, service: str | None, seconds: int, as_json: bool) -> None:
    """Show lag until interrupted, which is how this is meant to end; while Kafka is away, that.

    Raises:
        click.ClickException: Kafka was not reached at all.
    """
    screen = console()
    try:
        if as_json or not screen.is_terminal:
            for found in _looks(broker, service, seconds):
                _print(found, seconds, as_json)
            return
        with Live(console=screen, auto_refresh=False, screen=True) as live:
            for found in _looks(broker, service, seconds):
                live.update(view(found, seconds, screen.height), refresh=True)
    except KeyboardInterrupt:
        click.echo()


def view(found: Sequence[Lag] | str, seconds: int, height: int | None = None) -> RenderableType:
    """What is shown of a look: the partitions on which most waits first, within the height of the terminal.

    Args:
        found: what was seen, or in words why nothing was.
        seconds: to the next look.
        height: of the terminal in lines; None: all is shown.
    """
    now = f"{datetime.now(UTC):%H:%M:%S} UTC"
    if isinstance(found, str):
        return Text(f"{now}: {found}; looking again every {seconds} s, Ctrl-C ends")
    unread = sorted({each.group.removeprefix(PREFIX) for each in found if each.member is None})
    told = f"{now}: {_waiting(found)}; every {seconds} s, Ctrl-C ends"
    worst = sorted(found, key=lambda each: (-each.records, each.member is not None))
    shown = worst if height is None else worst[: max(1, height - _OTHER_LINES - bool(unread))]
    parts: list[RenderableType] = [Text(told), *([Text(f"nobody reads for {', '.join(unread)}")] if unread else [])]
    parts.append(table(_COLUMNS, [_row(each) for each in shown]))
    left = worst[len(shown) :]
    if left:
        parts.append(Text(f"and {counted(len(left), 'more partition')}, on which {_waiting(left)}"))
    return Group(*parts)


def _looks(broker: Broker, service: str | None, seconds: int) -> Iterator[Sequence[Lag] | str]:
    """What is seen, look by look; or why nothing is, once something was."""
    seen = False
    while True:
        try:
            with reached(broker), make_admin(broker) as admin, make_reader(broker) as reader:
                while True:
                    yield lags(admin, reader, service)
                    seen = True
                    time.sleep(seconds)
        except Away as away:
            if not seen:
                raise click.ClickException(str(away)) from away
            yield str(away)
            time.sleep(seconds)


def _print(found: Sequence[Lag] | str, seconds: int, as_json: bool) -> None:
    if not as_json:
        console().print(view(found, seconds))
    elif isinstance(found, str):
        click.echo(found, err=True)
    else:
        for each in found:
            show_json(each)


def _waiting(found: Sequence[Lag]) -> str:
    records = sum(each.records for each in found)
    return "nothing waits" if records == 0 else counted(records, "record waits", "records wait")


def _row(each: Lag) -> tuple[object, ...]:
    group, topic = each.group.removeprefix(PREFIX), each.topic.removeprefix(PREFIX)
    return group, topic, each.partition, each.committed, each.end, each.records, each.member

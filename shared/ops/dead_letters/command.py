"""The subcommands of `loftet dead-letters`."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

import click
from rich.console import Console
from rich.progress import Progress

from shared.events.catalogue import PREFIX
from shared.kafka.broker import Broker
from shared.ops.dead_letters.choosing import Chosen, chooses, matching_option, named, refused, service_option, waiting
from shared.ops.dead_letters.letters import Letter
from shared.ops.dead_letters.settle import discard, redrive
from shared.ops.reaching import meeting, reaches_kafka
from shared.ops.showing import json_option, plain, show, show_json

_SHOWN: Final = 100  # letters in a list, unless asked for more
_SHORT: Final = 90  # characters of a reason in a list


@click.group("dead-letters")
def dead_letters() -> None:
    """What a service could not understand: list it, show it, send it again or put it away.

    A letter is named as `reports/17`: the service that could not read it, and its place on that service's topic. It
    waits until it is redriven or discarded, and goes when its topic no longer keeps it.
    """


@dead_letters.command(
    "list",
    epilog="""\b
Examples:
  loftet dead-letters list
  loftet dead-letters list --service reports --matching "not known here"
  loftet dead-letters list --every --limit 1000 --json
""",
)
@reaches_kafka
@service_option
@matching_option
@click.option("--every", is_flag=True, help="Those that were redriven or discarded, too.")
@click.option("--limit", default=_SHOWN, show_default=True, type=click.IntRange(1), help="The latest so many.")
@json_option
def list_letters(
    broker: Broker, service: str | None, matching: str | None, every: bool, limit: int, as_json: bool
) -> None:
    """List the letters that wait, oldest first."""
    found = waiting(broker, service, matching, every=every)
    latest = found[-limit:]
    if as_json:
        for letter in latest:
            show_json(_told(letter))
        return
    rows = [
        (letter.id, f"{letter.at:%Y-%m-%d %H:%M}", letter.origin, _event(letter), _cut(letter.reason), _fate(letter))
        for letter in latest
    ]
    show(("letter", "set aside", "from", "type", "reason", "since"), rows, "No dead letter waits.")
    if len(found) > limit:
        click.echo(f"and {len(found) - limit} older: --limit shows more", err=True)


@dead_letters.command(
    "show",
    epilog="""\b
Examples:
  loftet dead-letters show reports/17
  loftet dead-letters show reports/17 --json
""",
)
@click.argument("letter")
@reaches_kafka
@json_option
def show_letter(broker: Broker, letter: str, as_json: bool) -> None:
    """Show one letter whole: its headers, why it was set aside, and its value."""
    found = named(broker, [letter])[0]
    value = None if found.value is None else found.value.decode(errors="replace")
    if as_json:
        headers = {name: each.decode(errors="replace") for name, each in found.headers}
        show_json({**_told(found), "headers": headers, "value": value})
        return
    told = {
        "letter": found.id,
        "from": found.origin,
        "set aside": f"{found.at:%Y-%m-%d %H:%M:%S} UTC",
        "reason": found.reason,
    }
    told |= {"since": _fate(found)} if found.settled else {}
    told |= {name: each.decode(errors="replace") for name, each in found.headers}
    show(("", ""), list(told.items()), "")
    click.echo("\n" + ("(the value was not kept)" if value is None else _lines(value)))


@dead_letters.command(
    "redrive",
    epilog="""\b
Examples:
  loftet dead-letters redrive reports/17 reports/18
  loftet dead-letters redrive --all --service reports --dry-run
  loftet dead-letters redrive --all --service activities --limit 100
  loftet dead-letters redrive --all --matching "is not known here"
""",
)
@chooses
@click.option("--dry-run", is_flag=True, help="Say what would be sent; send nothing.")
@json_option
def redrive_letters(broker: Broker, chosen: Chosen, dry_run: bool, as_json: bool) -> None:
    """Send letters again, as they came, to the topic they came from.

    For when what could not be read now can be: after a new version is deployed, say. Every reader of the topic meets
    them, and what it has met before has no effect. One that still cannot be read becomes a new letter. An agreement's
    is not sent where a later record of the agreement is on its topic, which keeps the latest alone. Exit 1 when one
    could not be sent; it is told with the reason, waits as before, and holds up no other. A dry run tells the same,
    sizes as far as this user may see a topic's settings.
    """
    kept = refused(broker, chosen.letters)
    able = [letter for letter in chosen.letters if letter.id not in kept]
    if not dry_run and able:
        with meeting(broker), _bar("Redriving", len(able), as_json) as advance:
            kept |= redrive(broker, able, advance)
        able = [letter for letter in able if letter.id not in kept]
    if as_json:
        show_json({"redriven": [each.id for each in able], "dryRun": dry_run, "refused": kept, "left": chosen.left})
    else:
        for letter in able:
            click.echo(f"{letter.id}: {'would be sent' if dry_run else 'sent'} to {letter.topic}")
        for name, reason in kept.items():
            click.echo(f"{name}: {reason}", err=True)
        told = f"{len(able)} {'would be ' if dry_run else ''}redriven, {len(kept)} not"
        click.echo(told + _left(chosen))
    if kept:
        raise SystemExit(1)


def _said(_: click.Context, __: click.Parameter, reason: str) -> str:
    if not reason.strip():
        raise click.BadParameter("say why")
    return reason.strip()


@dead_letters.command(
    "discard",
    epilog="""\b
Examples:
  loftet dead-letters discard reports/17 --reason "A test of the sender's."
  loftet dead-letters discard --all --service activities --matching fotpatrull --reason "Sent anew." --dry-run
""",
)
@chooses
@click.option("--reason", required=True, callback=_said, help="Why; it stands beside the letter.")
@click.option("--dry-run", is_flag=True, help="Say what would be put away; put nothing away.")
@json_option
def discard_letters(broker: Broker, chosen: Chosen, reason: str, dry_run: bool, as_json: bool) -> None:
    """Put letters away for good. They are shown by `list --every` as long as their topic keeps them."""
    able = [letter for letter in chosen.letters if letter.settled is None]
    before = [letter.id for letter in chosen.letters if letter.settled is not None]
    if not dry_run and able:
        with meeting(broker), _bar("Putting away", len(able), as_json) as advance:
            discard(broker, able, reason, advance)
    if as_json:
        told = {"discarded": [each.id for each in able], "dryRun": dry_run, "settledBefore": before}
        show_json({**told, "left": chosen.left})
        return
    if dry_run:
        for letter in able:
            click.echo(f"{letter.id}: would be put away; {plain(_cut(letter.reason))}")
    would = "would be " if dry_run else ""
    click.echo(f"{len(able)} {would}discarded, {len(before)} had been settled before" + _left(chosen))


@contextmanager
def _bar(what: str, total: int, silent: bool) -> Iterator[Callable[[int], None]]:
    """A bar on a terminal; what it gives is called with how many more are done."""
    with Progress(console=Console(stderr=True), disable=silent, transient=True) as progress:
        task = progress.add_task(what, total=total)
        yield lambda done: progress.advance(task, done)


def _left(chosen: Chosen) -> str:
    return f"; --limit left {chosen.left} more" if chosen.left else ""


def _told(letter: Letter) -> dict[str, object]:
    return {
        "letter": letter.id,
        "at": letter.at,
        "topic": letter.topic,
        "origin": letter.origin,
        "type": letter.type,
        "reason": letter.reason,
        "settled": None
        if letter.settled is None
        else {"how": letter.settled.how, "at": letter.settled.at, "why": letter.settled.why},
    }


def _fate(letter: Letter) -> str:
    if letter.settled is None:
        return "waits"
    return f"{letter.settled.how} {letter.settled.at:%Y-%m-%d}" + (
        f": {letter.settled.why}" if letter.settled.why else ""
    )


def _lines(text: str) -> str:
    return "\n".join(plain(line.expandtabs(4)) for line in text.splitlines())


def _event(letter: Letter) -> str:
    return (letter.type or "no type").removeprefix(PREFIX)


def _cut(text: str) -> str:
    return text if len(text) <= _SHORT else text[: _SHORT - 1] + "…"

"""The subcommands of `loftet dead-letters`."""

from collections.abc import Sequence
from typing import Final

import click
from rich.progress import Progress

from shared.events.catalogue import DEAD_LETTER_SERVICES
from shared.kafka.broker import Broker
from shared.kafka.clients import make_reader
from shared.ops.dead_letters.letters import Letter, Unfinished, read_letters
from shared.ops.dead_letters.settle import discard, redrive, why_not
from shared.ops.reaching import meeting, reaches_kafka
from shared.ops.showing import console, json_option, plain, show, show_json

_SHOWN: Final = 100  # letters in a list, unless asked for more
_SHORT: Final = 90  # characters of a reason in a list

_service_option = click.option("--service", type=click.Choice(DEAD_LETTER_SERVICES), help="Those of one service.")


@click.group("dead-letters")
def dead_letters() -> None:
    """What a service could not understand: list it, show it, send it again or put it away.

    A letter is named as `reports/17`: the service that could not read it, and its place on that service's topic. It
    waits until it is redriven or discarded, and goes when its topic no longer keeps it.
    """


@dead_letters.command("list")
@reaches_kafka
@_service_option
@click.option("--every", is_flag=True, help="Those that were redriven or discarded, too.")
@click.option("--limit", default=_SHOWN, show_default=True, type=click.IntRange(1), help="The latest so many.")
@json_option
def list_letters(broker: Broker, service: str | None, every: bool, limit: int, as_json: bool) -> None:
    """List the letters that wait, oldest first."""
    found = [letter for letter in _all(broker, service) if every or letter.settled is None]
    latest = found[-limit:]
    if as_json:
        for letter in latest:
            show_json(_told(letter))
        return
    rows = [
        (letter.id, f"{letter.at:%Y-%m-%d %H:%M}", letter.origin, letter.type, _cut(letter.reason), _fate(letter))
        for letter in latest
    ]
    show(("letter", "set aside", "from", "type", "reason", "since"), rows, "No dead letter waits.")
    if len(found) > limit:
        click.echo(f"and {len(found) - limit} older: --limit shows more", err=True)


@dead_letters.command("show")
@click.argument("letter")
@reaches_kafka
@json_option
def show_letter(broker: Broker, letter: str, as_json: bool) -> None:
    """Show one letter whole: its headers, why it was set aside, and its value."""
    found = _named(broker, [letter])[0]
    value = None if found.value is None else found.value.decode(errors="replace")
    if as_json:
        headers = {name: each.decode(errors="replace") for name, each in found.headers if each is not None}
        show_json({**_told(found), "headers": headers, "value": value})
        return
    told = {"letter": found.id, "from": found.origin, "set aside": found.at, "reason": found.reason}
    told |= {"since": _fate(found)} if found.settled else {}
    told |= {name: (each or b"").decode(errors="replace") for name, each in found.headers}
    show(("", ""), list(told.items()), "")
    click.echo("\n" + ("(the value was not kept)" if value is None else plain(value)))


@dead_letters.command(
    "redrive",
    epilog="""\b
Examples:
  loftet dead-letters redrive reports/17 reports/18
  loftet dead-letters redrive --all --service reports --dry-run
  loftet dead-letters redrive --all --service activities --limit 100
""",
)
@click.argument("letters", nargs=-1)
@reaches_kafka
@click.option("--all", "everything", is_flag=True, help="Every letter that waits.")
@_service_option
@click.option("--limit", type=click.IntRange(1), help="Only the oldest so many.")
@click.option("--dry-run", is_flag=True, help="Say what would be sent; send nothing.")
@json_option
def redrive_letters(
    broker: Broker,
    letters: tuple[str, ...],
    everything: bool,
    service: str | None,
    limit: int | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Send letters again, as they came, to the topic they came from.

    For when what could not be read now can be: after a new version is deployed, say. Every reader of the topic meets
    them, and what it has met before has no effect. One that still cannot be read becomes a new letter.
    """
    chosen = _chosen(broker, letters, everything, service)
    able = [letter for letter in chosen if why_not(letter) is None][:limit]
    refused = {letter.id: why_not(letter) for letter in chosen if why_not(letter) is not None}
    if not dry_run and able:
        with meeting(broker), Progress(console=console(), disable=as_json, transient=True) as progress:
            task = progress.add_task("Redriving", total=len(able))
            redrive(broker, able, lambda done: progress.advance(task, done))
    if as_json:
        show_json({"redriven": [letter.id for letter in able], "dryRun": dry_run, "refused": refused})
    else:
        for letter in able:
            click.echo(f"{letter.id}: {'would be sent' if dry_run else 'sent'} to {letter.topic}")
        for name, reason in refused.items():
            click.echo(f"{name}: {reason}", err=True)
        click.echo(f"{len(able)} {'would be ' if dry_run else ''}redriven, {len(refused)} not")
    if refused and not everything:
        raise SystemExit(1)


@dead_letters.command("discard")
@click.argument("letters", nargs=-1, required=True)
@reaches_kafka
@click.option("--reason", required=True, help="Why; it stands beside the letter.")
def discard_letters(broker: Broker, letters: tuple[str, ...], reason: str) -> None:
    """Put letters away for good. They are shown by `list --every` as long as their topic keeps them."""
    if not reason.strip():
        raise click.UsageError("--reason: say why")
    found = [letter for letter in _named(broker, letters) if letter.settled is None]
    with meeting(broker):
        discard(broker, found, reason.strip())
    click.echo(f"{len(found)} discarded, {len(letters) - len(found)} had been settled before")


def _chosen(broker: Broker, names: Sequence[str], everything: bool, service: str | None) -> list[Letter]:
    if everything == bool(names):
        raise click.UsageError("name the letters, or say --all")
    if names:
        return _named(broker, names)
    return [letter for letter in _all(broker, service) if letter.settled is None]


def _named(broker: Broker, names: Sequence[str]) -> list[Letter]:
    services = {name.partition("/")[0] for name in names}
    if unknown := services - set(DEAD_LETTER_SERVICES):
        raise click.UsageError(f"no service is called {min(unknown)!r}: a letter is named as reports/17")
    there = {letter.id: letter for service in sorted(services) for letter in _all(broker, service)}
    if missing := [name for name in names if name not in there]:
        raise click.ClickException(f"no such letter: {', '.join(missing)}; `loftet dead-letters list --every`")
    return [there[name] for name in dict.fromkeys(names)]


def _all(broker: Broker, service: str | None) -> list[Letter]:
    with meeting(broker), make_reader(broker) as reader:
        try:
            return read_letters(reader, [service] if service else DEAD_LETTER_SERVICES)
        except Unfinished as error:
            raise click.ClickException(str(error)) from error


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


def _cut(text: str) -> str:
    return text if len(text) <= _SHORT else text[: _SHORT - 1] + "…"

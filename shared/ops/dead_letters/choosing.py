"""Which letters a command is about: those that are named, or all that wait, narrowed and limited."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import Any

import click
from kafka import KafkaConsumer

from shared.events.catalogue import DEAD_LETTER_SERVICES
from shared.kafka.broker import Broker
from shared.kafka.clients import make_reader
from shared.kafka.topics import largest_records
from shared.ops.dead_letters.letters import Letter, Unfinished, read_letters
from shared.ops.dead_letters.overtaken import overtaken
from shared.ops.dead_letters.settle import why_not
from shared.ops.reaching import meeting, reaches_kafka

service_option = click.option("--service", type=click.Choice(DEAD_LETTER_SERVICES), help="Those of one service.")
matching_option = click.option(
    "--matching", metavar="TEXT", help="Those whose type, reason or place holds TEXT, as a list shows them."
)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The letters that a command is about, oldest first; ``left``: how many more a limit left out."""

    letters: list[Letter]
    left: int


def chooses(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that say which letters it is about; it is called with them as ``chosen``."""

    @wraps(command)
    def choosing(
        broker: Broker,
        letters: tuple[str, ...],
        everything: bool,
        service: str | None,
        matching: str | None,
        limit: int | None,
        **options: Any,  # noqa: ANN401  (the command's own)
    ) -> None:
        if everything == bool(letters):
            raise click.UsageError("name the letters, or say --all")
        if letters and (service or matching):
            raise click.UsageError("--service and --matching go with --all")
        found = named(broker, letters) if letters else waiting(broker, service, matching)
        left = len(found[limit:]) if limit else 0
        command(broker, chosen=Chosen(found[:limit], left), **options)

    for option in reversed(
        (
            click.argument("letters", nargs=-1),
            reaches_kafka,
            click.option("--all", "everything", is_flag=True, help="Every letter that waits."),
            service_option,
            matching_option,
            click.option("--limit", type=click.IntRange(1), help="Only the oldest so many."),
        )
    ):
        choosing = option(choosing)
    return choosing


def waiting(broker: Broker, service: str | None, matching: str | None, *, every: bool = False) -> list[Letter]:
    """The letters that wait, or every one, oldest first: of a service, and those that hold a text."""
    found = [letter for letter in _all(broker, service) if every or letter.settled is None]
    return [letter for letter in found if matching is None or letter.holds(matching)]


def named(broker: Broker, names: Sequence[str]) -> list[Letter]:
    """The letters of these names.

    Raises:
        click.ClickException: there is none of one of them.
    """
    services = {name.partition("/")[0] for name in names}
    if unknown := services - set(DEAD_LETTER_SERVICES):
        raise click.UsageError(f"no service is called {min(unknown)!r}: a letter is named as reports/17")
    there = {letter.id: letter for service in sorted(services) for letter in _all(broker, service)}
    if missing := [name for name in names if name not in there]:
        raise click.ClickException(f"no such letter: {', '.join(missing)}; `loftet dead-letters list --every`")
    return [there[name] for name in dict.fromkeys(names)]


def refused(broker: Broker, letters: Sequence[Letter]) -> dict[str, str]:
    """Why letters cannot be sent again, by their names, as far as it can be foreseen and this user may see."""
    topics = {letter.topic for letter in letters}
    with meeting(broker):
        with _reader(broker) as reader:
            there = topics & reader.topics()
            later = overtaken(reader, [letter for letter in letters if letter.settled is None], there)
        largest = largest_records(broker, there)
    told = {letter.id: why_not(letter, there, largest) or later.get(letter.id) for letter in letters}
    return {name: why for name, why in told.items() if why}


def _all(broker: Broker, service: str | None) -> list[Letter]:
    with meeting(broker), _reader(broker) as reader:
        return read_letters(reader, [service] if service else DEAD_LETTER_SERVICES)


@contextmanager
def _reader(broker: Broker) -> Iterator[KafkaConsumer]:
    with make_reader(broker) as reader:
        try:
            yield reader
        except Unfinished as error:
            raise click.ClickException(str(error)) from error

"""`loftet migrate`: a service's database brought to where the code reads and writes it."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module

import click
from pymongo.errors import PyMongoError

from shared.events.catalogue import DEAD_LETTER_SERVICES
from shared.ops.counted import counted
from shared.ops.progress import telling
from shared.ops.showing import json_option, show, show_json
from shared.store.migrations import LostLock, Step, Stuck, misfit, take_steps, taken
from shared.store.mongo import Store, connect_to, why


@dataclass(frozen=True, slots=True)
class Row:
    """A step, as the database has it: ``left`` is how many documents it has still to change, if it was not taken."""

    number: int
    name: str
    taken: str | None
    changed: int | None
    left: int | None
    known: bool = True


@click.command(
    "migrate",
    epilog="""\b
Examples:
  loftet migrate reports --dry-run   what would be changed; changes nothing
  loftet migrate reports             take the steps that are missing
  loftet migrate reports --status    which steps were taken; exit code 1 when code and database do not go together
""",
)
@click.option("--mongodb", envvar="LOFTET_MONGODB_URI", required=True, help="Its MongoDB, a connection string.")
@click.option("--database", envvar="LOFTET_MONGODB_DATABASE", help="Its own database; else loftet_SERVICE.")
@click.option("--dry-run", is_flag=True, help="Say what each missing step would change; change nothing.")
@click.option("--status", is_flag=True, help="Say which steps were taken and which are missing; change nothing.")
@json_option
@click.argument("service", type=click.Choice(DEAD_LETTER_SERVICES))
def migrate(mongodb: str, database: str | None, dry_run: bool, status: bool, as_json: bool, service: str) -> None:
    """Take the migration steps that a service's database lacks, before its new code is started.

    The service of the release before may run meanwhile. One process takes them, others wait for it; killed, it can be
    started again and goes on from where it was.
    """
    steps: Sequence[Step] = import_module(f"services.{service}.migrations").STEPS
    try:
        store = connect_to(mongodb, database or f"loftet_{service}")
        with store.client:
            if dry_run or status:
                _tell(store, steps, as_json, counted=dry_run)
            else:
                _migrate(store, steps, as_json)
    except (PyMongoError, LostLock, Stuck) as error:
        said = why(error) if isinstance(error, PyMongoError) else str(error)
        raise click.ClickException(f"the database of {service} was not migrated: {said}") from error


def _migrate(store: Store, steps: Sequence[Step], as_json: bool) -> None:
    with telling(as_json, "document") as told:
        done = take_steps(store, steps, told)
    for each in done:
        if as_json:
            show_json(each)
        else:
            click.echo(f"{each.number} {each.name}: {counted(each.changed, 'document')} changed")
    if not done and not as_json:
        click.echo(f"{store.name} lacks no step.")
    if wrong := misfit(store, steps):
        raise click.ClickException(wrong)


def _tell(store: Store, steps: Sequence[Step], as_json: bool, *, counted: bool) -> None:
    rows = _rows(store, steps, counted)
    if as_json:
        for row in rows:
            show_json(row)
    else:
        shown = [(row.number, row.name, row.taken or "missing", row.changed, row.left) for row in rows]
        show(("", "step", "taken", "changed", "left"), shown, "There are no steps.")
    wrong = None if counted else misfit(store, steps)
    if wrong:
        raise click.ClickException(wrong)


def _rows(store: Store, steps: Sequence[Step], counted: bool) -> list[Row]:
    book = taken(store)
    rows = []
    for step in steps:
        if (found := book.get(step.number)) is not None:
            rows.append(Row(step.number, step.name, f"{found.at:%Y-%m-%d %H:%M}", found.changed, None))
        else:
            rows.append(Row(step.number, step.name, None, None, step.left(store) if counted else None))
    later = [book[number] for number in sorted(book) if number > len(steps)]
    return rows + [
        Row(each.number, each.name, f"{each.at:%Y-%m-%d %H:%M}", each.changed, None, False) for each in later
    ]

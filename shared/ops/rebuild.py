"""`loftet rebuild`: a service's projection made anew from the topics, beside the live one, and put in its place."""

from importlib import import_module
from typing import Any, Final

import click
from pymongo.errors import PyMongoError

from shared.kafka.broker import Broker
from shared.kafka.errors import Recoverable, Rejected
from shared.ops.counted import counted
from shared.ops.progress import telling
from shared.ops.reaching import meeting, reaches_kafka
from shared.ops.showing import show_json
from shared.store.mongo import connect_to, why

SERVICES: Final = {"reports": "services.reports.rebuilding.run"}
MOST_NAMED = 20


@click.command(
    epilog="""\b
Examples:
  loftet rebuild reports                  make it anew, compare, switch
  loftet rebuild reports --compare-only   switch nothing; exit code 1 when something differs
"""
)
@reaches_kafka
@click.option("--mongodb", envvar="LOFTET_MONGODB_URI", required=True, help="Its MongoDB, a connection string.")
@click.option("--database", envvar="LOFTET_MONGODB_DATABASE", required=True, help="Its own database.")
@click.option("--clock", envvar="LOFTET_CLOCK_FILE", help="A file that holds the present instant, for rehearsals.")
@click.option("--compare-only", "--dry-run", is_flag=True, help="Make it anew and compare; switch nothing.")
@click.option("--json", "as_json", is_flag=True, help="Tell the outcome as one JSON object, and nothing else.")
@click.argument("service", type=click.Choice(sorted(SERVICES)))
def rebuild(
    broker: Broker, mongodb: str, database: str, clock: str | None, compare_only: bool, as_json: bool, service: str
) -> None:
    """Make a service's projection anew from the topics beside the live one, compare the two, and switch.

    Readers notice nothing, the service may run, and nothing is sent to anyone. Killed, it leaves what is live as it
    is, and can be started again.
    """
    run = import_module(SERVICES[service]).rebuild
    with meeting(broker), telling(as_json) as told:
        try:
            store = connect_to(mongodb, database)
            with store.client:
                outcome = run(broker, store, clock, told, compare_only=compare_only)
        except (PyMongoError, Recoverable, Rejected) as error:
            said = why(error) if isinstance(error, PyMongoError) else " ".join(str(error).split())
            raise click.ClickException(f"{service} was not rebuilt: {said}") from error
    if as_json:
        show_json(outcome)
    else:
        click.echo(_in_words(outcome))
    if compare_only and outcome.differences:
        raise SystemExit(1)


def _in_words(outcome: Any) -> str:  # noqa: ANN401  (each service's own outcome)
    """The outcome for a person to read."""
    unreadable = f", {outcome.unreadable} of them unreadable" if outcome.unreadable else ""
    lines = [f"{counted(outcome.records, 'record')} read in {outcome.seconds} s{unreadable}."]
    found = outcome.differences
    lines += [f"differs: {each.room}/{each.id}: {each.what}" for each in found[:MOST_NAMED]]
    if len(found) > MOST_NAMED:
        lines.append(f"and {len(found) - MOST_NAMED} more; --json names them all")
    if not found:
        lines.append("The two are the same.")
    if outcome.switched:
        lines.append(f"Generation {outcome.generation} is live in the place of {outcome.replaced}.")
        if not outcome.cleaned:
            lines.append("The old one could not be taken away yet; the next rebuild does so.")
    else:
        lines.append("Nothing was switched.")
    return "\n".join(lines)

"""The command: reads a file, tells of its rows, and says what became of them."""

from pathlib import Path

import click

from shared.ops.counted import counted
from shared.ops.imports.activities import Imported, import_activities
from shared.ops.imports.agreements import import_agreements
from shared.ops.imports.files import Row, Unreadable, read_rows
from shared.ops.imports.measures import import_measures
from shared.ops.seed.client import Api, Failed
from shared.ops.showing import json_option, show_json

_NOT_TAKEN = frozenset({"stateName", "feeling", "delivery", "inWords"})  # columns of the other tables


@click.command(name="import", epilog="Example: loftet import activities.csv --party exempel-kommun")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--activities-url", envvar="LOFTET_ACTIVITIES_URL", required=True, help="Where activities is reached.")
@click.option("--token", envvar="LOFTET_TOKEN", required=True, help="A bearer token; rather in the environment.")
@click.option(
    "--party", help="Of activities and measures: the party that the token speaks for; what is others' is left out."
)
@json_option
def import_(file: Path, activities_url: str, token: str, party: str | None, as_json: bool) -> None:
    """Import agreements, activities or measures, as open data has them: JSON or CSV, with commas or semicolons.

    The same file may be imported again: what came before is left as it is. Ends with 1 when a row was refused.
    """
    api = Api(activities_url, token)
    try:
        rows = read_rows(file)
        if rows and "inForceFrom" in rows[0]:
            done = import_agreements(api, rows, _known(api, rows))
        elif rows and "proposedAt" in rows[0]:
            done = import_measures(api, rows, _named(party))
        else:
            done = import_activities(api, _of_party(_taken_in(rows), _named(party)))
    except (Unreadable, Failed) as error:
        raise click.ClickException(str(error)) from error
    except KeyError as missing:
        raise click.ClickException(f"{file} has no column {missing}, which docs/open-data.md tells of.") from missing
    _tell(done, as_json=as_json)


def _named(party: str | None) -> str:
    if party is None:
        raise click.UsageError("activities and measures are told by a party: say which with --party.")
    return party


def _taken_in(rows: list[Row]) -> list[Row]:
    if rows and _NOT_TAKEN & rows[0].keys():
        raise Unreadable("Agreements, activities and measures are taken in; statuses and counts follow from what is.")
    return rows


def _of_party(rows: list[Row], party: str) -> list[Row]:
    ours = [row for row in rows if row["reportedBy"] == party]
    if len(ours) < len(rows):
        others = counted(len(rows) - len(ours), "row of other parties is", "rows of other parties are")
        click.echo(f"{others} left out.", err=True)
    return ours


def _known(api: Api, rows: list[Row]) -> dict[str, int]:
    """The versions that are there."""
    known = {}
    for agreement in {row["id"] for row in rows}:
        answer = api.call("GET", f"/activities/v1/agreements/{agreement}", also=frozenset({404}))
        if answer.status == 200:
            known[agreement] = int(answer.body["version"])
    return known


def _tell(done: Imported, *, as_json: bool) -> None:
    if as_json:
        show_json(done)
    else:
        for reason in done.refused:
            click.echo(reason, err=True)
        click.echo(f"{done.accepted} accepted, {done.duplicates} had come before, {len(done.refused)} refused.")
    if done.refused:
        raise SystemExit(1)

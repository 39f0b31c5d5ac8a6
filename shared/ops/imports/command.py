"""The command: reads a file, tells of its rows, and says what became of them."""

from pathlib import Path

import click

from shared.ops.imports.activities import Imported, import_activities
from shared.ops.imports.agreements import import_agreements
from shared.ops.imports.files import Row, Unreadable, read_rows
from shared.ops.seed.client import Api, Failed


@click.command(name="import", epilog="Example: loftet import activities.csv --party exempel-kommun")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--activities-url", envvar="LOFTET_ACTIVITIES_URL", required=True, help="Where activities is reached.")
@click.option("--token", envvar="LOFTET_TOKEN", required=True, help="A bearer token; rather in the environment.")
@click.option("--party", help="Of activities: the party that the token speaks for; the rows of others are left out.")
def import_(file: Path, activities_url: str, token: str, party: str | None) -> None:
    """Import agreements or activities, as open data has them: JSON or CSV, with commas or semicolons.

    The same file may be imported again: what came before is left as it is. Ends with 1 when a row was refused.
    """
    api = Api(activities_url, token)
    try:
        rows = read_rows(file)
        if rows and "inForceFrom" in rows[0]:
            done = import_agreements(api, rows, _known(api, rows))
        else:
            done = import_activities(api, _of_party(rows, party))
    except (Unreadable, Failed) as error:
        raise click.ClickException(str(error)) from error
    except KeyError as missing:
        raise click.ClickException(f"{file} has no column {missing}, which docs/open-data.md tells of.") from missing
    _tell(done)


def _of_party(rows: list[Row], party: str | None) -> list[Row]:
    if party is None:
        raise click.UsageError("activities are told by a party: say which with --party.")
    ours = [row for row in rows if row["reportedBy"] == party]
    if len(ours) < len(rows):
        click.echo(f"{len(rows) - len(ours)} rows of other parties are left out.", err=True)
    return ours


def _known(api: Api, rows: list[Row]) -> dict[str, int]:
    """The versions that are there."""
    known = {}
    for agreement in {row["id"] for row in rows}:
        answer = api.call("GET", f"/activities/v1/agreements/{agreement}", also=frozenset({404}))
        if answer.status == 200:
            known[agreement] = int(answer.body["version"])
    return known


def _tell(done: Imported) -> None:
    for reason in done.refused:
        click.echo(reason, err=True)
    click.echo(f"{done.accepted} accepted, {done.duplicates} had come before, {len(done.refused)} refused.")
    if done.refused:
        raise SystemExit(1)

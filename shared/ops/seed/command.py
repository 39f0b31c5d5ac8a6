"""`loftet seed`: imports the example agreements and plays the demonstration, over the public interfaces."""

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import click

from shared.clock import clock_from, local_day
from shared.events.agreement import Agreement
from shared.ops.seed.client import Api, Failed
from shared.ops.seed.exempelkommun import SEED, exempelkommun
from shared.ops.seed.play import Cast, publish, tell
from shared.ops.seed.scene import Story, read_agreement, read_story
from shared.ops.showing import json_option, show_json
from shared.ops.token import Grant, make_token

OPERATOR_SCOPES = ("activities:read", "agreements:write", "notifications:write")
PARTY_SCOPES = ("activities:read", "activities:write", "assessments:write", "events:write")


@click.command(
    epilog="""\b
Example, with the settings that the README names, as `make up` runs it:
  loftet seed
"""
)
@click.option("--activities-url", envvar="LOFTET_ACTIVITIES_URL", required=True, help="Where activities is reached.")
@click.option(
    "--notifications-url", envvar="LOFTET_NOTIFICATIONS_URL", required=True, help="Where notifications is reached."
)
@click.option(
    "--key",
    envvar="LOFTET_SIGNING_KEY",
    required=True,
    type=click.Path(path_type=Path, exists=True),
    help="The private key that signs the tokens, a JWK in a file.",
)
@click.option("--issuer", envvar="LOFTET_TOKEN_ISSUER", required=True, help="`iss` of the tokens.")
@click.option(
    "--audience", envvar="LOFTET_TOKEN_AUDIENCE", default="loftet", show_default=True, help="`aud` of the tokens."
)
@click.option("--clock-file", envvar="LOFTET_CLOCK_FILE", help="Take today's date from this file.")
@json_option
def seed(
    activities_url: str,
    notifications_url: str,
    key: Path,
    issuer: str,
    audience: str,
    clock_file: str | None,
    as_json: bool,
) -> None:
    """Import the example agreements and play the demonstration. Twice does no harm."""

    def cast_of(municipality: str) -> Cast:
        def sign(client: str, scopes: tuple[str, ...], party: str | None = None) -> str:
            grant = Grant(client=client, scopes=scopes, party=party, municipalities=(municipality,))
            return make_token(key, grant, issuer=issuer, audience=audience)

        operator = sign("demonstration", OPERATOR_SCOPES)
        return Cast(
            activities=Api(activities_url, operator),
            notifications=Api(notifications_url, operator),
            resident=Api(activities_url),
            party=cache(lambda party: Api(activities_url, sign(f"demonstration-{party}", PARTY_SCOPES, party))),
        )

    today = local_day(clock_from(clock_file).now())
    nykvarn = read_agreement(SEED / "nykvarn-2021-2022.yml")
    agreements, invented = exempelkommun(today)
    try:
        _play(cast_of, [nykvarn], read_story(SEED / "nykvarn-2021-2022-demonstration.yml"), as_json=as_json)
        _play(cast_of, agreements, invented, as_json=as_json)
    except Failed as failure:
        raise click.ClickException(str(failure)) from failure


def _play(cast_of: Callable[[str], Cast], agreements: Sequence[Agreement], story: Story, *, as_json: bool) -> None:
    """Publish a municipality's agreements and tell its story, with a line for each."""

    def say(what: str, became: object) -> None:
        if as_json:
            show_json({"what": what, "became": str(became)})
        else:
            click.echo(f"{what}: {became}")

    cast = cast_of(agreements[0].municipality.code)
    for agreement in agreements:
        say(agreement.id, publish(cast, agreement))
    told = next(agreement for agreement in agreements if agreement.id == story.agreement)
    say(told.municipality.name, tell(cast, story, told))

"""Bearer tokens, signed by a key that lies in a file: for local work and tests.

In production an identity provider issues them; these carry the same claims.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from shared.ops.showing import json_option, show_json

SCOPES = (
    "activities:read",
    "activities:write",
    "agreements:read",
    "agreements:write",
    "assessments:write",
    "events:write",
    "notifications:read",
    "notifications:write",
    "operations:read",
    "reports:read",
    "subscriptions:read",
    "subscriptions:write",
    "tips:read",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What a token lets its bearer do.

    Attributes:
        client: the system that bears it.
        scopes: what it may do.
        party: the party it reports as; None for an operator.
        municipalities: the codes of the municipalities it reaches.
    """

    client: str
    scopes: Sequence[str]
    party: str | None = None
    municipalities: Sequence[str] = ()


def make_token(
    key_file: Path, grant: Grant, *, issuer: str, audience: str, lifetime: timedelta = timedelta(days=1)
) -> str:
    """A signed JWT (RFC 7519; claims as in RFC 9068, with `party` and `municipalities` of our own)."""
    key = _key(key_file)
    now = datetime.now(UTC)
    claims: dict[str, object] = {
        "iss": issuer,
        "aud": audience,
        "sub": grant.client,
        "client_id": grant.client,
        "scope": " ".join(grant.scopes),
        "municipalities": list(grant.municipalities),
        "iat": int(now.timestamp()),
        "exp": int((now + lifetime).timestamp()),
    }
    if grant.party:
        claims["party"] = grant.party
    header = {"typ": "JWT", "alg": key["alg"], "kid": key["kid"]}
    return jwt.encode(header, claims, ECKey.import_key(key))


def _key(file: Path) -> dict[str, Any]:
    """A private key.

    Raises:
        click.ClickException: the file holds none.
    """
    try:
        key: dict[str, Any] = json.loads(file.read_text(encoding="ascii"))
        if {"alg", "kid", "d"} <= key.keys() and ECKey.import_key(key).is_private:
            return key
    except (OSError, ValueError, AttributeError, JoseError):
        pass
    raise click.ClickException(f"{file} holds no private key: a JWK with alg, kid and d, as `make keys` writes it")


@click.command(
    epilog="""\b
Examples, with LOFTET_SIGNING_KEY and LOFTET_TOKEN_ISSUER set as the README shows:
  loftet token --client arenden --party exempel-kommun --municipality 9999 --scope activities:write
  loftet token --client me --scope operations:read       for the operator's page
"""
)
@click.option(
    "--key",
    envvar="LOFTET_SIGNING_KEY",
    required=True,
    type=click.Path(path_type=Path, exists=True),
    help="The private key, a JWK in a file.",
)
@click.option("--issuer", envvar="LOFTET_TOKEN_ISSUER", required=True, help="Its `iss`, as the services expect it.")
@click.option("--audience", envvar="LOFTET_TOKEN_AUDIENCE", default="loftet", show_default=True, help="Its `aud`.")
@click.option("--client", required=True, help="The system that will bear the token.")
@click.option(
    "--scope", "scopes", multiple=True, required=True, type=click.Choice(SCOPES), help="What it may do; repeatable."
)
@click.option("--party", help="The party it reports as; none for an operator.")
@click.option("--municipality", "municipalities", multiple=True, help="A municipality it reaches, by code; repeatable.")
@click.option("--days", default=1, show_default=True, type=click.IntRange(1, 366), help="How long it is valid.")
@json_option
def token(
    key: Path,
    issuer: str,
    audience: str,
    client: str,
    scopes: tuple[str, ...],
    party: str | None,
    municipalities: tuple[str, ...],
    days: int,
    as_json: bool,
) -> None:
    """Print a bearer token, for local work only.

    In earnest an identity provider issues tokens, and the services know its keys alone.
    """
    click.echo("A token for local work only: in earnest an identity provider issues them.", err=True)
    grant = Grant(client=client, scopes=scopes, party=party, municipalities=municipalities)
    lifetime = timedelta(days=days)
    made = make_token(key, grant, issuer=issuer, audience=audience, lifetime=lifetime)
    if as_json:
        show_json({"token": made, "scopes": scopes, "days": days})
    else:
        click.echo(made)

"""`loftet page`: the operator's page, served until it is ended."""

import sys
from typing import Final

import click
from gunicorn.app.wsgiapp import WSGIApplication  # type: ignore[import-untyped]

from shared.config import BadConfiguration
from shared.ops.page.config import PageSettings

_CONFIGURATION: Final = "python:shared.http.gunicorn_conf"


@click.command(
    epilog="""\b
Examples, in an environment with what the README says that it reads:
  loftet page
  LOFTET_PAGE_PORT=9000 loftet page
  loftet token --client me --scope operations:read      a token to sign in with, for local work
"""
)
def page() -> None:
    """Serve the operator's page: what is wrong, lag, dead letters, relays, deliveries and topics, kept fresh.

    It reads Kafka and asks every process for its metrics; it writes nothing. It listens on this machine alone unless
    LOFTET_BIND_HOST says otherwise, and shows itself to operators' tokens with the scope operations:read. Ctrl-C ends.
    """
    try:
        settings = PageSettings.read()
    except BadConfiguration as error:
        raise click.UsageError(str(error)) from error
    bind = f"{settings.bind_host}:{settings.page_port}"
    click.echo(f"The operator's page: {settings.public_url}/operator", err=True)
    # One process whatever WEB_CONCURRENCY says: each would look, and forget who has signed in with another.
    words = ["-c", _CONFIGURATION, "--bind", bind, "--workers", "1"]
    sys.argv = ["gunicorn", *words, "shared.ops.page.app:create_app()"]
    WSGIApplication().run()

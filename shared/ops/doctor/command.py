"""`loftet doctor`: everything that a service rests on, asked in turn, and what to do about what is wrong."""

from collections.abc import Iterator
from importlib import import_module
from typing import Any

import click
from rich.console import Console

from shared.config import BadConfiguration, Settings
from shared.events.catalogue import DEAD_LETTER_SERVICES
from shared.ops.doctor.brokers import examine_broker
from shared.ops.doctor.database import examine_database
from shared.ops.doctor.finding import Finding, found
from shared.ops.doctor.keys import examine_keys
from shared.ops.doctor.mail import examine_mail
from shared.ops.doctor.worker import examine_worker
from shared.ops.showing import json_option, show, show_json


@click.command(
    epilog="""\b
Examples, in the environment that the service's processes have:
  loftet doctor reports
  loftet doctor notifications --json
  loftet doctor reports --worker
"""
)
@click.argument("service", type=click.Choice(DEAD_LETTER_SERVICES))
@click.option(
    "--worker", is_flag=True, help="What its worker rests on alone: not the keys that tokens are checked against."
)
@json_option
def doctor(service: str, worker: bool, as_json: bool) -> None:
    """Ask everything that SERVICE rests on, and say what to do about what is wrong; exit 1 when something is.

    Run it where the service runs: it reads the same environment. It writes nothing and sends nothing.
    """
    findings = []
    with Console(stderr=True).status("asking: configuration") as status:
        for finding in examine(service, worker=worker):
            findings.append(finding)
            status.update(f"asked: {finding.what}")
            if as_json:
                show_json(finding)
    if not as_json:
        rows = [(each.what, each.wrong or "well", each.do or "") for each in findings]
        show(("", "found", "what to do"), rows, "")
    if any(each.wrong for each in findings):
        raise SystemExit(1)


def examine(service: str, *, worker: bool = False) -> Iterator[Finding]:
    """Each thing in turn, what others rest on first; what cannot be asked any more is left out.

    Args:
        service: whose.
        worker: without what its worker has no use for.
    """
    try:
        settings = _settings(service)
    except BadConfiguration as error:
        for wrong in str(error).split("; LOFTET_"):  # each setting that is missing or bad
            told = wrong if wrong.startswith("LOFTET_") else f"LOFTET_{wrong}"
            yield found("configuration", told, "set it; the README's table tells of each setting")
        return
    yield Finding(what="configuration")
    yield from examine_broker(settings.broker, service)
    yield from examine_worker(settings)
    yield from examine_database(settings, service)
    yield from examine_keys(settings, tokens=not worker)
    yield from examine_mail(settings)


def _settings(service: str) -> Any:  # noqa: ANN401  (each service's own)
    kind: type[Settings] = getattr(import_module(f"services.{service}.config"), f"{service.capitalize()}Settings")
    return kind.read()

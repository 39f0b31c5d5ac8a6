"""Our own processes: those that the Procfile names, each with its settings."""

import os
import shlex
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from string import Template

from honcho.environ import parse_procfile

from deploy.local import ports
from deploy.local.guard import Guard
from deploy.local.keys import Keys
from deploy.local.part import Part, healthy
from deploy.local.process import script
from shared.ops.counted import counted
from shared.ops.progress import telling
from shared.store.migrations import Step, take_steps
from shared.store.mongo import connect_to

PROCFILE = Path(__file__).parent / "Procfile"
SERVICES = ("activities", "reports", "notifications")
PAGE = "operator-page"
ISSUER = "https://loftet.localhost"

# Each by this Python. As a module gunicorn could not start its like: it would take its own `http` for Python's.
_RUN = {"python": [sys.executable], "gunicorn": [sys.executable, script("gunicorn")]}

# What the caller's environment may say of the services; all else is the stack's own to tell.
_PASSED = {"LOFTET_LOG_LEVEL", "LOFTET_MAX_DEAD_LETTERS", "LOFTET_CLIENTS", "LOFTET_TRACES_URL"}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the services are told of where they run; each may be told of the database in its own way."""

    kafka_bootstrap: str
    mongodb_uri: Callable[[str], str]
    ports: Mapping[str, int]
    keys: Keys
    clock_file: Path | None
    guard: Guard | None = None


def url_of(service: str, taken: Mapping[str, int]) -> str:
    """Where a service's web process is reached."""
    return f"http://{ports.HOST}:{taken[f'{service}-web']}"


def outer_environment() -> dict[str, str]:
    """The caller's environment, without the settings that are the stack's own to make."""
    return {name: value for name, value in os.environ.items() if not name.startswith("LOFTET_")} | {
        name: os.environ[name] for name in _PASSED if name in os.environ
    }


def settings_of(service: str, around: Surroundings) -> dict[str, str]:
    """The settings of a service, for both its processes."""
    settings = {
        **_common_settings(service, around),
        "LOFTET_MONGODB_URI": around.mongodb_uri(service),
        "LOFTET_MONGODB_DATABASE": f"loftet_{service}",
        "LOFTET_PUBLIC_URL": url_of(service, around.ports),
        "LOFTET_ACTIVITIES_URL": url_of("activities", around.ports),
        "LOFTET_WORKER_PORT": str(around.ports[f"{service}-worker"]),
        **_own_settings(service, around),
    }
    if around.clock_file:
        settings["LOFTET_CLOCK_FILE"] = str(around.clock_file)
    return settings


def page_settings(around: Surroundings) -> dict[str, str]:
    """The settings of the operator's page, which asks every process of the services."""
    asked = [f"{service}-{kind}" for service in SERVICES for kind in ("web", "worker")]
    return {
        **_common_settings(PAGE, around),
        "LOFTET_PUBLIC_URL": f"http://{ports.HOST}:{around.ports[PAGE]}",
        "LOFTET_PAGE_PORT": str(around.ports[PAGE]),
        "LOFTET_PROCESSES": ",".join(f"{name}=http://{ports.HOST}:{around.ports[name]}" for name in asked),
    }


def _common_settings(user: str, around: Surroundings) -> dict[str, str]:
    """What every process is told; ``user``: as whom it logs in to Kafka."""
    settings = {
        "LOFTET_KAFKA_BOOTSTRAP": around.kafka_bootstrap,
        "LOFTET_JWKS": str(around.keys.jwks),
        "LOFTET_TOKEN_ISSUER": ISSUER,
        # All callers are on this machine, and some of them measure how much it can take.
        "LOFTET_RATE_LIMIT": os.environ.get("LOFTET_RATE_LIMIT", "0"),
    }
    if around.guard:
        settings |= {
            "LOFTET_KAFKA_TLS": "true",
            "LOFTET_KAFKA_CA": str(around.guard.ca),
            "LOFTET_KAFKA_USER": user,
            "LOFTET_KAFKA_PASSWORD": around.guard.passwords[user],
        }
    return settings


def _own_settings(service: str, around: Surroundings) -> dict[str, str]:
    if service == "activities":
        return {"LOFTET_TIPS_KEYS": str(around.keys.tips)}
    if service == "reports":
        return {"LOFTET_NOTIFICATIONS_URL": url_of("notifications", around.ports)}
    return {
        "LOFTET_SMTP_HOST": ports.HOST,
        "LOFTET_SMTP_PORT": str(around.ports["smtp"]),
        "LOFTET_MAIL_FROM": "Löftet <loftet@exempelkommun.example>",
        "LOFTET_PAGE_URL": url_of("reports", around.ports),
        "LOFTET_FOLLOWERS_KEYS": around.keys.followers_setting,
        "LOFTET_WEBHOOKS_INSECURE": "true",  # receivers run on this very machine
    }


def migrate(around: Surroundings) -> list[str]:
    """Bring each service's database to where the code reads and writes it; returns what was done, in words."""
    return [f"{service}: {done}" for service in SERVICES for done in _migrate(service, settings_of(service, around))]


def _migrate(service: str, settings: Mapping[str, str]) -> list[str]:
    steps: Sequence[Step] = import_module(f"services.{service}.migrations").STEPS
    store = connect_to(settings["LOFTET_MONGODB_URI"], settings["LOFTET_MONGODB_DATABASE"])
    with store.client:
        return [
            f"{each.name} ({counted(each.changed, 'document')})" for each in take_steps(store, steps, telling(True))
        ]


def parts(around: Surroundings) -> list[Part]:
    """A part for each line of the Procfile."""
    declared = parse_procfile(PROCFILE.read_text(encoding="utf-8")).processes
    return [_part(name, line, around) for name, line in declared.items()]


def _part(name: str, line: str, around: Surroundings) -> Part:
    port = around.ports[name]
    words = shlex.split(Template(line).substitute(PORT=port))
    own = page_settings(around) if name == PAGE else settings_of(name.rpartition("-")[0], around)
    return Part(
        name=name,
        port=port,
        command=[*_RUN[words[0]], *words[1:]],
        environment=outer_environment() | own,
        check=lambda: healthy(port),
    )

"""What the operator's page needs to know."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from environs import Env, ValidationError, validate

from shared.config import ProcessSettings

SCOPE: Final = "operations:read"
PORT: Final = 8104


@dataclass(frozen=True, kw_only=True)
class PageSettings(ProcessSettings):
    """The settings of the operator's page.

    Attributes:
        processes: whom it asks for metrics, as `name=http://host:port`, several by commas.
        page_port: where it listens.
        page_seconds: how often it looks.
    """

    processes: str
    page_port: int
    page_seconds: int

    @property
    def addresses(self) -> dict[str, str]:
        """Where each process answers, by its name. Where a host stands for several addresses, each of them is asked."""
        return dict(_pairs(self.processes))

    @classmethod
    def declare(cls, env: Env) -> dict[str, Any]:
        """The settings of every process and those of the page."""
        return super().declare(env) | {
            "processes": env.str("PROCESSES", validate=_must_be_addresses),
            "page_port": env.int("PAGE_PORT", PORT, validate=validate.Range(1, 65535)),
            "page_seconds": env.int("PAGE_SECONDS", 10, validate=validate.Range(1, 300)),
        }


def _pairs(processes: str) -> Iterator[tuple[str, str]]:
    for each in processes.split(","):
        name, _, url = each.strip().partition("=")
        yield name.strip(), url.strip().rstrip("/")


def _must_be_addresses(processes: str) -> None:
    wrong = [name for name, url in _pairs(processes) if urlsplit(url).scheme != "http" or not urlsplit(url).hostname]
    if wrong:
        raise ValidationError(f"give name=http://host:port, several by commas; {', '.join(wrong) or 'it'} is not so.")

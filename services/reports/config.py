"""Configuration of the reports service."""

from dataclasses import dataclass
from typing import Any

from environs import Env

from shared.config import Settings


@dataclass(frozen=True, kw_only=True)
class ReportsSettings(Settings):
    """What reports needs beside the common settings.

    Attributes:
        notifications_url: where residents follow by mail; without it, the page has no link to that.
    """

    notifications_url: str | None = None

    @classmethod
    def declare(cls, env: Env) -> dict[str, Any]:
        """The common settings and that of reports."""
        return super().declare(env) | {"notifications_url": env.str("NOTIFICATIONS_URL", None)}

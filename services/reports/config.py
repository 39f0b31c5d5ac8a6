"""Configuration of the reports service."""

from dataclasses import dataclass
from typing import Any

from environs import Env

from shared.config import Settings


@dataclass(frozen=True, kw_only=True)
class ReportsSettings(Settings):
    """What reports needs besides the common settings.

    Attributes:
        activities_url: where the outside reaches activities; only linked to.
    """

    activities_url: str

    @classmethod
    def declare(cls, env: Env) -> dict[str, Any]:
        """See `Settings.declare`."""
        return super().declare(env) | {"activities_url": env.str("ACTIVITIES_URL")}

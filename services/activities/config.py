"""What activities needs to know beyond what every service does."""

from dataclasses import dataclass
from typing import Any

from environs import Env

from shared.config import Settings


@dataclass(frozen=True, kw_only=True)
class ActivitiesSettings(Settings):
    """The settings of activities, in both its processes.

    Attributes:
        tips_keys: file with the public keys (JWKS) that tips are sealed for; each key names its ``party``.
    """

    tips_keys: str

    @classmethod
    def declare(cls, env: Env) -> dict[str, Any]:
        """The common settings and those of activities."""
        return super().declare(env) | {"tips_keys": env.str("TIPS_KEYS")}

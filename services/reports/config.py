"""Configuration of the reports service."""

from dataclasses import dataclass

from shared.config import Settings


@dataclass(frozen=True, kw_only=True)
class ReportsSettings(Settings):
    """What reports needs: the common settings, and none of its own."""

"""`loftet seed`: the example agreements and the demonstration, played through the public interfaces."""

from shared.ops.seed.command import seed

__all__ = ["seed"]

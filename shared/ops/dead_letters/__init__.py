"""`loftet dead-letters`: what could not be understood, and what becomes of it."""

from shared.ops.dead_letters.command import dead_letters

__all__ = ["dead_letters"]

"""`loftet doctor`: what a service rests on, asked in turn."""

from shared.ops.doctor.command import doctor

__all__ = ["doctor"]

"""`loftet import`: takes in what open data gives out, over the public interface, as any system would."""

from shared.ops.imports.command import import_

__all__ = ["import_"]

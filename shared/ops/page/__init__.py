"""The operator's page: what is wrong, and what all of Löftet does, on one page that refreshes itself."""

from shared.ops.page.command import page

__all__ = ["page"]

"""What was written in an earlier version of its type, made what it would be today.

A topic keeps its events for years, so whoever reads it meets every version that was ever written to it. The catalogue
holds the current version of each type alone; what an earlier one becomes stands in `UPCASTERS`, a step at a time, so
that code which reads knows one form. See docs/upgrades.md for how a version is added.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from shared.events.catalogue import CATALOGUE

Data = Mapping[str, Any]  # an event's data as it stands in JSON


class UnknownType(Exception):
    """No type of ours, of no version: another's, or one of code that is newer than this."""


@dataclass(frozen=True, slots=True)
class Upcaster:
    """The type that follows, and what makes its data of the earlier one's. Pure: it gets JSON, and gives JSON."""

    to: str
    change: Callable[[Data], Data]


# Full name of an earlier version -> what it became.
UPCASTERS: dict[str, Upcaster] = {}


def current(type_name: str) -> str:
    """The name that a type goes by today.

    Raises:
        UnknownType: it never was one of ours.
    """
    while (step := UPCASTERS.get(type_name)) is not None:
        type_name = step.to
    if type_name not in CATALOGUE:
        raise UnknownType(f"unknown type {type_name}")
    return type_name


def upcast(type_name: str, data: Data) -> Data:
    """The data of an earlier version, as they would be written today; those of a current one as they are."""
    while (step := UPCASTERS.get(type_name)) is not None:
        type_name, data = step.to, step.change(data)
    return data

"""A change: something at its new revision, and the type of the event that tells of it, if any does."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from shared.events.record import Revised

R = TypeVar("R", bound=Revised)


@dataclass(frozen=True, slots=True)
class Change(Generic[R]):
    """Something at its new revision, and the type of the event that tells of it; None: it concerns nobody else yet."""

    record: R
    event: str | None = None

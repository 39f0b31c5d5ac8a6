"""What a handler says of its batch, once everything that can be accepted is durable."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.events.cloudevent import Event, Outgoing


@dataclass(frozen=True, slots=True)
class Invalid:
    """An event that can never be accepted; ``reason`` is for the operator's eyes.

    ``secret``: it holds what nobody may read, so that its value is not kept in the dead letters either.
    """

    event: Event
    reason: str
    secret: bool = False


@dataclass(frozen=True, slots=True)
class Handled:
    """What is to be sent before the batch's offsets are committed: dead letters, and then what is told of the batch.

    After a failure the batch is handled again and told of again: what is told has an id that derives from its cause.
    """

    invalid: Sequence[Invalid] = ()
    told: Sequence[Outgoing] = ()

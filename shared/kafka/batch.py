"""A batch of records, and what becomes of each: an event to be handled, a dead letter, or skipped."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from shared.events.cloudevent import Event
from shared.kafka.dead_letters import DeadLetter
from shared.kafka.handled import Invalid
from shared.observe import metrics


@dataclass(slots=True)
class Batch:
    """What was polled at once.

    ``origins`` are the events' records, by the `id()` of the event; ``unreadable`` counts by topic the letters that
    could not even be read.
    """

    records: list[Any]
    events: list[Event] = field(default_factory=list)
    origins: dict[int, Any] = field(default_factory=dict)
    letters: list[DeadLetter] = field(default_factory=list)
    unreadable: Counter[str] = field(default_factory=Counter)

    def set_aside(self, invalid: Sequence[Invalid]) -> None:
        """Make dead letters of events that can never be accepted."""
        for each in invalid:
            self.letters.append(DeadLetter(self.origins.pop(id(each.event)), each.reason, each.secret))
        self.events = [event for event in self.events if id(event) in self.origins]

    def count(self, service: str) -> None:
        """Count the records of each topic: read = applied + skipped + dead-lettered."""
        dead = Counter(letter.record.topic for letter in self.letters)
        applied = Counter(self.origins[id(event)].topic for event in self.events)
        for topic, read in Counter(record.topic for record in self.records).items():
            skipped = read - applied[topic] - dead[topic]
            outcomes = {"applied": applied[topic], "skipped": skipped, "dead_lettered": dead[topic]}
            for outcome, count in outcomes.items():
                metrics.consumed_total.labels(service, topic, outcome).inc(count)
            metrics.dead_letters_total.labels(service, topic).inc(dead[topic])
            metrics.decode_failures_total.labels(service, topic).inc(self.unreadable[topic])

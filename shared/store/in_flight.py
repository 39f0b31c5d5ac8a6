"""What a relay has sent and Kafka has not acknowledged, in order.

After a record that is too large for its topic an idempotent producer fails every other with the same error. So whose it
was is found out by sending one at a time, from where the relay had come, until the one is met; it is set aside, and
another producer goes on.
"""

import time
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from kafka import KafkaProducer
from kafka.errors import KafkaError

from shared.config import Settings
from shared.events.cloudevent import Outgoing
from shared.kafka.clients import let_go, make_producer
from shared.kafka.sending import ACK_SECONDS, OutgoingRecord, record_of
from shared.observe import metrics, spans
from shared.observe.spans import SpanKind
from shared.store.mongo import Document
from shared.store.unsendable import MALFORMED, NEVER_TAKEN, SetAside

MOST = 5_000
LOOKED_LONG = 60.0
MET_AGAIN = 5.0  # seconds after `begin` within which what failed before is met again


@dataclass(frozen=True, slots=True)
class Told:
    """What a change tells: its events, and when and to which document it happened.

    ``changed_at`` None: in the very millisecond of the change before it.
    """

    where: str
    events: list[Document]
    changed_at: datetime | None


@dataclass(slots=True)
class Sent:
    """A change whose events were sent; ``token`` names it in the server's history, unless it was swept.

    ``tried_at`` is when its events were first tried, ``sent_at`` when they were last.
    """

    token: Document | None
    told: Told
    tried_at: float
    futures: list[Any] = field(default_factory=list)
    sent_at: float = field(default_factory=time.monotonic)


class InFlight:
    """A producer, and what it was given. A failure raises, and then all is to be sent again: see `begin`."""

    def __init__(self, settings: Settings, name: str) -> None:
        self._settings = settings
        self._name = name
        self._aside = SetAside(settings, name)
        self._sent: deque[Sent] = deque()
        self._producer: KafkaProducer | None = None
        self._alone_since: float | None = None  # since when they are sent one at a time
        self._tried: dict[str, float] = {}  # what failed and is to be sent again: when it was first tried
        self._owed_since: float | None = None
        self._begun_at = time.monotonic()
        self._mute_since: float | None = None  # since when no producer can be made
        metrics.relay_age_seconds.labels(name).set_function(self.age)

    def begin(self) -> None:
        """Begin with nothing in flight and a producer that has not failed."""
        self.end()
        self._begun_at = time.monotonic()
        try:
            self._producer = make_producer(self._settings.broker)
        except KafkaError:
            self._mute_since = self._mute_since or time.monotonic()
            raise
        self._mute_since = None

    def end(self) -> None:
        """Let go of the producer, and of what it was given; since when that is owed stays known."""
        for sent in self._sent:
            self._tried.setdefault(sent.told.where, sent.tried_at)
        self._sent.clear()
        if self._producer is not None:
            let_go(self._producer)
            self._producer = None

    def check(self) -> str | None:
        """None when nothing was lost sight of; else what was skipped."""
        return self._aside.check()

    @property
    def is_full(self) -> bool:
        """Whether some must be acknowledged before more is sent."""
        return len(self._sent) > MOST

    @property
    def owes(self) -> bool:
        """Whether a change was tried that Kafka has not acknowledged, by this producer or by one before it."""
        return self._owed_since is not None

    def age(self) -> float:
        """Seconds since the oldest change that is not acknowledged was first tried; 0 when there is none.

        While no producer can be made, what waits cannot be tried: then it is at least the time for which that lasts.
        """
        since = min((each for each in (self._owed_since, self._mute_since) if each is not None), default=None)
        return 0.0 if since is None else time.monotonic() - since

    def __bool__(self) -> bool:
        return bool(self._sent)

    def send(self, token: Document | None, told: Told) -> None:
        """Send the events of a change; what can never be sent is set aside."""
        sent = Sent(token, told, self._tried.pop(told.where, time.monotonic()))
        self._sent.append(sent)  # before it is given to a producer that may hold on to it, or fail
        self._reckon()
        for event in told.events:
            try:
                record = record_of(Outgoing.from_document(event), self._settings.activities_url)
                future = self._alone(record) if self._alone_since else self._given().send(*record)
            except (*MALFORMED, *NEVER_TAKEN) as error:
                self._aside.put(event, told.where, error)
            else:
                sent.futures.append(future)

    def settle(self, *, wait: bool) -> Sent | None:
        """Let go of what is acknowledged, in order; returns the last of it. A failed record raises."""
        last = None
        while self._sent and (wait or all(future.is_done for future in self._sent[0].futures)):
            for future in self._sent[0].futures:
                self._acknowledged(future)
            metrics.relay_sent_total.labels(self._name).inc(len(self._sent[0].futures))
            last = self._sent.popleft()
            _note(last)
        if wait:
            self._tried.clear()  # it was among these
        self._reckon()
        return last

    def nothing_more(self) -> None:
        """Nothing waits to be sent: after a while of looking, the one that failed was taken after all."""
        if self._alone_since and time.monotonic() - self._alone_since > LOOKED_LONG:
            self._alone_since = None
        if not self._sent and time.monotonic() - self._begun_at > MET_AGAIN:
            self._tried.clear()
            self._reckon()

    def _reckon(self) -> None:
        tried = [*self._tried.values(), *(sent.tried_at for sent in islice(self._sent, 1))]
        self._owed_since = min(tried, default=None)

    def _acknowledged(self, future: Any) -> None:  # noqa: ANN401  (untyped library)
        try:
            future.get(timeout=ACK_SECONDS)
        except NEVER_TAKEN:
            self._alone_since = time.monotonic()
            raise

    def _alone(self, record: OutgoingRecord) -> Any:  # noqa: ANN401
        """Send and wait, as for each since `begin`; when it is the one never taken, go on with another producer."""
        future = self._given().send(*record)
        try:
            future.get(timeout=ACK_SECONDS)
        except NEVER_TAKEN:
            let_go(self._given())
            self._producer, self._alone_since = make_producer(self._settings.broker), None
            raise
        return future

    def _given(self) -> KafkaProducer:
        if self._producer is None:
            raise RuntimeError("nothing is sent before `begin`")
        return self._producer


def _note(sent: Sent) -> None:
    seconds = time.monotonic() - sent.sent_at
    for event in sent.told.events:
        headers, topic = event.get("headers"), str(event.get("topic"))
        if isinstance(headers, dict) and (parent := headers.get("ce_traceparent")):
            spans.note(f"send {topic}", SpanKind.PRODUCER, seconds, parent=parent, messaging_destination_name=topic)

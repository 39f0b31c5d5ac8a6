"""The history of a promise: every change of its state, when it came about and what caused it. A pure fold of the facts.

It follows one of two lines through the two axes of time. Without a fixed `known_at` both move together: what the page
said, moment by moment. With it, `as_of` moves alone: how it went, by what was known at one moment.

At each moment the state is that of `fold.status_of`. Only the days that a fact touches are tallied anew, and only the
commitments that they touch are assessed, until time alone may have changed another.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from services.reports.domain.fold import applying, version_in_force
from services.reports.domain.promise import promise_of
from services.reports.domain.tallies import Tallies
from services.reports.domain.tally import Revisions, known_from
from shared.events.activity import Activity
from shared.events.agreement import AgreementVersion
from shared.events.record import Record, event_id
from shared.events.status import PromiseStatus, State


class Cause(Record, frozen=True):
    """What changed a state: an event, or time alone.

    Attributes:
        kind: "clock" when a moment came: a window closed, a plan's time passed, a fact was made public.
        event: the id of the event; None when time alone did it.
        type: the event's type, when it is known.
        activity: the activity that it tells of; None when it tells of the agreement.
        revision: of the activity, or the agreement's version.
    """

    kind: Literal["event", "clock"]
    event: str | None = None
    type: str | None = None
    activity: str | None = None
    revision: int | None = None


class StateChange(Record, frozen=True):
    """One change of state; ``state`` None: an amendment took the promise away."""

    at: datetime
    state: State | None
    previous: State | None
    rule: str | None
    explanation: str
    agreement_version: int
    cause: Cause


@dataclass(frozen=True, slots=True)
class _Step:
    """A moment at which an activity, or (None) the agreement, may stand otherwise than before."""

    at: datetime
    activity: str | None = None


def history(
    versions: Sequence[AgreementVersion],
    promise_id: str,
    revisions_by_activity: Mapping[str, Revisions],
    until: datetime,
    known_at: datetime | None = None,
) -> list[StateChange]:
    """Every change of a promise's state up to an instant, the earliest first; at most one at any moment.

    Args:
        versions: of its agreement.
        promise_id: which promise; some version holds it.
        revisions_by_activity: all that ever counted toward it, of what may be shown now.
        until: the last moment.
        known_at: what had been reported by then, whenever it was; None: at each moment what had been by that moment.
    """
    walk = _Walk(versions, promise_id, revisions_by_activity, known_at)
    steps = sorted(_steps(versions, revisions_by_activity, known_at), key=lambda step: (step.at, step.activity or ""))
    begins = min((_begins(version, known_at) for version in versions), default=until)
    for step in steps:
        if step.at > until:
            break
        walk.take(step, silently=step.at < begins)
    walk.pass_time(until)
    return walk.changes


def _begins(version: AgreementVersion, known_at: datetime | None) -> datetime:
    return version.known_from if known_at is None else version.in_force_from


def _steps(
    versions: Sequence[AgreementVersion], revisions_by_activity: Mapping[str, Revisions], known_at: datetime | None
) -> Iterator[_Step]:
    for version in versions:
        yield _Step(_begins(version, known_at))
    for activity, revisions in revisions_by_activity.items():
        moments = {
            moment for fact in revisions.values() for moment in (fact.reported_at, known_from(fact), fact.span.start)
        }
        yield from (_Step(moment, activity) for moment in moments)


class _Walk:
    """Where the fold has come: which facts apply, the tallies of their days, and the status."""

    def __init__(
        self,
        versions: Sequence[AgreementVersion],
        promise_id: str,
        revisions_by_activity: Mapping[str, Revisions],
        known_at: datetime | None,
    ) -> None:
        self.changes: list[StateChange] = []
        self._versions = versions
        self._promise = promise_id
        self._facts = revisions_by_activity
        self._known_at = known_at
        self._applied: dict[str, Activity] = {}
        self._version: AgreementVersion | None = None
        self._board: Tallies | None = None
        self._status: PromiseStatus | None = None

    def take(self, step: _Step, *, silently: bool) -> None:
        """Go to a step; before the agreement is known of, facts only gather."""
        if not silently:
            self.pass_time(step.at)
        if step.activity is None:
            self._amend(step.at)
        else:
            self._apply(step.activity, step.at, silently=silently)

    def pass_time(self, until: datetime) -> None:
        """Assess at each moment up to an instant at which time alone may have changed the state."""
        while self._status and self._status.valid_until and self._status.valid_until <= until:
            self._assess(self._status.valid_until, Cause(kind="clock"))

    def _amend(self, at: datetime) -> None:
        version = version_in_force(self._versions, at, self._known_at or at)
        if version is self._version:
            return
        self._version = version
        cause = Cause(kind="event", event=event_id(version.agreement.id, version.version), revision=version.version)
        if any(promise.id == self._promise for promise in version.agreement.promises):
            self._board = Tallies(version, promise_of(version, self._promise), self._applied.values())
            self._assess(at, cause)
        else:
            self._board = self._status = None
            self._note(at, None, cause)

    def _apply(self, activity: str, at: datetime, *, silently: bool) -> None:
        revisions = self._facts[activity]
        before, now = self._applied.get(activity), applying(revisions, at, self._known_at or at)
        if now is before:
            return
        if now is None:
            del self._applied[activity]
        else:
            self._applied[activity] = now
        if silently or self._board is None:
            return
        if self._board.replace(before, now):
            self._assess(at, _cause(revisions, now, at, self._known_at or at))

    def _assess(self, at: datetime, cause: Cause) -> None:
        if self._board is None:
            return
        self._status = self._board.assessed(at)
        self._note(at, self._status, cause)

    def _note(self, at: datetime, status: PromiseStatus | None, cause: Cause) -> None:
        """Note a change of state; several at one moment are one, by what came last."""
        state = status.state if status else None
        last = self.changes[-1] if self.changes else None
        if state == (last.state if last else None):
            return
        if last and last.at == at:
            self.changes.pop()
            last = self.changes[-1] if self.changes else None
            if last and last.state == state:
                return
        self.changes.append(
            StateChange(
                at=at,
                state=state,
                previous=last.state if last else None,
                rule=status.rule if status else None,
                explanation=status.explanation if status else "Löftet togs bort ur avtalet.",
                agreement_version=self._version.version if self._version else 0,
                cause=cause,
            )
        )


def _cause(revisions: Revisions, now: Activity | None, at: datetime, known_at: datetime) -> Cause:
    """The revision that applies, or the one that took away what did; the clock when it was held back until then.

    A recount keeps the `reported_at` of what it recounts and reports nothing itself: what it follows is the cause.
    """
    reported = (number for number in sorted(revisions, reverse=True) if revisions[number].reported_at <= known_at)
    fact = now or revisions[next(reported)]
    fact = next(revisions[each] for each in sorted(revisions) if revisions[each].reported_at == fact.reported_at)
    released = fact.reported_at < at == known_from(fact)
    return Cause(
        kind="clock" if released else "event",
        event=event_id(fact.id, fact.revision),
        activity=fact.id,
        revision=fact.revision,
    )

"""What the public page shows, and the one interface through which it asks for it.

Whoever holds the data implements `Pages` and puts it at `current_app.extensions["pages"]`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from services.reports.domain.explained import Explanation
from services.reports.domain.history import StateChange
from services.reports.domain.lapsed import Removed
from shared.events.activity import Activity
from shared.events.agreement import Agreement, AgreementVersion, Municipality, Period, Promise
from shared.events.assessment import Assessment
from shared.events.measure import Measure
from shared.events.observation import Observation
from shared.events.situation import DialogueInput, SituationEntry
from shared.events.status import PromiseStatus, State


@dataclass(frozen=True, slots=True)
class PromiseSummary:
    """A promise in an overview: its number and title in the document, its state now, and when last was reported."""

    id: str
    number: int
    title: str
    state: State
    last_reported_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AgreementSummary:
    """An agreement in an overview; its promises in the document's order.

    ``in_effect`` is its period, cut short when it was ended early; None: as the period. ``published`` is the day on
    which anybody could read it first; None: before its period began.
    """

    id: str
    title: str
    period: Period
    promises: tuple[PromiseSummary, ...]
    demonstration: bool = False
    in_effect: Period | None = None
    published: date | None = None

    @property
    def last_reported_at(self) -> datetime | None:
        """When something was last reported of any of its promises."""
        return max((one.last_reported_at for one in self.promises if one.last_reported_at), default=None)


@dataclass(frozen=True, slots=True)
class MunicipalityPage:
    """A municipality and all its agreements, in any order."""

    municipality: Municipality
    agreements: tuple[AgreementSummary, ...]


@dataclass(frozen=True, slots=True)
class PromisePage:
    """A promise with its status and the activities that count toward it.

    Attributes:
        promise: as it reads in the agreement's version shown.
        status: at the moment shown.
        done: completed activities, the newest first; at most 200 of them.
        planned: planned ones that have not ended at the moment shown, the soonest first.
        done_total: how many there are, where `done` was cut short; None: as many as `done` holds.
        cancelled: those that were called off, with the reason, the newest first.
        then: what was done and counted toward an earlier wording of it alone, the newest first.
    """

    promise: Promise
    status: PromiseStatus
    done: tuple[Activity, ...] = ()
    planned: tuple[Activity, ...] = ()
    done_total: int | None = None
    cancelled: tuple[Activity, ...] = ()
    then: tuple[Activity, ...] = ()


@dataclass(frozen=True, slots=True)
class RemovedPromise:
    """A promise that an amendment took out, and what was done for it until then, the newest first."""

    removed: Removed
    then: tuple[Activity, ...] = ()


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What goes with an agreement beside the activities that count: all in any order.

    Attributes:
        meetings: that prepare or follow up its walks, planned or done.
        observations: noted on its walks.
        measures: raised from its walks, shown or not, or for its promises, as they stood at the moment.
        assessments: of its promises, signed by the moment.
        situation: entries that bear on it, of what had been by the moment.
        dialogue: what residents said that bears on it, by the moment.
        to_check: how many open measures each planned walk begins with, by its id.
    """

    meetings: tuple[Activity, ...] = ()
    observations: tuple[Observation, ...] = ()
    measures: tuple[Measure, ...] = ()
    assessments: tuple[Assessment, ...] = ()
    situation: tuple[SituationEntry, ...] = ()
    dialogue: tuple[DialogueInput, ...] = ()
    to_check: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AgreementPage:
    """An agreement at one moment: the version then in force, and each promise in the document's order.

    ``versions`` are those up to that one, the oldest first; ``removed`` the promises that they held and it does not.
    ``names`` are those of all parties that are told of, by their ids: also of who left the agreement, and of the
    municipality's other agreements'.
    """

    version: AgreementVersion
    promises: tuple[PromisePage, ...]
    versions: tuple[AgreementVersion, ...] = ()
    follow_up: FollowUp = FollowUp()
    removed: tuple[RemovedPromise, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def then(self) -> tuple[Activity, ...]:
        """What was done and counted toward earlier versions alone."""
        told = (*(page.then for page in self.promises), *(page.then for page in self.removed))
        return tuple(activity for then in told for activity in then)


@dataclass(frozen=True, slots=True)
class Standing:
    """A promise as it stands now, with the agreement that it is of."""

    agreement: Agreement
    promise: Promise
    status: PromiseStatus


@dataclass(frozen=True, slots=True)
class Told:
    """A promise by itself: its agreement's page with it alone, why it stands as it does, and its history so far.

    ``days``: the stretches of its period on which it stands in the agreement, see `domain.fold.days_held`.
    """

    page: AgreementPage
    explanation: Explanation
    history: Sequence[StateChange]
    days: Sequence[Period]


@dataclass(frozen=True, slots=True)
class OnRecord:
    """A promise of any version, as the last that held it has it; ``days`` as `Told` has them."""

    agreement: Agreement
    promise: Promise
    days: Sequence[Period]


class Pages(Protocol):
    """Where the public page gets its data. All answers hold latest revisions only, and nothing withdrawn."""

    def municipalities(self) -> Sequence[MunicipalityPage]:
        """Every municipality that has an agreement, in any order."""
        ...

    def municipality(self, code: str) -> MunicipalityPage | None:
        """The municipality with this code, or None when it has no agreement here."""
        ...

    def agreement(self, agreement_id: str, as_of: date | None, known_at: date | None = None) -> AgreementPage | None:
        """The agreement now, or as it stood when the day `as_of` ended in Stockholm; None: there is none.

        What held and happened on that day, assessed at the next day's first instant, when a window whose last day it
        is has closed. A day that has not ended yet means now. `as_of` is within the period and not after today; a day
        before the first version came into force shows the first version. `known_at` is the day by whose end it was
        reported; None: by now.
        """
        ...

    def told(self, agreement_id: str, promise_id: str, as_of: date | None, known_at: date | None = None) -> Told | None:
        """A promise by itself now, or as it stood on a day, as for `agreement`; None: that did not hold it."""
        ...

    def on_record(self, promise_id: str) -> OnRecord | None:
        """A promise that any version of an agreement ever held; None: there is none."""
        ...

    def standing(self, promise_id: str) -> Standing | None:
        """A promise of the version in force as it stands now; None: there is none. It costs little."""
        ...

"""What the templates are given: the data of `Pages`, put in the order and the words of the page."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from services.reports.domain.cases import is_measured
from services.reports.domain.lapsed import Removed
from services.reports.web.boxes import Calendar, calendar
from services.reports.web.chart import Axis, Line, Tick
from services.reports.web.contacts import Contact, contacts
from services.reports.web.map import Map, place_map
from services.reports.web.page import AgreementPage, AgreementSummary, MunicipalityPage, PromisePage, RemovedPromise
from services.reports.web.phrasebook import why
from services.reports.web.view_assessments import AssessedPeriod, assessed_periods, effect_of
from services.reports.web.view_changes import AlteredView, ChangeView, ClosedView, altered_views, changes, closed
from services.reports.web.view_deeds import Deed, coming, deeds, deeds_before, start
from services.reports.web.view_situation import HeardView, SeenView, heard_view, seen_views
from services.reports.web.view_walks import WalksView, walks_of, walks_view
from services.reports.web.words import listed
from shared.clock import local_day
from shared.events.agreement import Agreement, Municipality, Period, Promise
from shared.events.status import CommitmentStatus, PromiseStatus, State

Phase = Literal["before", "during", "after"]
FIRST = 3  # so many of a promise's activities stand open; the rest are folded
_NO_MEASURE = "Åtagandet anger inget mått. "  # the page says so of the promise, in its own place
_ALPHABET_END = str.maketrans("åäö", "{|}")  # the three that follow z


@dataclass(frozen=True, slots=True)
class Card:
    """An agreement in an overview, with its phase and how many promises stand how."""

    agreement: AgreementSummary
    phase: Phase
    states: Mapping[State, int]


@dataclass(frozen=True, slots=True)
class MunicipalityView:
    """A municipality with its agreements: what goes on first, then what comes, then what has been."""

    municipality: Municipality
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class CommitmentView:
    """A commitment with its calendar (None: the promise names no measure), and why it stands as it does."""

    status: CommitmentStatus
    why: str
    calendar: Calendar | None


@dataclass(frozen=True, slots=True)
class PromiseView:
    """A promise as the agreement's page shows it.

    Attributes:
        measured: it names a measure.
        judged: and that asks for something.
        then: what was done and counted toward an earlier wording alone; ``altered`` what amendments did to it.
    """

    promise: Promise
    status: PromiseStatus
    responsible: str
    commitments: tuple[CommitmentView, ...]
    measured: bool
    judged: bool
    done: tuple[Deed, ...]
    done_total: int
    planned: tuple[Deed, ...]
    cancelled: tuple[Deed, ...]
    then: tuple[Deed, ...]
    altered: tuple[AlteredView, ...]
    assessed: tuple[AssessedPeriod, ...]
    effect: str
    line: Line

    @property
    def first(self) -> tuple[Deed, ...]:
        """What stands open where a promise is one of several."""
        return self.done[:FIRST]


@dataclass(frozen=True, slots=True)
class RemovedView:
    """A promise that an amendment took out, and what was done for it until then."""

    removed: Removed
    done: tuple[Deed, ...]


@dataclass(frozen=True, slots=True)
class AgreementView:
    """An agreement's page. `shown` is the day that it speaks of."""

    agreement: Agreement
    closed: ClosedView | None
    changes: tuple[ChangeView, ...]
    signers: str
    shown: date
    phase: Phase
    promises: tuple[PromiseView, ...]
    states: Mapping[State, int]
    coming: tuple[Deed, ...]
    contacts: tuple[Contact, ...]
    walks: WalksView | None
    map: Map | None
    removed: tuple[RemovedView, ...]
    seen: tuple[SeenView, ...]
    heard: HeardView | None
    names: Mapping[str, str]
    ticks: tuple[Tick, ...]
    changed_at: tuple[float, ...]
    now_at: float | None


def agreement_view(page: AgreementPage, as_of: date | None, today: date) -> AgreementView:
    """The page of an agreement as of a day, or as of today."""
    agreement = page.version.agreement
    axis = Axis(agreement.period)
    shown = as_of or today
    assessed = max((local_day(one.status.assessed_at) for one in page.promises), default=shown)
    during = agreement.in_effect.start <= shown <= agreement.in_effect.end
    return AgreementView(
        agreement=agreement,
        closed=closed(page.version, page.versions),
        changes=changes(page.versions),
        signers=_signers(agreement, page.names),
        shown=shown,
        phase=phase(agreement.in_effect, assessed if as_of else today),
        promises=tuple(_promise(promise, page, axis) for promise in page.promises),
        states=Counter(promise.status.state for promise in page.promises),
        coming=coming(page.promises, agreement, page.names),
        contacts=contacts(agreement),
        walks=walks_view(page, shown),
        map=place_map(page.follow_up.observations, walks_of(page)),
        removed=tuple(_removed(one, page.names) for one in page.removed),
        seen=seen_views(page.follow_up.situation),
        heard=heard_view(page.follow_up.dialogue),
        names=page.names,
        ticks=axis.ticks(),
        changed_at=_changed_at(page, axis),
        now_at=axis.at(shown) if during else None,
    )


def phase(period: Period, day: date) -> Phase:
    """Where a day lies to the period."""
    if day < period.start:
        return "before"
    return "after" if day > period.end else "during"


def municipality_view(page: MunicipalityPage, today: date) -> MunicipalityView:
    """A municipality as of today; within each phase the newest agreement first."""
    order: dict[Phase, int] = {"during": 0, "before": 1, "after": 2}
    newest_first = sorted(page.agreements, key=lambda summary: summary.period.start, reverse=True)
    cards = [_card(summary, today) for summary in newest_first]
    return MunicipalityView(page.municipality, tuple(sorted(cards, key=lambda card: order[card.phase])))


def by_name(pages: Iterable[MunicipalityPage]) -> list[MunicipalityPage]:
    """In Swedish alphabetical order."""
    return sorted(pages, key=lambda page: page.municipality.name.casefold().translate(_ALPHABET_END))


def _card(summary: AgreementSummary, today: date) -> Card:
    states = Counter(promise.state for promise in summary.promises)
    return Card(summary, phase(summary.in_effect or summary.period, today), states)


def _signers(agreement: Agreement, names: Mapping[str, str]) -> str:
    """Who signed; where the document does not say, whoever answers for its promises."""
    signed = [signatory.party for signatory in agreement.signatories]
    answering = [party for promise in agreement.promises for party in promise.responsible]
    return listed(names.get(party, party) for party in dict.fromkeys(signed or answering))


def _changed_at(page: AgreementPage, axis: Axis) -> tuple[float, ...]:
    """Where on the axis the promises were changed while they ran."""
    period = page.version.agreement.period
    days = [local_day(version.in_force_from) for version in page.versions[1:]]
    return tuple(axis.at(day) for day in days if period.start < day <= period.end)


def _promise(page: PromisePage, whole: AgreementPage, axis: Axis) -> PromiseView:
    agreement = whole.version.agreement
    names = whole.names
    commitments = tuple(_commitment(status) for status in page.status.commitments)
    done = deeds(sorted(page.done, key=start, reverse=True), page.status, agreement, names)
    assessed = assessed_periods(page.promise, whole.follow_up.assessments, whole.versions or (whole.version,))
    return PromiseView(
        promise=page.promise,
        status=page.status,
        responsible=listed(names.get(party, party) for party in page.promise.responsible),
        commitments=commitments,
        measured=any(commitment.calendar for commitment in commitments),
        judged=any(map(is_measured, page.status.commitments)),
        done=done,
        done_total=len(done) if page.done_total is None else page.done_total,
        planned=deeds(sorted(page.planned, key=start), page.status, agreement, names),
        cancelled=deeds(sorted(page.cancelled, key=start, reverse=True), page.status, agreement, names),
        then=deeds_before(page.then, agreement, names),
        altered=altered_views(whole.versions, page.promise.id),
        assessed=assessed,
        effect=effect_of(assessed),
        line=axis.line(page.status, page.done),
    )


def _removed(one: RemovedPromise, names: Mapping[str, str]) -> RemovedView:
    return RemovedView(one.removed, deeds_before(one.then, one.removed.version.agreement, names))


def _commitment(status: CommitmentStatus) -> CommitmentView:
    explanation = status.explanation
    unmeasured = not status.windows
    told = why(explanation.removeprefix(_NO_MEASURE) if unmeasured else explanation)
    return CommitmentView(status, told, None if unmeasured else calendar(status.windows))

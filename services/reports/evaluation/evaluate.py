"""Evaluating: from what is known of an agreement to what can be said of each of its promises in a stretch of time."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from services.reports.domain.fold import facts_at, status_of, under
from services.reports.domain.lapsed import Former, Removed, done_then, former, removed
from services.reports.domain.parties import names_known
from services.reports.domain.since import since
from services.reports.domain.tally import Revisions, current
from services.reports.evaluation.amendments import Amendment, amendments
from services.reports.evaluation.material import Material
from services.reports.evaluation.opinions import Opinions, opinions_on
from services.reports.evaluation.stretch import Stretch, known, version_of
from services.reports.evaluation.verdicts import Verdict, combined, verdict_of, windows_in
from services.reports.evaluation.walked import Aftermath, aftermath
from shared.clock import local_day
from shared.events.activity import Activity
from shared.events.agreement import Agreement, AgreementVersion, Commitment, FocusArea, Promise
from shared.events.status import CommitmentStatus, PromiseStatus, WindowStatus


@dataclass(frozen=True, slots=True)
class Part:
    """A commitment in the stretch: the windows that have a day in it, and what was done, the earliest first.

    Attributes:
        windows: as assessed at the stretch's moment.
        done: on its days; `after` what was done after the agreement's last day and mended its last window, late.
        before: what was done before the stretch, for what is done once and for all.
        planned: what lies ahead and counts; `cancelled` what was called off on its days.
    """

    commitment: Commitment
    status: CommitmentStatus
    verdict: Verdict
    windows: tuple[WindowStatus, ...]
    done: tuple[Activity, ...]
    after: tuple[Activity, ...]
    before: tuple[Activity, ...]
    planned: tuple[Activity, ...]
    cancelled: tuple[Activity, ...]


@dataclass(frozen=True, slots=True)
class PromiseEvaluation:
    """A promise in the stretch: what can be said of it, and what that rests on.

    Attributes:
        stretch: of a promise that was taken out in its midst, until then.
        done: each activity once.
        former: what it asked for before an amendment, and does not any more; ``then`` what counted toward that alone.
        removed: that it was taken out; None: it stands.
    """

    promise: Promise
    status: PromiseStatus
    verdict: Verdict
    parts: tuple[Part, ...]
    done: tuple[Activity, ...]
    aftermath: Aftermath
    opinions: Opinions
    stretch: Stretch
    former: tuple[Former, ...] = ()
    then: tuple[Activity, ...] = ()
    removed: Removed | None = None


@dataclass(frozen=True, slots=True)
class AreaEvaluation:
    """The promises of a focus area, in the document's order; None: those of no area."""

    area: FocusArea | None
    promises: tuple[PromiseEvaluation, ...]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """An agreement in a stretch of time; ``removed`` are the promises that were taken out in the midst of it.

    ``names`` are those of all parties that are told of, by their ids.
    """

    version: AgreementVersion
    stretch: Stretch
    areas: tuple[AreaEvaluation, ...]
    amendments: tuple[Amendment, ...]
    last_reported_at: datetime | None
    names: Mapping[str, str]
    removed: tuple[PromiseEvaluation, ...] = ()

    @property
    def agreement(self) -> Agreement:
        """As it was in force at the stretch's end, or is now."""
        return self.version.agreement

    @property
    def promises(self) -> tuple[PromiseEvaluation, ...]:
        """All promises that it holds, in the document's order."""
        told = (one for area in self.areas for one in area.promises)
        return tuple(sorted(told, key=lambda one: one.promise.number))


def evaluate(material: Material, stretch: Stretch) -> Evaluation:
    """What can be said of an agreement's promises in a stretch of time."""
    versions = known(material.published.versions, stretch.known_at)
    version = version_of(versions, stretch)
    told = [_promise(material, version, promise, stretch) for promise in version.agreement.promises]
    gone = [_gone(material, one, stretch) for one in removed(versions, version, stretch.period)]
    reported = (one.status.last_reported_at for one in (*told, *gone))
    return Evaluation(
        version=version,
        stretch=stretch,
        areas=tuple(_areas(version.agreement, told)),
        amendments=amendments(versions, stretch),
        last_reported_at=max((instant for instant in reported if instant), default=None),
        names=names_known((*material.nearby, material.published), version),
        removed=tuple(gone),
    )


def _areas(agreement: Agreement, told: Sequence[PromiseEvaluation]) -> Iterator[AreaEvaluation]:
    """Each promise once: under the first of its areas."""
    known = {area.id for area in agreement.focus_areas}
    home = {one.promise.id: next((area for area in one.promise.focus_areas if area in known), None) for one in told}
    for area in (*agreement.focus_areas, None):
        held = [one for one in told if home[one.promise.id] == (area.id if area else None)]
        if held:
            yield AreaEvaluation(area, tuple(sorted(held, key=lambda one: one.promise.number)))


def _gone(material: Material, one: Removed, whole: Stretch) -> PromiseEvaluation:
    """A promise that was taken out: judged until then; what came of its walks goes on."""
    told = _promise(material, one.version, one.promise, whole.until(one.last))
    walked = aftermath(material, one.promise, (*_counting(told), *told.then), whole)
    return replace(told, removed=one, aftermath=walked)


def _counting(told: PromiseEvaluation) -> Iterator[Activity]:
    return (activity for part in told.parts for activity in (*part.before, *part.done, *part.after))


def _promise(material: Material, version: AgreementVersion, promise: Promise, stretch: Stretch) -> PromiseEvaluation:
    versions = known(material.published.versions, stretch.known_at)
    status = status_of(version, promise, material.facts, stretch.as_of, stretch.known_at)
    told = [under(version, one) for one in facts_at(material.facts, stretch.as_of, stretch.known_at)]
    off = [under(version, one) for one in _cancelled(material.facts.values(), stretch)]
    by_id = {one.commitment: one for one in status.commitments}
    parts = tuple(_part(one, by_id[one.id], _since(told, version, one), off, stretch) for one in promise.commitments)
    done = {one.id: one for part in parts for one in (*part.done, *part.after)}
    ours = [one for one in told if any(count.promise == promise.id for count in one.counts)]
    then = done_then(versions, version, promise.id, material.facts, stretch.as_of, stretch.known_at)
    return PromiseEvaluation(
        promise=promise,
        status=status,
        verdict=combined(status, (part.verdict for part in parts), stretch),
        parts=parts,
        done=_in_order(done.values()),
        aftermath=aftermath(material, promise, (*ours, *then), stretch),
        opinions=opinions_on(promise, versions, material.assessments, stretch),
        stretch=stretch,
        former=former(versions, version, promise.id, stretch.period),
        then=tuple(one for one in then if stretch.holds(day_of(one))),
    )


def _since(told: Sequence[Activity], version: AgreementVersion, commitment: Commitment) -> Sequence[Activity]:
    """Those from the day on which an amendment added the commitment, if one did."""
    added = since(version, commitment.id)
    return [one for one in told if day_of(one) >= added] if added else told


def _part(
    commitment: Commitment,
    status: CommitmentStatus,
    told: Sequence[Activity],
    off: Sequence[Activity],
    stretch: Stretch,
) -> Part:
    ours = [one for one in told if _counts(one, commitment)]
    done = [one for one in ours if one.state == "completed"]
    mending = {each for window in status.windows if window.late for each in window.activities}
    return Part(
        commitment=commitment,
        status=status,
        verdict=verdict_of(status, stretch),
        windows=windows_in(status, stretch),
        done=_in_order(one for one in done if stretch.holds(day_of(one)) and not _is_late(one, status, mending)),
        after=_in_order(one for one in done if _is_late(one, status, mending)),
        before=_in_order(one for one in done if day_of(one) < stretch.period.start),
        planned=_in_order(one for one in ours if one.state == "planned" and one.span.end > stretch.as_of),
        cancelled=_in_order(one for one in off if _counts(one, commitment) and stretch.holds(day_of(one))),
    )


def day_of(activity: Activity) -> date:
    """The day in Stockholm on which an activity begins."""
    return local_day(activity.span.start)


def _is_late(activity: Activity, status: CommitmentStatus, mending: set[str]) -> bool:
    """Whether it was done after the window that it mended."""
    if activity.id not in mending:
        return False
    window = next(one for one in status.windows if one.late and activity.id in one.activities)
    return day_of(activity) > window.end


def _cancelled(facts: Iterable[Revisions], stretch: Stretch) -> Iterator[Activity]:
    for revisions in facts:
        latest = current(revisions, min(stretch.known_at, stretch.as_of))
        if latest and latest.state == "cancelled":
            yield latest


def _counts(activity: Activity, commitment: Commitment) -> bool:
    return any(count.commitment == commitment.id for count in activity.counts)


def _in_order(activities: Iterable[Activity]) -> tuple[Activity, ...]:
    return tuple(sorted(activities, key=lambda one: (one.span.start, one.id)))

"""What the page is tried on: the seed's own agreements and stories, assessed by the domain, kept in memory."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import msgspec

from services.activities.domain.matching import counts
from services.reports.domain.explanation import explanation
from services.reports.domain.fold import facts_at, status_of, version_in_force
from services.reports.domain.history import history
from services.reports.domain.parties import names_of
from services.reports.web.page import (
    AgreementPage,
    AgreementSummary,
    FollowUp,
    MunicipalityPage,
    OnRecord,
    PromisePage,
    PromiseSummary,
    Standing,
    Told,
)
from shared.clock import local_day, start_of_day
from shared.events.activity import Activity, Attendance
from shared.events.agreement import Agreement, AgreementVersion, Promise
from shared.events.status import PromiseStatus
from shared.ops.seed.exempelkommun import SEED, exempelkommun
from shared.ops.seed.scene import Scene, done_of, read_agreement, read_story, report_of
from tests.browser import angelby
from tests.browser.followed import Keys, followed

TODAY = date(2024, 5, 20)
_ANGELBY_SCENES = (
    *(("patrol", date(2023, 11, 24) + timedelta(weeks=week), ()) for week in range(25) if week not in (6, 17)),
    ("milestone", date(2024, 3, 12), ()),
    ("meeting", date(2023, 12, 5), ()),
    ("meeting", date(2024, 2, 6), ()),
    ("outreach", date(2024, 2, 20), ("business",)),
    ("outreach", date(2024, 4, 9), ("association",)),
    *(("night-walk", date(2023, 11, 20) + timedelta(days=day), ()) for day in range(170) if day % 11),
    ("information", date(2023, 12, 1), ("resident",)),
)


class Known(msgspec.Struct):
    """What is known of an activity once it is done."""

    outcome: str
    results: dict[str, float] = {}
    attendance: tuple[Attendance, ...] = ()


class SamplePages:
    """`Pages` over three agreements' facts, at a moment that stands still."""

    def __init__(self, today: date = TODAY) -> None:
        self.now = start_of_day(today) + timedelta(hours=9)
        invented, story = exempelkommun(today)
        nykvarn = read_agreement(SEED / "nykvarn-2021-2022.yml")
        told = read_story(SEED / "nykvarn-2021-2022-demonstration.yml")
        self._facts = {nykvarn.id: [*_revisions(nykvarn, told.scenes)]}
        self._agreements = {nykvarn.id: nykvarn}
        self._stories = {nykvarn.id: told, **{agreement.id: story for agreement in invented}}
        for agreement in (*invented, angelby.AGREEMENT, angelby.EARLIER_VERSIONS[-1].agreement):
            scenes = story.scenes if agreement in invented else _angelby_scenes()
            self._agreements[agreement.id] = agreement
            self._facts[agreement.id] = [*_revisions(agreement, scenes)]

    def municipalities(self) -> Sequence[MunicipalityPage]:
        codes = dict.fromkeys(agreement.municipality.code for agreement in self._agreements.values())
        return [page for code in codes if (page := self.municipality(code))]

    def municipality(self, code: str) -> MunicipalityPage | None:
        held = [one for one in self._agreements.values() if one.municipality.code == code]
        if not held:
            return None
        return MunicipalityPage(held[0].municipality, tuple(self._summary(agreement) for agreement in held))

    def agreement(self, agreement_id: str, as_of: date | None, known_at: date | None = None) -> AgreementPage | None:
        agreement = self._agreements.get(agreement_id)
        if agreement is None:
            return None
        end = start_of_day(as_of + timedelta(days=1)) if as_of else self.now
        moment = min(end, self.now)
        versions = [one for one in _versions(agreement) if one.version == 1 or one.in_force_from <= moment]
        version = versions[-1]
        pages = tuple(self._promise(version, one, moment) for one in agreement.promises)
        beside = self._follow_up(agreement, pages, moment)
        return AgreementPage(version, pages, tuple(versions), beside, names=names_of(versions))

    def told(self, agreement_id: str, promise_id: str, as_of: date | None, known_at: date | None = None) -> Told | None:
        page = self.agreement(agreement_id, as_of)
        alone = tuple(one for one in page.promises if one.promise.id == promise_id) if page else ()
        if page is None or not alone:
            return None
        moment = alone[0].status.assessed_at
        facts = {fact[0].id: {one.revision: one for one in fact} for fact in self._facts[agreement_id]}
        versions = _versions(page.version.agreement)
        found = explanation(version_in_force(versions, moment), promise_id, facts, moment, self.now)
        changes = history(versions, promise_id, facts, moment)
        return Told(replace(page, promises=alone), found, changes, (page.version.agreement.period,))

    def on_record(self, promise_id: str) -> OnRecord | None:
        standing = self.standing(promise_id)
        return standing and OnRecord(standing.agreement, standing.promise, (standing.agreement.period,))

    def standing(self, promise_id: str) -> Standing | None:
        for agreement in self._agreements.values():
            for promise in agreement.promises:
                if promise.id == promise_id:
                    version = _versions(agreement)[-1]
                    return Standing(agreement, promise, self._promise(version, promise, self.now).status)
        return None

    def _follow_up(self, agreement: Agreement, pages: Iterable[PromisePage], moment: datetime) -> FollowUp:
        if agreement.id not in self._stories:
            return FollowUp()
        walks = {one.id: one for page in pages for one in (*page.done, *page.planned) if one.kind == "walk"}
        revisions = {fact[0].id: {one.revision: one for one in fact} for fact in self._facts[agreement.id]}
        meetings = facts_at(revisions, moment, moment + timedelta(days=60))
        day = local_day(moment - timedelta(microseconds=1))
        return followed(agreement, self._stories[agreement.id], meetings, walks, day)

    def _promise(self, version: AgreementVersion, promise: Promise, moment: datetime) -> PromisePage:
        facts = self._facts[version.agreement.id]
        mine = [fact for fact in facts if any(count.promise == promise.id for count in fact[-1].counts)]
        latest = [fact[-1] for fact in mine if fact[0].reported_at <= moment]
        waiting = [fact[0] for fact in mine if fact[0].state == "planned" and fact[0].reported_at <= moment]
        return PromisePage(
            promise=promise,
            status=_status(version, promise, facts, moment),
            done=tuple(one for one in latest if one.state == "completed" and one.span.end <= moment),
            planned=tuple(one for one in waiting if one.span.end > moment),
            cancelled=tuple(one for one in latest if one.state == "cancelled" and one.reported_at <= moment),
        )

    def _summary(self, agreement: Agreement) -> AgreementSummary:
        facts = self._facts[agreement.id]
        stand = [(one, _status(_versions(agreement)[-1], one, facts, self.now)) for one in agreement.promises]
        promises = tuple(
            PromiseSummary(one.id, one.number, one.title, status.state, status.last_reported_at)
            for one, status in stand
        )
        demonstration = agreement.demonstration
        return AgreementSummary(
            agreement.id, agreement.title, agreement.period, promises, demonstration, agreement.in_effect
        )


def _status(
    version: AgreementVersion, promise: Promise, facts: Iterable[Sequence[Activity]], moment: datetime
) -> PromiseStatus:
    by_id = {fact[0].id: {one.revision: one for one in fact} for fact in facts}
    return status_of(version, promise, by_id, moment, moment + timedelta(days=60))


def _versions(agreement: Agreement) -> tuple[AgreementVersion, ...]:
    if agreement.id == angelby.EARLIER.id:
        return angelby.EARLIER_VERSIONS
    first = AgreementVersion(version=1, in_force_from=start_of_day(agreement.period.start), agreement=agreement)
    return (first,)


def _angelby_scenes() -> list[Scene]:
    return [
        Scene(
            key=f"{kind}-{day}",
            by="angelby-kommun",
            kind=kind,
            title="Kväll <b>ute</b>",
            day=day,
            from_="21:00",
            until="01:00",
            audiences=audiences,
            outcome="Lugnt & stilla.",
        )
        for kind, day, audiences in _ANGELBY_SCENES
    ]


def _revisions(agreement: Agreement, scenes: Iterable[Scene]) -> Iterable[list[Activity]]:
    """Each scene as the revisions that it would leave: the plan a month ahead, and what became of it."""
    for scene in scenes:
        if scene.withdrawal:
            continue
        first = _activity(agreement, scene)
        if not (first.counts or first.walk_step):
            continue
        if not scene.is_planned_first or scene.stage == "planned":
            yield [first]
            continue
        known = msgspec.convert(done_of(scene, agreement), Known)
        done = msgspec.structs.replace(
            first,
            outcome=known.outcome,
            results=known.results,
            attendance=known.attendance,
            revision=2,
            state="completed" if scene.stage == "completed" else "cancelled",
            actual=first.planned if scene.stage == "completed" else None,
            reason=scene.reason,
            reported_at=first.span.end + timedelta(hours=12),
        )
        yield [first, done]


def _activity(agreement: Agreement, scene: Scene) -> Activity:
    body = report_of(scene, agreement, Keys(f"{agreement.id}-"))
    del body["promises"]
    ahead = scene.is_planned_first
    reported = datetime.combine(scene.day + timedelta(days=-30 if ahead else 1), time(8), tzinfo=UTC)
    known = body | {
        "id": f"{agreement.id}-{scene.key}",
        "revision": 1,
        "municipalityName": agreement.municipality.name,
        "state": "planned" if ahead else "completed",
        "reportedBy": scene.by,
        "reportedAt": reported.isoformat(),
        "narrowedTo": scene.promises,
        "demonstration": agreement.demonstration,
    }
    activity = msgspec.convert(known, Activity)
    return msgspec.structs.replace(activity, counts=counts(activity, [agreement]))

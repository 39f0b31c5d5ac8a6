"""What follows on the scenes of a story, as the records that it would leave."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from typing import Any, TypeVar

import msgspec

from services.reports.domain.then import measure_on
from services.reports.web.page import FollowUp
from shared.clock import local_day
from shared.events.activity import Activity
from shared.events.agreement import Agreement
from shared.events.assessment import Assessment
from shared.events.measure import Measure, MeasureState
from shared.events.observation import Observation
from shared.events.record import Revised
from shared.events.situation import DialogueInput, SituationEntry
from shared.ops.seed.aftermath import Change, Raised, Said, Turn, body_of
from shared.ops.seed.scene import Story
from shared.walks import begins_with

_LEADS_TO: dict[Turn, MeasureState] = {
    "acceptance": "accepted",
    "start": "in_progress",
    "completion": "completed",
    "verification": "verified",
    "reopening": "in_progress",
    "declination": "declined",
    "transfer": "transferred",
}

R = TypeVar("R", bound=Revised)


class Keys(dict[str, str]):
    """Ids that are the keys themselves, with something before them."""

    def __init__(self, before: str = "") -> None:
        super().__init__()
        self._before = before

    def __missing__(self, key: str) -> str:
        return self._before + key


def followed(
    agreement: Agreement, story: Story, meetings: Iterable[Activity], walks: Mapping[str, Activity], day: date
) -> FollowUp:
    """What is told of an agreement beside its promises on a day; ``walks`` are its walks by their ids."""
    ids = Keys(f"{agreement.id}-")
    promises = {promise.id: promise for promise in agreement.promises}
    known = {*promises, *(area.id for area in agreement.focus_areas)}
    walked = {walk: local_day(activity.span.start) for walk, activity in walks.items()}
    histories = histories_of(agreement, story)
    measures = [one for history in histories if (one := measure_on(day, history, walked))]
    observations = [_record(noted, agreement, ids, Observation) for noted in story.observations]
    verdicts = [verdict for verdict in story.assessments if verdict.promise in promises]
    return FollowUp(
        meetings=tuple(one for one in meetings if one.walk_step and one.walk_step.walk in walks),
        observations=tuple(one for one in observations if one.walk in walks),
        measures=tuple(one for one in measures if one.walk in walks),
        assessments=tuple(
            _record(
                verdict,
                agreement,
                ids,
                Assessment,
                {
                    "agreement": agreement.id,
                    "promiseTitle": promises[verdict.promise].title,
                    "responsible": promises[verdict.promise].responsible,
                },
            )
            for verdict in verdicts
        ),
        situation=tuple(
            _record(seen, agreement, ids, SituationEntry) for seen in story.situation if known & {*seen.focus_areas}
        ),
        dialogue=tuple(
            _record(heard, agreement, ids, DialogueInput) for heard in story.dialogue if known & {*heard.focus_areas}
        ),
        to_check={one.id: len(begins_with(one, measures, walks)) for one in walks.values() if one.state == "planned"},
    )


def histories_of(agreement: Agreement, story: Story) -> list[dict[int, Measure]]:
    """The measures of a story, each with all its revisions."""
    return [_measure(raised, agreement, Keys(f"{agreement.id}-")) for raised in story.measures]


def _record(said: Said, agreement: Agreement, ids: Keys, form: type[R], more: dict[str, Any] | None = None) -> R:
    walk = {"walk": ids[said.walk]} if form is Observation else {}
    states: dict[type, str] = {Assessment: "signed", DialogueInput: "received"}
    common = {
        "id": ids[said.key],
        "revision": 1,
        "municipality": agreement.municipality.code,
        "municipalityName": agreement.municipality.name,
        "reportedBy": said.by,
        "reportedAt": datetime(2021, 1, 1, tzinfo=UTC).isoformat(),
        "state": states.get(form, "noted"),
    }
    return msgspec.convert(body_of(said, agreement.municipality.code, ids) | common | walk | (more or {}), form)


def _measure(raised: Raised, agreement: Agreement, ids: Keys) -> dict[int, Measure]:
    names = {party.id: party.name for party in agreement.parties}
    day = datetime.combine(raised.day, time(12), tzinfo=UTC).isoformat()
    named = {"state": "proposed", "responsibleName": names[raised.responsible], "proposedAt": day}
    told = [_record(raised, agreement, ids, Measure, named | {"reportedAt": day})]
    for change in raised.life:
        told.append(_changed(told[-1], change, ids, names))
    return {measure.revision: measure for measure in told}


def _changed(measure: Measure, change: Change, ids: Keys, names: Mapping[str, str]) -> Measure:
    responsible = change.party or measure.responsible
    done: dict[str, date] = {"completed_on": change.day} if change.change == "completion" else {}
    return msgspec.structs.replace(
        measure,
        revision=measure.revision + 1,
        state=_LEADS_TO[change.change],
        reported_at=datetime.combine(change.day, time(12), tzinfo=UTC),
        reason=change.reason,
        responsible=responsible,
        responsible_name=names[responsible],
        transferred_to=change.to,
        verified_at=ids[change.walk] if change.walk else None,
        **done,
    )

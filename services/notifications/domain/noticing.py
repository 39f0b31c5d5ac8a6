"""What each party is told of an event under a rule: from events to notices. Pure."""

from collections.abc import Iterable
from typing import Any, Final

from services.notifications.domain.describing import of_activity, of_agreement, of_measure, of_status, of_tip
from services.notifications.domain.endpoint import FOLLOWERS
from services.notifications.domain.notice import Before, Notice, PromiseLine, Told
from services.notifications.domain.rule import Audience, Rule
from shared.events.activity import Activity, Kind
from shared.events.agreement import AgreementPublished
from shared.events.catalogue import ACTIVITY_PLANNED, MEASURE_CORRECTED
from shared.events.cloudevent import Event
from shared.events.measure import Measure
from shared.events.status import State, StatusChanged

HANDED_OVER: Final = "measure-handed-over"  # whoever was told so hears no more of the measure
TAKEN_UP: Final = "measure-taken-up"
_WELL: Final = frozenset({"status-mended", "status-fulfilled", "status-unfulfilled"})  # whoever heard it last knows


def notices(rule: Rule, event: Event, told: Told) -> dict[str, Notice]:
    """What each party is told of an event under a rule: party id -> notice."""
    data: Any = event.data
    match rule.audience:
        case Audience.RESPONSIBLE_OF_COUNTS:
            known = told.get(data.id, {}) if event.type == ACTIVITY_PLANNED else {}
            return {party: of_activity(data, lines) for party, lines in _counted(data).items() if party not in known}
        case Audience.TOLD_BEFORE:
            return _to_those_who_know(rule, event, told)
        case Audience.RESPONSIBLE_OF_STATUS:
            return dict.fromkeys(data.responsible, of_status(data))
        case Audience.RECIPIENTS:
            return dict.fromkeys(data.recipients, of_tip(data))
        case Audience.ASSIGNED:
            return {data.responsible: of_measure(data)} if _is_given(event, told) else {}
        case Audience.PROPOSER:
            return {data.reported_by: of_measure(data)}
        case Audience.PARTIES:
            return {party.id: of_agreement(data, party.id) for party in data.latest.agreement.parties}
        case Audience.FOLLOWERS:
            return _to_followers(event)
        case _:
            return {}


def tells_of(event: Event) -> str | None:
    """The id of the thing that is told of again, so that it may matter who was told of it before; else None."""
    if isinstance(event.data, StatusChanged):
        return event.data.promise
    return str(event.data.id) if isinstance(event.data, Activity | Measure) else None


def revision_of(event: Event) -> int:
    """The revision of what an event tells of; 0: it has none."""
    return event.data.revision if isinstance(event.data, Activity | Measure) else 0


def _is_given(event: Event, told: Told) -> bool:
    """Whether a measure is given to the party that it names: one handed to somebody who is no party is nobody's here
    to do. A correction gives it to whom it was to be proposed to, who hears nothing else of it."""
    measure: Measure = event.data
    if event.type == MEASURE_CORRECTED:
        return measure.state == "proposed" and measure.responsible not in told.get(measure.id, {})
    return not measure.transferred_to


def _to_those_who_know(rule: Rule, event: Event, told: Told) -> dict[str, Notice]:
    data: Activity | Measure | StatusChanged = event.data
    if isinstance(data, StatusChanged):
        hear_else = data.responsible if data.status.state is State.FULFILLED else ()
        known = {party for party, before in _parties(told, data.promise).items() if _waits_for(before, data)}
        return dict.fromkeys(sorted(known.difference(hear_else)), of_status(data))
    before = {party: known for party, known in _parties(told, data.id).items() if known.revision < data.revision}
    if isinstance(data, Measure):
        theirs = data.responsible if rule.id == HANDED_OVER and not data.transferred_to else None
        still = {party: known for party, known in before.items() if known.rule != HANDED_OVER and party != theirs}
        if rule.id == TAKEN_UP:
            still = {party: known for party, known in still.items() if _hears_of_declining(party, known, data)}
        return {party: of_measure(data, known.due_on) for party, known in still.items()}
    counted = _counted(data)
    before = {**_told_as_series(event, counted), **before}
    return {party: of_activity(data, counted.get(party, ()), known.promises) for party, known in before.items()}


def _waits_for(before: Before, change: StatusChanged) -> bool:
    """Whether a party that was told of a state has not heard yet what became of it, nor anything later."""
    return before.rule not in _WELL and (before.changed_at is None or before.changed_at <= change.changed_at)


def _hears_of_declining(party: str, known: Before, measure: Measure) -> bool:
    """Whether a party proposed a measure, and knows of it as one that was declined."""
    return measure.reported_by == party != measure.responsible and known.state == "declined"


def _parties(told: Told, about: str) -> dict[str, Before]:
    """Which parties were told of a thing before; residents have rules of their own."""
    return {party: before for party, before in told.get(about, {}).items() if party != FOLLOWERS}


def _told_as_series(event: Event, parties: Iterable[str]) -> dict[str, Before]:
    """Who answers for a series was told of it by its first occasion: of the others they know as much."""
    data: Activity = event.data
    if data.series is None or data.revision == 1 or (data.publishable_from and data.publishable_from > event.time):
        return {}
    return dict.fromkeys(parties, Before(1, ()))


def _to_followers(event: Event) -> dict[str, Notice]:
    """Residents are told of coming walks, and of no other activity."""
    data: Any = event.data
    match data:
        case StatusChanged():
            return {FOLLOWERS: of_status(data)}
        case AgreementPublished():
            return {FOLLOWERS: of_agreement(data, FOLLOWERS)}
        case Activity() if data.kind is Kind.WALK and data.actual is None and data.planned is not None:
            return {FOLLOWERS: of_activity(data, _promises(data))} if data.planned.start > event.time else {}
        case _:
            return {}


def _promises(activity: Activity) -> tuple[PromiseLine, ...]:
    counts = {count.promise: count for count in activity.counts}.values()
    return tuple(PromiseLine(id=each.promise, agreement=each.agreement, title=each.promise_title) for each in counts)


def _counted(activity: Activity) -> dict[str, tuple[PromiseLine, ...]]:
    """Party -> the promises it answers for that the activity counts toward, each once."""
    lines: dict[str, dict[str, PromiseLine]] = {}
    if activity.state == "withdrawn":
        return {}
    for count in activity.counts:
        line = PromiseLine(id=count.promise, agreement=count.agreement, title=count.promise_title)
        for party in count.responsible:
            lines.setdefault(party, {})[count.promise] = line
    return {party: tuple(found.values()) for party, found in lines.items()}

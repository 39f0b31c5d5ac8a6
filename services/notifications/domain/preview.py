"""What a rule would tell of an event: the notice, made as it would be, and nothing planned. Pure.

A rule that corrects what was told is shown as if all concerned had been told; one that time makes speak, as on the
first of its days.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import msgspec

from services.notifications.domain.concern import Concern, concern_of, unsigned
from services.notifications.domain.delivery import Delivery
from services.notifications.domain.digest import digest_notice
from services.notifications.domain.escalating import signatories
from services.notifications.domain.naming import named
from services.notifications.domain.notice import Before, EndpointFacts, Notice, PauseFacts, Told
from services.notifications.domain.noticing import notices, revision_of, tells_of
from services.notifications.domain.rule import Audience, Rule
from services.notifications.domain.rules import RULES_BY_ID
from shared.events.activity import Activity
from shared.events.catalogue import (
    ACTIVITY_CANCELLED,
    ACTIVITY_PLANNED,
    ACTIVITY_RESCHEDULED,
    AGREEMENT_PUBLISHED,
    CATALOGUE,
    MEASURE_ACCEPTED,
    STATUS_CHANGED,
)
from shared.events.cloudevent import Event
from shared.events.examples import EXAMPLES
from shared.events.measure import Measure
from shared.events.status import PromiseStatus, State, StatusChanged, WindowStatus

_OF_CONCERN: Final = {"measure": MEASURE_ACCEPTED, "status": STATUS_CHANGED, "assessment": AGREEMENT_PUBLISHED}
_IN_DIGEST: Final = {
    "digest": ("walk-completed", "measure-assigned", "status-fulfilled"),
    "follow-digest": ("follow-walk-planned", "follow-agreement", "follow-status"),
}
_REASONS: Final = {ACTIVITY_RESCHEDULED: "Det väntas storm.", ACTIVITY_CANCELLED: "För få har anmält sig."}
_LACKS: Final = "Ingen trygghetsvandring är rapporterad för höstterminen 2021."
_DONE: Final = frozenset({State.FULFILLED, State.ON_TRACK})
_PAUSE: Final = PauseFacts(
    until=date(2022, 5, 31), reason="Vi väntar på att gångvägen byggs om.", party="nykvarn-kommun"
)
_AT: Final = datetime(2021, 4, 1, 6, tzinfo=UTC)


class NotTold(ValueError):
    """The rule tells nothing of the event; the message says why."""


def notices_of(rule: Rule, event: Event, known: Sequence[Concern] = ()) -> dict[str, Notice]:
    """What each party would be told of an event: party id -> notice.

    Args:
        rule: by which.
        event: of what.
        known: the municipality's agreements, the latest last: they name promises, and who signed them hears of what
            is not mended.

    Raises:
        NotTold: nothing.
    """
    found = _in_time(rule, event, known) if rule.occasion else _of_event(rule, event)
    return {party: named(notice, known) for party, notice in found.items()}


def example_of(rule: Rule) -> Notice:
    """What a rule tells of an invented event."""
    if rule.id in _IN_DIGEST:
        return digest_notice(_example_items(_IN_DIGEST[rule.id]))
    if rule.audience is Audience.OTHERS:
        return msgspec.structs.replace(example_of(RULES_BY_ID["status-behind"]), pause=_PAUSE)
    if rule.id == "follow-confirmation":
        return msgspec.structs.replace(example_of(RULES_BY_ID["follow-status"]), about="example", status=None)
    if rule.audience in (Audience.OWNER, Audience.ENDPOINT):
        endpoint = EndpointFacts(name="trygghet", channel="mail")
        return Notice(about="nykvarn-kommun/trygghet", municipality="", municipality_name="", endpoint=endpoint)
    signed = concern_of(_example_event(RULES_BY_ID["assessment-escalated"]))
    return next(iter(notices_of(rule, _example_event(rule), [signed] if signed else []).values()))


def _of_event(rule: Rule, event: Event) -> dict[str, Notice]:
    if not rule.hears(event):
        raise NotTold(f"the rule {rule.id} does not hear it")
    found = notices(rule, event, _as_if_told(event) if rule.audience is Audience.TOLD_BEFORE else {})
    if not found:
        raise NotTold("it concerns no party")
    return found


def _in_time(rule: Rule, event: Event, known: Sequence[Concern]) -> dict[str, Notice]:
    concern, occasion = concern_of(event), rule.occasion
    if concern is None or occasion is None or concern.kind != occasion.concern:
        raise NotTold(f"the rule {rule.id} does not hear it")
    if concern.counted_from is None:
        raise NotTold("there is nothing undone")
    to_do = unsigned(concern) if concern.kind == "assessment" else concern.parties
    told = signatories(concern, to_do, _agreements(concern, known)) if rule.audience is Audience.SIGNATORIES else to_do
    if not told:
        raise NotTold("it concerns no party whose agreement is known")
    days = {"since": concern.counted_from, "days": occasion.days[0]}
    return {
        party: msgspec.structs.replace(concern.notice, promises=lines or concern.notice.promises, **days)
        for party, lines in told.items()
    }


def _agreements(concern: Concern, known: Sequence[Concern]) -> Sequence[Concern]:
    """With the one that the event itself tells of, as it does, in the place of what was known of it."""
    if concern.kind != "assessment":
        return known
    return [*(each for each in known if each.about != concern.about), concern]


def _as_if_told(event: Event) -> Told:
    data = event.data
    if isinstance(data, Measure):
        return {data.id: {data.responsible: Before(0, ()), data.reported_by: Before(0, (), state="declined")}}
    if isinstance(data, StatusChanged):
        return {data.promise: dict.fromkeys(data.responsible, Before(0, ()))}
    if not isinstance(data, Activity):
        return {}
    parties = {party for count in data.counts for party in count.responsible} or {data.reported_by}
    return {str(tells_of(event)): dict.fromkeys(parties, Before(revision_of(event) - 1, ()))}


def _example_event(rule: Rule) -> Event:
    type_name = _OF_CONCERN[rule.occasion.concern] if rule.occasion else sorted(rule.types)[0]
    data: Any = EXAMPLES[type_name]
    if type_name == STATUS_CHANGED:
        state = min(rule.states, key=lambda each: (each == State.FULFILLED, each), default=State.BEHIND)
        status = _example_status(data.status, State(state))
        previous = State(sorted(rule.after)[0]) if rule.after else State.NOT_STARTED
        data = msgspec.structs.replace(data, status=status, previous=previous)
    if type_name == AGREEMENT_PUBLISHED and rule.states:
        change = "published" if "published" in rule.states else "amended"
        latest = msgspec.structs.replace(data.latest, change=change)
        data = msgspec.structs.replace(data, versions=(*data.versions[:-1], latest))
    if isinstance(data, Activity) and type_name in _REASONS:
        data = msgspec.structs.replace(data, reason=_REASONS[type_name])
    if isinstance(data, Activity) and not data.counts:
        walk: Any = EXAMPLES[ACTIVITY_PLANNED]
        data = msgspec.structs.replace(data, counts=walk.counts)
    if isinstance(data, Measure) and data.reported_by == data.responsible:
        data = msgspec.structs.replace(data, reported_by="polisen-sodertalje")
    if type_name == MEASURE_ACCEPTED and data.due_on is None:
        data = msgspec.structs.replace(data, due_on=(_AT + timedelta(days=90)).date())
    source = f"/loftet/{CATALOGUE[type_name].producer}"
    return Event("example", source, type_name, _AT, data, msgspec.json.encode(data))


def _example_status(status: PromiseStatus, state: State) -> PromiseStatus:
    """A status in a state, with reasons that go with it."""
    if state in _DONE:
        return msgspec.structs.replace(status, state=state)
    (commitment,) = status.commitments
    lacking = WindowStatus(
        label="höstterminen 2021",
        start=date(2021, 7, 1),
        end=date(2021, 12, 31),
        state="open" if state is State.AT_RISK else "missed",
        done=0,
        required=1,
        unit="activities",
        summary="0 av 1",
    )
    told = msgspec.structs.replace(commitment, state=state, explanation=_LACKS, windows=(*commitment.windows, lacking))
    return msgspec.structs.replace(status, state=state, explanation=_LACKS, commitments=(told,))


def _example_items(rules: Sequence[str]) -> Sequence[Delivery]:
    return [
        Delivery(
            id=rule,
            cause="example",
            cause_type="example",
            rule=rule,
            party="nykvarn-kommun",
            endpoint="trygghet",
            channel="mail",
            urgent=False,
            notice=example_of(RULES_BY_ID[rule]),
            state="pending",
            created_at=_AT + timedelta(hours=place),
        )
        for place, rule in enumerate(rules)
    ]

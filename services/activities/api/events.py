"""Events: what happened, as CloudEvents, one or a thousand at a time, with an answer for each."""

from typing import Any, Final

from services.activities.api.answers import SENT_EXAMPLE, EventResult, EventsAnswer
from services.activities.api.bodies import body_of, refusals
from services.activities.api.event_bodies import BATCH, JSON, MOST, STRUCTURED, Unreadable, sent_events
from services.activities.api.service import problem_of, reporter, service
from services.activities.cloudevents import ACTIVITY_REPORTED, Envelope, read_event
from services.activities.domain.refusal import Refused
from services.activities.domain.tip import TipReport
from services.activities.told import Outcome, Told
from shared.http.auth import needs
from shared.http.blueprint import Blueprint
from shared.http.problem import forbidden
from shared.http.structs import schema_of
from shared.http.trace import current

blp = Blueprint(
    "events",
    __name__,
    url_prefix="/activities/v1",
    description="Events: what happened, as CloudEvents. Händelser, som CloudEvents.",
)

EVENT_EXAMPLE: dict[str, Any] = {
    "specversion": "1.0",
    "id": "2021-04-15-17",
    "source": "/polisen-sodertalje/insatser",
    "type": ACTIVITY_REPORTED,
    "subject": "insats-4711",
    "time": "2021-04-15T20:00:00+02:00",
    "datacontenttype": "application/json",
    "data": SENT_EXAMPLE,
}
_BODY: Final = body_of(
    {"oneOf": [schema_of(Envelope), {"type": "array", "maxItems": MOST, "items": schema_of(Envelope)}]},
    {STRUCTURED: EVENT_EXAMPLE, BATCH: [EVENT_EXAMPLE], JSON: [EVENT_EXAMPLE]},
)


@blp.route("/events", methods=["POST"])
@needs("events:write")
@blp.response(
    200,
    EventsAnswer,
    description="What became of each event, in the order in which they were sent.",
    example={
        "results": [
            {
                "result": "accepted",
                "id": EVENT_EXAMPLE["id"],
                "source": EVENT_EXAMPLE["source"],
                "activityId": "5f0c6c0a-7f0e-5a5c-9c56-0c1d7c1b7a11",
            }
        ]
    },
)
@refusals(400, 413, 415, 422, 503)
@blp.doc(requestBody=_BODY)
def post_events() -> EventsAnswer:
    """Post what happened, as CloudEvents.

    One event (structured, or binary with `ce-` headers) or a batch of up to 1,000. Each is accepted, a duplicate
    (it came before with the same `source` and `id`, which is a success) or rejected with the reasons; a rejected
    event harms none of its neighbours, nor does one that no two readers would read alike (a name twice in one
    object, a number or a nesting beyond the limits, NUL); only a body that is no JSON at all is refused whole.
    `source` begins with one of the sources that the token, or the operator's registry of clients, says are the
    caller's; where neither says, with a slash and the id of the caller's party, as in
    `/polisen-sodertalje/insatser`. No step of it is `.` or `..`. A single event that is rejected is answered with
    problem details. The types are `se.loftet.activity.reported.v1` and `se.loftet.tip.reported.v1`.

    An activity may be told of many times, late and in any order: give `subject`, your own id of the record, and in the
    data your `revision` of it (1 when left out). Each event carries the whole activity as it is at that revision, and
    `cancelled` or `withdrawn` with the reason when it is. The highest revision wins; an older one, or the very
    same, is a duplicate. Of two contents with the same revision one stays, whatever order they come in, and the other
    is rejected. Its municipality never changes: what lay in another is withdrawn there, and told of as another record.
    So with `subject` it is the revision that tells a repeat, whatever the event's `id`; without it, each `source` and
    `id` is an activity of its own. Posta händelser.
    """
    contents, is_batch = sent_events()
    if reporter().party is None:
        raise forbidden("The token speaks for no party, and events are sent by parties.")
    told = [_told(content) for content in contents]
    outcomes = service().intake.take_or_refuse(told, service().now())
    if not is_batch and outcomes[0].refusal is not None:
        raise problem_of(outcomes[0].refusal)
    rows = zip(contents, told, outcomes, strict=True)
    return EventsAnswer(results=[_result(content, each, outcome) for content, each, outcome in rows])


def _told(content: Any) -> Told | Refused:  # noqa: ANN401
    if isinstance(content, Unreadable):
        return content.refusal
    try:
        return read_event(content, reporter(), current())
    except Refused as refused:
        return refused


def _result(content: Any, told: Told | Refused, outcome: Outcome) -> EventResult:  # noqa: ANN401
    event_id, source = _text(content, "id"), _text(content, "source")
    if outcome.refusal is not None:
        return EventResult(
            result="rejected",
            id=event_id,
            source=source,
            reason=outcome.refusal.detail,
            invalid_parameters=outcome.invalid_parameters,
        )
    made = told.id if isinstance(told, Told) else None
    is_tip = isinstance(told, Told) and isinstance(told.said, TipReport)
    return EventResult(
        result=outcome.result,
        id=event_id,
        source=source,
        activity_id=None if is_tip else made,
        tip_id=made if is_tip else None,
    )


def _text(content: Any, name: str) -> str | None:  # noqa: ANN401
    if isinstance(content, Unreadable):
        return content.named.get(name)
    value = content.get(name) if isinstance(content, dict) else None
    return value[:500] if isinstance(value, str) else None

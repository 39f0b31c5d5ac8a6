"""What all resources with revisions share: made once however often it is asked for, read, listed, and changed in turn.

Decisions are the domain's: a view says what was said and by whom, the domain makes the change, and here it is stored.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from flask import Response

from services.activities.api.bodies import reads, refusals
from services.activities.api.service import service
from services.activities.domain.change import Change, R
from services.activities.domain.in_force import InForce
from services.activities.domain.refusal import Reason, Refused
from services.activities.store.records import Kept, Records
from services.activities.told import new_id
from shared.http import etag, idempotency, jsons
from shared.http.auth import caller, needs
from shared.http.blueprint import Blueprint, Views
from shared.http.bodies import raw_body
from shared.http.idempotency import answered_before, asked_now, body_hash, id_by_key, next_use, other_body
from shared.http.problem import forbidden, not_found
from shared.http.trace import current
from shared.store.mongo import Document
from shared.store.requests import Asked, Request, is_forgotten

Beginning = Callable[[str, datetime], Change[R]]
Decision = Callable[[R, InForce, datetime], Change[R]]
Put = Callable[[Kept[R], Change[R], InForce, Request | None], bool]

WHERE_REACHED: Final = "It was created with its `id`, in a municipality that the token may not reach."

CREATED: Final[dict[str, Any]] = {
    "Location": {"description": "Its address.", "schema": {"type": "string", "format": "uri"}},
    **etag.HEADERS,
}


def changing(
    blp: Blueprint,
    scope: str,
    form: type[Any],
    answer: type[Any],
    *,
    said: Any,  # noqa: ANN401
    shown: Any,  # noqa: ANN401
) -> Views:
    """What all operations that change a record share: token, body, answer and refusals.

    Args:
        scope: that the token needs.
        form: of the body, with ``said`` as its example.
        answer: class of the record, with ``shown`` as its example.
        said: see there.
        shown: see there.
    """

    def decorate(view: Callable[..., Response]) -> Callable[..., Any]:
        described = "As it is now, at its new revision."
        answering = blp.response(200, answer, description=described, example=shown, headers=etag.HEADERS)(view)
        refusing = refusals(400, 404, 409, 412, 413, 415, 422, 428, 503)(answering)
        return needs(scope)(
            reads(form, example=said)(blp.doc(parameters=[etag.PARAMETER, idempotency.OF_CHANGE])(refusing))
        )

    return decorate


def party() -> str:
    """The party that the caller speaks for.

    Raises:
        Problem: 403 when it is none.
    """
    speaks_for = caller().party
    if speaks_for is None:
        raise forbidden("The token speaks for no party, and only parties report.")
    return speaks_for


def in_force_in(municipality: str) -> InForce:
    """What is in force in a municipality that the caller reaches.

    Raises:
        Problem: 403 when the caller does not reach it.
        Refused: no agreement is published there.
    """
    caller().must_reach(municipality)
    found = service().store.agreements.in_force([municipality]).get(municipality)
    if found is None:
        unknown = f"no agreement of municipality {municipality} is published here"
        raise Refused("The municipality is not known here.", [Reason("municipality", unknown)])
    return found


def as_is(record: R | Document) -> R | Document:
    """A record is answered as it was stored."""
    return record


def create(
    records: Records[R], path: str, decide: Beginning[R], shown: Callable[[R | Document], Any] = as_is
) -> Response:
    """Make a record: once, however often the same key and body come.

    Args:
        records: where it is kept.
        path: of the resource, as in `measures`.
        decide: from its id and the present instant to the record; must have checked whom the caller reaches.
        shown: how it is answered.
    """
    ((record_id, record),) = create_all(records, path, [decide]).items()
    return created(path, record_id, shown(record))


def create_all(records: Records[R], scope: str, decisions: Sequence[Beginning[R]]) -> dict[str, R | Document]:
    """Make records in one request, all or none: once, however often the same key and body come.

    Args:
        records: where they are kept.
        scope: of the key, as in `measures`: in another it means something else.
        decisions: one for each, as for `create`.

    Returns:
        By their ids, in their order; what was accepted once is answered as it was then, whatever holds now.
    """
    by_key = id_by_key(scope)
    first, request_hash = (by_key, body_hash(raw_body())) if by_key else (new_id(), None)
    while (made := _make_all(records, first, request_hash, decisions)) is None:
        first = next_use(first)
    return made


def _make_all(
    records: Records[R], first: str, request_hash: str | None, decisions: Sequence[Beginning[R]]
) -> dict[str, R | Document] | None:
    """Make them, the first with that id; None when it was made by the same key, and that is forgotten by now."""
    ids = [str(UUID(int=UUID(first).int + place)) for place in range(len(decisions))]
    before = records.get_each(ids) if request_hash else {}
    now = service().now()
    if any(is_forgotten(each.first_told, now) for each in before.values()):
        return None
    _must_be_alike(before, request_hash)
    for each in before.values():
        caller().must_reach(each.record.municipality)
    changes = {each: decide(each, now) for each, decide in zip(ids, decisions, strict=True) if each not in before}
    documents = [records.document(each, current(), request_hash=request_hash) for each in changes.values()]
    # The first goes alone: another body with the same key meets it, before anything else of that body is stored.
    for part in (documents[:1], documents[1:]):
        if records.insert_new(part):
            before = records.get_each(ids)
            _must_be_alike(before, request_hash)
    return {each: before[each].first if each in before else changes[each].record for each in ids}


def find(records: Records[R], record_id: str, what: str) -> Kept[R]:
    """The record of that id, if the caller may know of it.

    Raises:
        Problem: 404, whether it is another municipality's or nobody's.
    """
    kept = records.get(record_id)
    if kept is None or not caller().reaches(kept.record.municipality):
        raise not_found(f"There is no {what} {record_id[:100]}.", remedy=WHERE_REACHED)
    return kept


def show(kept: Kept[R]) -> Response:
    """A record as it is now, or that the caller has seen it already."""
    if etag.seen_already(kept.record.revision):
        return etag.set_etag(Response(status=304), kept.record.revision)
    return etag.set_etag(jsons.answer(kept.outer), kept.record.revision)


def change(
    records: Records[R],
    kept: Kept[R],
    decide: Decision[R],
    shown: Callable[[R | Document], Any] = as_is,
    put: Put[R] | None = None,
) -> Response:
    """Decide the change of a record that the caller may change, and store it if nobody else was first.

    Args:
        records: where it is kept.
        kept: as it was found.
        decide: what it becomes.
        shown: how it is answered.
        put: how it is stored, unless it is as all records are.
    """
    asked = asked_now()
    if before := answered_before(kept.requests, asked):
        return _as_before(kept, before, shown)
    etag.require_match(kept.record.revision)
    in_force = in_force_in(kept.record.municipality)
    made = decide(kept.record, in_force, service().now())
    if put(kept, made, in_force, asked) if put else records.replace(kept, made, current(), asked):
        return etag.set_etag(jsons.answer(shown(made.record)), made.record.revision)
    found = records.get(kept.record.id)
    if found and (before := answered_before(found.requests, asked)):
        return _as_before(found, before, shown)
    raise etag.changed_meanwhile()


def must_have_reported(kept: Kept[R]) -> None:
    """Only the party that reported something changes it.

    Raises:
        Problem: 403 when the caller speaks for another.
    """
    if caller().party != kept.record.reported_by:
        raise forbidden(
            f"It was reported by {kept.record.reported_by}.", remedy="Only the party that reported it changes it."
        )


def created(path: str, record_id: str, body: Any) -> Response:  # noqa: ANN401
    """What was made, and its address."""
    headers = {"Location": service().location(f"{path}/{record_id}")}
    return etag.set_etag(jsons.answer(body, 201, headers), 1)


def _as_before(kept: Kept[R], asked: Asked, shown: Callable[[R | Document], Any]) -> Response:
    """The answer of a change that was made before: the record at the revision that it got then."""
    return etag.set_etag(jsons.answer(shown(kept.revision(asked.revision) or kept.outer)), asked.revision)


def _must_be_alike(before: Mapping[str, Kept[R]], request_hash: str | None) -> None:
    """Go on only if what is there already was made by the same body.

    Raises:
        Problem: 422.
    """
    if any(kept.request_hash != request_hash for kept in before.values()):
        raise other_body()

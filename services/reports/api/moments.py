"""What the questions about one promise share: which promise, and the two axes of time."""

from datetime import datetime
from typing import Any

from flask import current_app

from services.reports.api.lists import present
from services.reports.domain.fold import absence, published_from, version_in_force
from services.reports.promise_page import Moment
from services.reports.query import Query
from services.reports.store import Board
from shared.events.agreement import AgreementPublished
from shared.http.auth import caller
from shared.http.problem import Invalid, Problem, invalid, not_found
from shared.http.schema import Base, Instant


class MomentArgs(Base):
    """The two axes of time."""

    as_of = Instant(
        metadata={
            "description": "The moment assessed: what had happened by then, under the agreement then in force.",
            "example": "2021-12-31T22:59:59Z",
        }
    )
    known_at = Instant(
        metadata={
            "description": "What had been reported by then; by default all that is known now.",
            "example": "2022-02-01T11:00:00Z",
        }
    )


def query() -> Query:
    """Who answers."""
    found: Query = current_app.extensions["pages"]
    return found


def promise_found(promise_id: str) -> tuple[AgreementPublished, Board | None]:
    """A promise's agreement, and its status as stored.

    Raises:
        Problem: 404 when there is no such promise that the token reaches.
    """
    found = query().promise(promise_id)
    if found is None or not caller().reaches(found[0].municipality):
        remedy = "GET /reports/v1/promises lists those that the token reaches."
        raise not_found(f"There is no promise {promise_id[:100]}.", remedy=remedy)
    return found


def moment_of(args: dict[str, Any]) -> Moment:
    """The moment asked for; by default the present.

    Raises:
        Problem: 422 when it lies in the future.
    """
    now = present()
    return Moment(as_of=_past(args, "asOf", "as_of", now), known_at=_past(args, "knownAt", "known_at", now))


def _past(args: dict[str, Any], name: str, key: str, now: datetime) -> datetime:
    asked: datetime = args.get(key, now)
    if asked > now:
        raise invalid(Invalid(name, "lies in the future; ask for a moment that has been"))
    return asked


def not_yet_published(published: AgreementPublished, known_at: datetime) -> None:
    """Before anything was published there is nothing that could have been said.

    Raises:
        Problem: 404.
    """
    since = published_from(published.versions)
    if known_at < since:
        raise not_found(
            f"The agreement {published.agreement_id} was first published at {since.isoformat()}.",
            remedy="Ask with a knownAt from then on, or without it by what is known now.",
        )


def not_held(published: AgreementPublished, promise_id: str, moment: Moment) -> Problem:
    """The version in force at the moment does not hold the promise and another one does, or none had been published."""
    not_yet_published(published, moment.known_at)
    version = version_in_force(published.versions, moment.as_of, moment.known_at)
    taken, back = absence(published.versions, promise_id, version)
    if taken is None:
        return not_found(f"The version in force at {moment.as_of.isoformat()} did not hold this promise.")
    again = f", and came back on {back}" if back else ""
    return not_found(
        f"The promise {promise_id} was taken out of the agreement {published.agreement_id} on {taken}{again}.",
        remedy="Ask with asOf for how it stood at a moment before that" + (", or since it came back." if back else "."),
    )

"""History: every change of a promise's state, when it came about and what caused it."""

from typing import Any

from services.reports.api import told_examples as examples
from services.reports.api.moments import moment_of, promise_found, query
from services.reports.domain.history import StateChange
from shared.events.status import STATE_NAMES
from shared.http.auth import needs
from shared.http.blueprint import Blueprint
from shared.http.paging import Page, PageArgs, turn_of
from shared.http.schema import Instant
from shared.store.pages import Place, page_of_all

blp = Blueprint(
    "history",
    __name__,
    url_prefix="/reports/v1",
    description="History: every change of a promise's state. Historik: varje gång ett löfte har bytt läge, och varför.",
)


class ChangeAnswer(StateChange, frozen=True, kw_only=True):
    """A change of state; `state` and `stateName` are null when an amendment took the promise away."""

    state_name: str | None


class HistoryPageAnswer(Page, frozen=True, kw_only=True):
    """A page of changes."""

    items: list[ChangeAnswer]


class HistoryArgs(PageArgs):
    """Which line through the two axes of time is followed, and how far."""

    as_of = Instant(metadata={"description": "Only changes up to this moment.", "example": "2021-12-31T22:59:59Z"})
    known_at = Instant(
        metadata={
            "description": (
                "Tell how it went, by what had been reported by this moment. Without it each change is told when it "
                "became known: what could be read on that day."
            ),
            "example": "2022-02-01T11:00:00Z",
        }
    )


@blp.route("/promises/<promiseId>/history", methods=["GET"])
@needs("reports:read")
@blp.arguments(HistoryArgs, location="query")
@blp.response(
    200, HistoryPageAnswer, description="A page of changes, the earliest first.", example=examples.page(examples.CHANGE)
)
@blp.alt_response(404, "NOT_FOUND")
def get_history(args: dict[str, Any], promiseId: str) -> HistoryPageAnswer:  # noqa: N803  (the path's own name)
    """Tell every change of a promise's state, and its cause.

    A cause is an event, with its id and type, or the clock: a window closed, a plan's time passed, something was made
    public. What is reported late changes the state when it is reported; with `knownAt` it is told as it went, each
    change on the day of the deed. Every answer follows from the facts as they are known now: what was withdrawn shows
    as a withdrawal, and what may not be public yet not at all. So it is reckoned anew each time, and there is no
    `changedSince`. Löftets historik.
    """
    published, _ = promise_found(promiseId)
    moment, turn = moment_of(args), turn_of(args)
    changes = query().history(published, promiseId, moment.as_of, args.get("known_at"))
    return HistoryPageAnswer(**turn.answer(page_of_all(changes, _place, turn.wanted).each(_answer)))


def _place(change: StateChange) -> Place:
    return (change.at,)


def _answer(change: StateChange) -> ChangeAnswer:
    return ChangeAnswer(
        **{name: getattr(change, name) for name in StateChange.__struct_fields__},
        state_name=STATE_NAMES[change.state] if change.state else None,
    )

"""What may be done to an activity in which state: the one table of it."""

from typing import Final, Literal

from services.activities.domain.refusal import Conflict
from shared.events.activity import Activity, ActivityState

Operation = Literal["completion", "rescheduling", "correction", "cancellation", "withdrawal"]

LIVE: Final = ("planned", "completed")
RECOUNTED: Final = (*LIVE, "cancelled")  # it is told what a cancelled activity would have counted toward

# State -> the operations that are allowed in it, by the last part of their addresses.
ALLOWED: Final[dict[ActivityState, tuple[Operation, ...]]] = {
    "planned": ("completion", "rescheduling", "correction", "cancellation", "withdrawal"),
    "completed": ("correction", "withdrawal"),
    "cancelled": ("withdrawal",),
    "withdrawn": (),
}


def must_allow(activity: Activity, operation: Operation) -> None:
    """Go on only if the operation is allowed in the activity's state.

    Raises:
        Conflict: it is not; with what is.
    """
    allowed = ALLOWED[activity.state]
    if operation not in allowed:
        instead = f"what is left is {' or '.join(allowed)}" if allowed else "nothing more can be done to it"
        raise Conflict(f"The activity is {activity.state}, which allows no {operation}; {instead}.", allowed)

"""Each service in-process, with a thing of every kind: what is tried over all operations is tried on these."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from deploy.local import Stack
from services.notifications.app import create_app as notifications
from shared.events import catalogue
from shared.events.examples import EXAMPLES
from shared.events.status import State
from tests.integration import activities_house, notifications_house, reports_house
from tests.integration.access_matrix import OURS, Matrix
from tests.unit.notifications.events import status

NYKVARN, WALKS = "nykvarn-2021-2022", "nykvarn-2021-2022-trygghetsvandringar"
LATER = datetime(2022, 2, 1, 12, tzinfo=UTC)  # whatever the examples tell of has been


@contextmanager
def _activities(stack: Stack, folder: Path) -> Iterator[Matrix]:
    with activities_house.house_on(stack, folder) as house:
        house.set_clock(LATER)
        matrix = Matrix(
            house.app,
            "activities",
            stack,
            {"agreementId": NYKVARN, "version": "1", "revision": "1", "promiseId": WALKS},
        )
        matrix.make("activityId", "/activities/v1/activities")
        matrix.make("observationId", "/activities/v1/walks/{activityId}/observations")
        yield matrix


@contextmanager
def _reports(stack: Stack, folder: Path) -> Iterator[Matrix]:
    told = (catalogue.MEASURE_PROPOSED, catalogue.OBSERVATION_NOTED, catalogue.SITUATION_NOTED)
    with reports_house.house_on(stack, folder) as house:
        house.it_is(LATER)
        house.told(*(EXAMPLES[each] for each in told))
        yield Matrix(house.app, "reports", stack, {"agreementId": NYKVARN, "promiseId": WALKS})


@contextmanager
def _notifications(stack: Stack, _: Path) -> Iterator[Matrix]:
    with notifications_house.house(stack) as house:
        house.planner.handle([status(State.BEHIND)])
        (delivery,) = house.log(party=OURS)
        house.fail(delivery["_id"])
        house.pause(WALKS, OURS)
        app = notifications(house.settings)
        app.extensions["clock"] = house.clock
        with closing(app.extensions["store"].database.client):
            yield Matrix(
                app, "notifications", stack, {"partyId": OURS, "deliveryId": delivery["_id"], "aboutId": WALKS}
            )


HOUSES: dict[str, Callable[[Stack, Path], AbstractContextManager[Matrix]]] = {
    "activities": _activities,
    "reports": _reports,
    "notifications": _notifications,
}


@contextmanager
def furnished(service: str, stack: Stack, folder: Path) -> Iterator[Matrix]:
    """A service with a thing of every kind in it."""
    with HOUSES[service](stack, folder) as matrix:
        matrix.furnish()
        yield matrix

"""What a told scene becomes: the activity, as activities would make it."""

from collections.abc import Callable
from datetime import UTC, datetime

import msgspec
import pytest

from services.activities.domain.matching import counts
from shared.events.activity import Activity
from shared.events.agreement import Agreement
from shared.ops.seed.scene import Scene, report_of
from tests.browser.followed import Keys

Told = Callable[[Scene, tuple[Agreement, ...]], Activity]

_TOLD_AT = datetime(2020, 1, 1, tzinfo=UTC)
_STATES = {"planned": "planned", "cancelled": "cancelled"}


@pytest.fixture(scope="session")
def told() -> Told:
    """The activity that a scene is, once it is told in full, among the agreements of its municipality."""

    made: dict[tuple[str, ...], Activity] = {}

    def tell(scene: Scene, agreements: tuple[Agreement, ...]) -> Activity:
        key = (scene.key, scene.stage, *(agreement.id for agreement in agreements))
        if key not in made:
            made[key] = _tell(scene, agreements)
        return made[key]

    return tell


def _tell(scene: Scene, agreements: tuple[Agreement, ...]) -> Activity:
    agreement = next(each for each in agreements if scene.by in {party.id for party in each.parties})
    body = report_of(scene, agreement, Keys())
    body["narrowedTo"] = body.pop("promises")
    if scene.stage == "completed":
        body["actual"] = body["planned"]
    body |= {
        "id": scene.key,
        "revision": 1,
        "municipalityName": agreement.municipality.name,
        "state": "withdrawn" if scene.withdrawal else _STATES.get(scene.stage, "completed"),
        "reportedBy": scene.by,
        "reportedAt": _TOLD_AT,
    }
    activity = msgspec.convert(body, Activity)
    return msgspec.structs.replace(activity, counts=counts(activity, agreements))

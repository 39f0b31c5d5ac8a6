"""What the examples share: Nykvarn, its parties, a promise, and a moment."""

from datetime import UTC, datetime
from typing import Any

from shared.events.activity import (
    Place,
)

COUNCIL, POLICE = "nykvarn-kommun", "polisen-sodertalje"
AGREEMENT, PROMISE = "nykvarn-2021-2022", "nykvarn-2021-2022-trygghetsvandringar"
COMMITMENT, TITLE = f"{PROMISE}-per-termin", "Trygghetsvandringar"
TEXT = "kommer trygghetsvandringar genomföras vid två tillfällen, en per termin."
BOTH = (COUNCIL, POLICE)
WALK = "5f0c6c0a-7f0e-5a5c-9c56-0c1d7c1b7a11"
AT = datetime(2021, 4, 16, 7, 12, tzinfo=UTC)
CENTRE = Place(name="Nykvarns centrum", point=(17.429, 59.179))
ENTITY: dict[str, Any] = {
    "municipality": "0140",
    "municipality_name": "Nykvarn",
    "reported_by": COUNCIL,
    "reported_at": AT,
}
AGAIN: dict[str, Any] = {"revision": 2, "reason": "Rätt enligt protokollet."}

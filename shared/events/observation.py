"""The observation: a safe or unsafe place noted on a walk."""

from enum import StrEnum
from typing import Literal

from shared.events.activity import Place
from shared.events.record import Revised


class ObservationCategory(StrEnum):
    """What makes a place feel safe or unsafe."""

    LIGHTING = "lighting"
    VEGETATION = "vegetation"
    SIGHTLINES = "sightlines"
    LITTER = "litter"
    VANDALISM = "vandalism"
    TRAFFIC = "traffic"
    MAINTENANCE = "maintenance"
    ACCESSIBILITY = "accessibility"
    MEETING_PLACE = "meeting-place"
    PRESENCE = "presence"
    OTHER = "other"


# Swedish names, as the public page writes them.
OBSERVATION_CATEGORY_NAMES: dict[ObservationCategory, str] = {
    ObservationCategory.LIGHTING: "belysning",
    ObservationCategory.VEGETATION: "växtlighet",
    ObservationCategory.SIGHTLINES: "sikt och överblick",
    ObservationCategory.LITTER: "nedskräpning",
    ObservationCategory.VANDALISM: "skadegörelse och klotter",
    ObservationCategory.TRAFFIC: "trafik",
    ObservationCategory.MAINTENANCE: "skötsel och underhåll",
    ObservationCategory.ACCESSIBILITY: "framkomlighet",
    ObservationCategory.MEETING_PLACE: "mötesplats",
    ObservationCategory.PRESENCE: "människors närvaro",
    ObservationCategory.OTHER: "annat",
}


class Observation(Revised, frozen=True, kw_only=True):
    """Data of `observation.noted`, `observation.corrected` and `observation.withdrawn`: the whole of it.

    ``walk`` is the id of the walk. The point is coarse, some hundred metres: it shows a place, never a door.
    """

    walk: str
    state: Literal["noted", "withdrawn"]
    feeling: Literal["safe", "unsafe"]
    category: ObservationCategory
    place: Place
    text: str = ""

"""Places: how closely a point may show where something is."""

from typing import Final

from services.activities.domain.forms import SaidPlace
from shared.events.activity import Place

# Some hundred metres in Sweden. What feels unsafe is noted by the gate of somebody's home, and what is published
# cannot be taken back: so a point is made coarse before it is kept, in no event, log or database is it finer.
DECIMALS: Final = 3


def coarse(told: SaidPlace | None) -> Place | None:
    """A place with its point made coarse."""
    if told is None:
        return None
    if told.point is None:
        return Place(name=told.name)
    longitude, latitude = told.point
    return Place(name=told.name, point=(round(longitude, DECIMALS), round(latitude, DECIMALS)))

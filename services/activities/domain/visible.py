"""Who sees an activity that may not be shown yet: the party that reported it, and nobody else."""

from datetime import datetime

from shared.events.activity import Activity


def may_see(activity: Activity, party: str | None, now: datetime) -> bool:
    """Whether a party (None: nobody's) may know of the activity now."""
    shown = activity.publishable_from
    return shown is None or shown <= now or activity.reported_by == party

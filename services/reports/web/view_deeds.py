"""An activity as it stands in a list: who reported it, where it was counted, and who of a group was there."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from services.reports.web.page import PromisePage
from services.reports.web.phrasebook import label
from services.reports.web.words import joined
from shared.events.activity import Activity
from shared.events.agreement import Agreement
from shared.events.status import PromiseStatus


@dataclass(frozen=True, slots=True)
class Deed:
    """An activity as it stands under a promise, with the windows that it was counted in.

    Of a standing group's meeting, ``present`` and ``absent`` are its members, and ``guests`` whoever else took part;
    of everything else, ``guests`` are all that took part.
    """

    activity: Activity
    reporter: str
    counted_in: str
    present: tuple[str, ...]
    absent: tuple[str, ...]
    guests: tuple[str, ...]


def deeds(
    activities: Iterable[Activity], status: PromiseStatus, agreement: Agreement, names: Mapping[str, str]
) -> tuple[Deed, ...]:
    """The activities of a promise, in the order given; ``names`` are of all parties that are told of."""
    windows = [
        window for commitment in status.commitments if len(commitment.windows) > 1 for window in commitment.windows
    ]
    return tuple(
        _deed(
            activity,
            agreement,
            names,
            joined(label(window.label) for window in windows if activity.id in window.activities),
        )
        for activity in activities
    )


def deeds_before(activities: Iterable[Activity], agreement: Agreement, names: Mapping[str, str]) -> tuple[Deed, ...]:
    """Activities that counted toward an earlier wording alone, in the order given."""
    return tuple(_deed(activity, agreement, names, "") for activity in activities)


def coming(promises: Iterable[PromisePage], agreement: Agreement, names: Mapping[str, str]) -> tuple[Deed, ...]:
    """What is planned for any promise, each once, the soonest first."""
    planned = {activity.id: activity for page in promises for activity in page.planned}
    return tuple(_deed(activity, agreement, names, "") for activity in sorted(planned.values(), key=start))


def start(activity: Activity) -> float:
    """When it begins, as what activities are sorted by."""
    return activity.span.start.timestamp()


def _deed(activity: Activity, agreement: Agreement, names: Mapping[str, str], counted_in: str) -> Deed:
    attendance = activity.attendance
    members = set(_parties_of_members(activity, agreement))
    return Deed(
        activity=activity,
        reporter=names.get(activity.reported_by, activity.reported_by),
        counted_in=counted_in,
        present=tuple(each.member for each in attendance if each.present),
        absent=tuple(each.member for each in attendance if not each.present),
        guests=tuple(each.name for each in activity.participants if each.party is None or each.party not in members),
    )


def _parties_of_members(activity: Activity, agreement: Agreement) -> Iterator[str]:
    """The parties that are told of by their members, under the names that those have in the group that met."""
    attended = {each.member for each in activity.attendance}
    for group in agreement.groups:
        if group.id == activity.group:
            yield from (member.party for member in group.members if member.party and member.name in attended)

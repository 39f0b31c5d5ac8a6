"""What an event can be chosen by: what kinds of it there are, and whom and what it concerns. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from shared.events.activity import Activity
from shared.events.agreement import AgreementPublished
from shared.events.assessment import Assessment
from shared.events.catalogue import CATALOGUE
from shared.events.measure import Measure
from shared.events.observation import Observation
from shared.events.record import Revised
from shared.events.situation import DialogueInput, SituationEntry
from shared.events.status import StatusChanged
from shared.events.tip import TipReceived

_GROUPED: Final[dict[str, type]] = {
    "activities": Activity,
    "agreements": AgreementPublished,
    "assessments": Assessment,
    "dialogue-inputs": DialogueInput,
    "measures": Measure,
    "observations": Observation,
    "situation-entries": SituationEntry,
    "statuses": StatusChanged,
    "tips": TipReceived,
}

NOTICES: Final = "notices"  # nothing that happened: what an endpoint of the owner's sends over the subscription

# What can be followed: the name of a group of event types -> the types.
GROUPS: Final[dict[str, frozenset[str]]] = {
    NOTICES: frozenset(),
    **{
        group: frozenset(name for name, each in CATALOGUE.items() if each.data is data)
        for group, data in _GROUPED.items()
    },
}
FOLLOWED: Final[frozenset[str]] = frozenset().union(*GROUPS.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Facets:
    """Of one event: ids of what it is about and of what it concerns.

    ``parties`` are those that report, answer for, take part in, sign or receive what it tells of; ``revision`` is of a
    thing that is told of anew when it changes, None of what happens once (a status becomes another, a tip comes).
    """

    about: str
    municipality: str
    municipality_name: str
    agreements: frozenset[str] = frozenset()
    promises: frozenset[str] = frozenset()
    parties: frozenset[str] = frozenset()
    kind: str | None = None
    state: str | None = None
    revision: int | None = None
    demonstration: bool = False

    def concerns_agreement(self, agreement: str) -> bool:
        """Whether it concerns an agreement; what names promises alone names their agreement by their ids."""
        if self.agreements:
            return agreement in self.agreements
        return any(promise.startswith(f"{agreement}-") for promise in self.promises)


def facets_of(data: Any) -> Facets:  # noqa: ANN401  (each type's own data class)
    """What the data of an event can be chosen by."""
    match data:
        case AgreementPublished():
            return _of_agreement(data)
        case Activity():
            return _of_activity(data)
        case StatusChanged():
            return _of_status(data)
        case TipReceived():
            return _facets(data, data.tip_id, (), data.recipients)
        case Measure():
            return _facets(data, data.id, data.promises, (data.reported_by, data.responsible), state=data.state)
        case Assessment():
            parties = (data.reported_by, *data.responsible)
            return _facets(data, data.id, (data.promise,), parties, (data.agreement,), state=data.state)
        case SituationEntry() | DialogueInput():
            return _facets(data, data.id, data.promises, (data.reported_by,), state=data.state)
        case _:
            return _facets(data, data.id, (), (data.reported_by,), state=data.state)


def _of_agreement(published: AgreementPublished) -> Facets:
    agreement = published.latest.agreement
    return Facets(
        about=agreement.id,
        municipality=published.municipality,
        municipality_name=agreement.municipality.name,
        agreements=frozenset({agreement.id}),
        promises=frozenset(promise.id for promise in agreement.promises),
        parties=frozenset(party.id for party in agreement.parties),
        revision=published.latest.version,
        demonstration=agreement.demonstration,
    )


def _of_activity(activity: Activity) -> Facets:
    counts = activity.counts
    parties = {activity.reported_by, *(party for count in counts for party in count.responsible)}
    return _facets(
        activity,
        activity.id,
        {count.promise for count in counts},
        parties | {each.party for each in activity.participants if each.party},
        {count.agreement for count in counts},
        kind=activity.kind.value,
        state=activity.state,
    )


def _of_status(change: StatusChanged) -> Facets:
    status = change.status
    agreements = (status.agreement,)
    return _facets(change, change.promise, (change.promise,), change.responsible, agreements, state=status.state.value)


def _facets(
    data: Any,  # noqa: ANN401
    about: str,
    promises: Iterable[str],
    parties: Iterable[str],
    agreements: Iterable[str] = (),
    *,
    kind: str | None = None,
    state: str | None = None,
) -> Facets:
    return Facets(
        about=about,
        municipality=data.municipality,
        municipality_name=data.municipality_name,
        agreements=frozenset(agreements),
        promises=frozenset(promises),
        parties=frozenset(parties),
        kind=kind,
        state=state,
        revision=data.revision if isinstance(data, Revised) else None,
        demonstration=data.demonstration,
    )

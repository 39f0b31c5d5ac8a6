"""Activities: a row a revision, the whole activity as it was told then."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from services.reports.open_data.columns import Column, Table, Told, column
from shared.events.activity import Activity, WalkStep


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """An activity at a revision.

    Attributes:
        told: as it was told then.
        words: false of one that was withdrawn, whose texts are told no more.
        hidden: ids of walks that may not be shown yet: it is not said that it has to do with one of them.
    """

    told: Activity
    words: bool = True
    hidden: Collection[str] = ()

    @property
    def step(self) -> WalkStep | None:
        """The walk that it prepares or follows up."""
        step = self.told.walk_step
        return step if step and step.walk not in self.hidden else None

    @property
    def previous_walk(self) -> str | None:
        """The walk before it."""
        return self.told.previous_walk if self.told.previous_walk not in self.hidden else None


_WHICH: tuple[Column[ActivityRow], ...] = (
    column("id", "text", "Aktivitetens id", "The activity's id", lambda row: row.told.id),
    column(
        "revision",
        "number",
        "Revision; den högsta gäller",
        "Revision; the highest holds",
        lambda row: row.told.revision,
    ),
    column("municipality", "text", "Kommunkod", "Municipality code", lambda row: row.told.municipality),
    column("municipalityName", "text", "Kommunens namn", "Its name", lambda row: row.told.municipality_name),
    column(
        "state",
        "text",
        "planned, completed, cancelled eller withdrawn; det återtagna räknas aldrig",
        "planned, completed, cancelled or withdrawn; what was withdrawn never counts",
        lambda row: row.told.state,
    ),
    column(
        "reportedBy", "text", "Parten som rapporterade", "The party that reported it", lambda row: row.told.reported_by
    ),
    column(
        "reportedAt",
        "moment",
        "När revisionen rapporterades",
        "When this was reported",
        lambda row: row.told.reported_at,
    ),
    column(
        "publishableFrom",
        "moment",
        "När den fick visas, om den hölls tillbaka",
        "When it could be shown, where it was held back",
        lambda row: row.told.publishable_from,
    ),
    column(
        "reason",
        "text",
        "Varför den rättades, ställdes in eller togs tillbaka",
        "Why it was corrected, cancelled or withdrawn",
        lambda row: row.told.reason,
    ),
)

_WHAT: tuple[Column[ActivityRow], ...] = (
    column("kind", "text", "Slag, ur katalogen", "Kind, of the catalogue", lambda row: row.told.kind),
    column(
        "title",
        "text",
        "Rubrik; tom för det som togs tillbaka",
        "Title; empty where it was withdrawn",
        lambda row: row.told.title if row.words else None,
    ),
    column(
        "plannedStart",
        "moment",
        "Planerad början",
        "Planned start",
        lambda row: row.told.planned and row.told.planned.start,
    ),
    column(
        "plannedEnd", "moment", "Planerat slut", "Planned end", lambda row: row.told.planned and row.told.planned.end
    ),
    column("actualStart", "moment", "Början", "Actual start", lambda row: row.told.actual and row.told.actual.start),
    column("actualEnd", "moment", "Slut", "Actual end", lambda row: row.told.actual and row.told.actual.end),
    column("place", "text", "Plats", "Place", lambda row: row.told.place and row.told.place.name),
    column("longitude", "number", "Longitud, WGS 84", "Longitude, WGS 84", lambda row: _point(row.told, 0)),
    column("latitude", "number", "Latitud, WGS 84", "Latitude, WGS 84", lambda row: _point(row.told, 1)),
    column("group", "text", "Gruppen som möttes", "The group that met", lambda row: row.told.group),
    column(
        "attendance",
        "list",
        "Vilka i gruppen som var med: member, present",
        "Who of the group was there: member, present",
        lambda row: row.told.attendance,
    ),
    column(
        "participants",
        "list",
        "Organisationer som var med: name, party",
        "Organisations that took part: name, party",
        lambda row: row.told.participants,
    ),
    column("audiences", "list", "Vilka den vände sig till", "Whom it was for", lambda row: row.told.audiences),
    column("tags", "list", "Etiketter", "Tags", lambda row: row.told.tags),
    column(
        "quantity", "number", "Hur många sådana raden är", "How many such it stands for", lambda row: row.told.quantity
    ),
    column("results", "object", "Resultat med namn", "Results by name", lambda row: row.told.results),
    column(
        "outcome",
        "text",
        "Vad det ledde till; tom för det som togs tillbaka",
        "What came of it; empty where it was withdrawn",
        lambda row: row.told.outcome if row.words else None,
    ),
)

_WHERETO: tuple[Column[ActivityRow], ...] = (
    column(
        "walk",
        "text",
        "Vandringen som mötet förbereder eller följer upp",
        "The walk that the meeting prepares or follows up",
        lambda row: row.step and row.step.walk,
    ),
    column(
        "walkStep",
        "text",
        "preparation eller follow-up",
        "preparation or follow-up",
        lambda row: row.step and row.step.step,
    ),
    column("previousWalk", "text", "Vandringen före", "The walk before it", lambda row: row.previous_walk),
    column(
        "promises",
        "list",
        "Löften som den uttryckligen gäller; tom: alla den passar",
        "Promises it is expressly for; empty: all that it fits",
        lambda row: row.told.narrowed_to,
    ),
    column(
        "counts",
        "list",
        "Vad den räknas mot enligt senaste versionen: agreement, promise, commitment",
        "What it counts toward under the latest version: agreement, promise, commitment",
        lambda row: _counts(row.told),
    ),
    column(
        "earlier",
        "list",
        "Vad den räknas mot enligt äldre versioner, där det är något annat: agreement, version, commitments",
        "What it counts toward under earlier versions, where that differs: agreement, version, commitments",
        lambda row: row.told.earlier,
    ),
    column(
        "demonstration", "yes or no", "Om den är påhittad", "Whether it is made up", lambda row: row.told.demonstration
    ),
)

ACTIVITIES: Final[Table[ActivityRow]] = Table(
    "activities",
    Told("Aktiviteter", "Activities"),
    Told(
        "En rad per revision av en aktivitet. Det som ännu inte får visas finns inte med.",
        "A row for each revision of an activity. What may not be shown yet is not there.",
    ),
    (*_WHICH, *_WHAT, *_WHERETO),
)


def _point(told: Activity, place: int) -> float | None:
    return told.place.point[place] if told.place and told.place.point else None


def _counts(told: Activity) -> list[dict[str, str]]:
    return [{"agreement": one.agreement, "promise": one.promise, "commitment": one.commitment} for one in told.counts]

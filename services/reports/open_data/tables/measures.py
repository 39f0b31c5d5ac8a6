"""Measures: a row a measure, as it stands."""

from typing import Final

from services.reports.open_data.columns import Table, Told, column
from shared.events.measure import Measure

MEASURES: Final[Table[Measure]] = Table(
    "measures",
    Told("Åtgärder", "Measures"),
    Told(
        "En rad per åtgärd, så som den står. Försenad är den som ska göras och vars dag har varit.",
        "A row for each measure, as it stands. Overdue is what is still to be done and whose day has been.",
    ),
    (
        column("id", "text", "Åtgärdens id", "The measure's id", lambda row: row.id),
        column("revision", "number", "Revision", "Revision", lambda row: row.revision),
        column("municipality", "text", "Kommunkod", "Municipality code", lambda row: row.municipality),
        column("municipalityName", "text", "Kommunens namn", "Its name", lambda row: row.municipality_name),
        column("title", "text", "Vad som ska göras", "What is to be done", lambda row: row.title),
        column("description", "text", "Beskrivning", "Description", lambda row: row.description),
        column(
            "state",
            "text",
            "proposed, accepted, in_progress, completed, verified, declined eller transferred",
            "proposed, accepted, in_progress, completed, verified, declined or transferred",
            lambda row: row.state,
        ),
        column("reason", "text", "Varför den står så", "Why it stands so", lambda row: row.reason),
        column("priority", "text", "high, normal eller low", "high, normal or low", lambda row: row.priority),
        column("responsible", "text", "Ansvarig part", "The responsible party", lambda row: row.responsible),
        column("responsibleName", "text", "Partens namn", "Its name", lambda row: row.responsible_name),
        column("transferredTo", "text", "Vem som tog över", "Who took it over", lambda row: row.transferred_to),
        column("proposedAt", "moment", "När den föreslogs", "When it was proposed", lambda row: row.proposed_at),
        column("dueOn", "day", "Ska vara klar", "Due on", lambda row: row.due_on),
        column("completedOn", "day", "Blev klar", "Completed on", lambda row: row.completed_on),
        column("walk", "text", "Vandringen den kom av", "The walk that raised it", lambda row: row.walk),
        column(
            "verifiedAt",
            "text",
            "Vandringen där den sågs utförd",
            "The walk that found it done",
            lambda row: row.verified_at,
        ),
        column("observations", "list", "Platser den svarar på", "Places it answers", lambda row: row.observations),
        column("promises", "list", "Löften den följer upp", "Promises it follows up", lambda row: row.promises),
        column("area", "text", "Område", "Area", lambda row: row.area),
        column("place", "text", "Plats", "Place", lambda row: row.place and row.place.name),
        column(
            "longitude",
            "number",
            "Longitud, WGS 84",
            "Longitude, WGS 84",
            lambda row: row.place and row.place.point and row.place.point[0],
        ),
        column(
            "latitude",
            "number",
            "Latitud, WGS 84",
            "Latitude, WGS 84",
            lambda row: row.place and row.place.point and row.place.point[1],
        ),
        column(
            "reportedBy", "text", "Parten som rapporterade", "The party that reported it", lambda row: row.reported_by
        ),
        column(
            "reportedAt",
            "moment",
            "När revisionen rapporterades",
            "When this was reported",
            lambda row: row.reported_at,
        ),
        column(
            "demonstration", "yes or no", "Om den är påhittad", "Whether it is made up", lambda row: row.demonstration
        ),
    ),
)

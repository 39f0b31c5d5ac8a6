"""Observations: a row a place noted on a walk, as it stands."""

from typing import Final

from services.reports.open_data.columns import Table, Told, column
from shared.events.observation import Observation

OBSERVATIONS: Final[Table[Observation]] = Table(
    "observations",
    Told("Platser", "Observations"),
    Told(
        "En rad per trygg eller otrygg plats som noterats på en vandring. Punkten är grov, några hundra meter.",
        "A row for each safe or unsafe place noted on a walk. The point is coarse, some hundred metres.",
    ),
    (
        column("id", "text", "Observationens id", "The observation's id", lambda row: row.id),
        column("revision", "number", "Revision", "Revision", lambda row: row.revision),
        column("municipality", "text", "Kommunkod", "Municipality code", lambda row: row.municipality),
        column("municipalityName", "text", "Kommunens namn", "Its name", lambda row: row.municipality_name),
        column("walk", "text", "Vandringen, en aktivitets id", "The walk, an activity's id", lambda row: row.walk),
        column("feeling", "text", "safe eller unsafe", "safe or unsafe", lambda row: row.feeling),
        column("category", "text", "Vad som gör platsen sådan", "What makes it so", lambda row: row.category),
        column("text", "text", "Vad som noterades", "What was noted", lambda row: row.text),
        column("place", "text", "Plats", "Place", lambda row: row.place.name),
        column(
            "longitude",
            "number",
            "Longitud, WGS 84",
            "Longitude, WGS 84",
            lambda row: row.place.point and row.place.point[0],
        ),
        column(
            "latitude",
            "number",
            "Latitud, WGS 84",
            "Latitude, WGS 84",
            lambda row: row.place.point and row.place.point[1],
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

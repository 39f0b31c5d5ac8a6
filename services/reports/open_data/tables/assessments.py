"""Assessments: a row a party's own verdict on a promise, as it stands."""

from typing import Final

from services.reports.open_data.columns import Table, Told, column
from shared.events.assessment import Assessment

ASSESSMENTS: Final[Table[Assessment]] = Table(
    "assessments",
    Told("Uppföljningar", "Assessments"),
    Told(
        "En rad per parts egen bedömning av ett löfte under en period. Ingen person nämns, bara roller.",
        "A row for each party's own verdict on a promise for a period. No person is named, only roles.",
    ),
    (
        column("id", "text", "Uppföljningens id", "The assessment's id", lambda row: row.id),
        column("revision", "number", "Revision", "Revision", lambda row: row.revision),
        column("municipality", "text", "Kommunkod", "Municipality code", lambda row: row.municipality),
        column("municipalityName", "text", "Kommunens namn", "Its name", lambda row: row.municipality_name),
        column("agreement", "text", "Dokumentets id", "The agreement's id", lambda row: row.agreement),
        column("promise", "text", "Löftets id", "The promise's id", lambda row: row.promise),
        column("periodStart", "day", "Periodens första dag", "First day of the period", lambda row: row.period.start),
        column("periodEnd", "day", "Periodens sista dag", "Last day of the period", lambda row: row.period.end),
        column("party", "text", "Parten som bedömer", "The party", lambda row: row.reported_by),
        column(
            "delivery",
            "text",
            "Om löftet hölls: fulfilled, partly_fulfilled, not_fulfilled eller ongoing",
            "Whether it was kept: fulfilled, partly_fulfilled, not_fulfilled or ongoing",
            lambda row: row.delivery,
        ),
        column(
            "effect",
            "text",
            "Om det hjälpte: not_assessed, improved, unchanged, worse eller not_possible",
            "Whether it helped: not_assessed, improved, unchanged, worse or not_possible",
            lambda row: row.effect,
        ),
        column("narrative", "text", "Partens ord", "The party's words", lambda row: row.narrative),
        column("signedBy", "text", "Rollen som skrev under", "The role that signed", lambda row: row.signed_by),
        column("signedOn", "day", "Dagen det skrevs under", "The day it was signed", lambda row: row.signed_on),
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

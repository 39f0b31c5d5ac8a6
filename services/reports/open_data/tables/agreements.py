"""Agreements: a row a version."""

from typing import Final

from services.reports.open_data.columns import Table, Told, column
from shared.events.agreement import AgreementVersion

AGREEMENTS: Final[Table[AgreementVersion]] = Table(
    "agreements",
    Told("Medborgarlöften", "Agreements"),
    Told(
        "En rad per version av ett medborgarlöfte: hela dokumentet, från när det gällde och varför det ändrades.",
        "A row for each version of an agreement: the whole document, since when it was in force, why it was changed.",
    ),
    (
        column("id", "text", "Dokumentets id", "The agreement's id", lambda row: row.agreement.id),
        column("version", "number", "Versionens nummer, från 1", "The version, from 1", lambda row: row.version),
        column("municipality", "text", "Kommunkod", "Municipality code", lambda row: row.agreement.municipality.code),
        column(
            "municipalityName",
            "text",
            "Kommunens namn",
            "The municipality's name",
            lambda row: row.agreement.municipality.name,
        ),
        column("title", "text", "Rubrik", "Title", lambda row: row.agreement.title),
        column("periodStart", "day", "Periodens första dag", "First day of it", lambda row: row.agreement.period.start),
        column("periodEnd", "day", "Periodens sista dag", "Last day of it", lambda row: row.agreement.period.end),
        column(
            "closedOn",
            "day",
            "Sista dagen, om parterna avslutade det i förtid",
            "Last day, where the parties ended it early",
            lambda row: row.agreement.closed_on,
        ),
        column(
            "replacedBy",
            "text",
            "Id för det som kom i stället",
            "Id of what took its place",
            lambda row: row.agreement.replaced_by,
        ),
        column("inForceFrom", "moment", "Gäller från", "In force from", lambda row: row.in_force_from),
        column("publishedAt", "moment", "När versionen lades ut", "When it was told of", lambda row: row.known_from),
        column(
            "change",
            "text",
            "Vad som skedde: published, amended, extended, ended eller replaced",
            "What happened: published, amended, extended, ended or replaced",
            lambda row: row.change,
        ),
        column("reason", "text", "Varför det ändrades", "Why it was changed", lambda row: row.reason),
        column(
            "agreement",
            "object",
            "Hela dokumentet, så som det läses in: löften, åtaganden, parter, lägesbild",
            "The whole document, as it is imported: promises, commitments, parties, situation",
            lambda row: row.agreement,
        ),
        column(
            "demonstration",
            "yes or no",
            "Om det är påhittat",
            "Whether it is made up",
            lambda row: row.agreement.demonstration,
        ),
    ),
)

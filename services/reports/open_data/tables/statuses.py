"""Statuses: a row a promise, how it goes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from services.reports.open_data.columns import Table, Told, column
from shared.events.agreement import Promise
from shared.events.status import STATE_NAMES, PromiseStatus


@dataclass(frozen=True, slots=True)
class StatusRow:
    """A promise and its status; ``known_at`` where it was asked by what had been reported then."""

    promise: Promise
    status: PromiseStatus
    known_at: datetime | None = None


STATUSES: Final[Table[StatusRow]] = Table(
    "statuses",
    Told("Lägen", "Statuses"),
    Told(
        "En rad per löfte: hur det går, varför, och varje åtagandes fönster. Med asOf: hur det stod då.",
        "A row for each promise: how it goes, why, and each commitment's windows. With asOf: how it stood then.",
    ),
    (
        column("promise", "text", "Löftets id", "The promise's id", lambda row: row.promise.id),
        column("agreement", "text", "Dokumentets id", "The agreement's id", lambda row: row.status.agreement),
        column(
            "agreementVersion",
            "number",
            "Versionen som det bedöms enligt",
            "The version it is assessed under",
            lambda row: row.status.agreement_version,
        ),
        column("municipality", "text", "Kommunkod", "Municipality code", lambda row: row.status.municipality),
        column("number", "number", "Nummer i dokumentet", "Number in the document", lambda row: row.promise.number),
        column("title", "text", "Rubrik", "Title", lambda row: row.promise.title),
        column("text", "text", "Löftet ordagrant", "The promise, word for word", lambda row: row.promise.text),
        column(
            "responsible", "list", "Ansvariga parter", "The responsible parties", lambda row: row.promise.responsible
        ),
        column("state", "text", "Läget", "The state", lambda row: row.status.state),
        column(
            "stateName", "text", "Läget på svenska", "The state in Swedish", lambda row: STATE_NAMES[row.status.state]
        ),
        column("rule", "text", "Regeln som avgjorde", "The rule that decided", lambda row: row.status.rule),
        column("explanation", "text", "Varför, i ord", "Why, in Swedish words", lambda row: row.status.explanation),
        column(
            "late",
            "yes or no",
            "Om något gjordes för sent",
            "Whether anything was done late",
            lambda row: row.status.late,
        ),
        column(
            "nextDue", "day", "Nästa dag då något ska vara klart", "The next due date", lambda row: row.status.next_due
        ),
        column(
            "lastReportedAt",
            "moment",
            "När något senast rapporterades",
            "When something was last reported",
            lambda row: row.status.last_reported_at,
        ),
        column(
            "effect",
            "text",
            "Parternas bedömning av effekten: not_assessed, improved, unchanged, worse eller not_possible",
            "The parties' verdict on the effect: not_assessed, improved, unchanged, worse or not_possible",
            lambda row: row.status.effect,
        ),
        column("assessedAt", "moment", "När det bedömdes", "The moment assessed", lambda row: row.status.assessed_at),
        column(
            "knownAt",
            "moment",
            "Efter vad som då var rapporterat; tom: allt",
            "By what had been reported then; empty: all",
            lambda row: row.known_at,
        ),
        column(
            "validUntil",
            "moment",
            "När enbart tiden först kan ändra det",
            "When time alone can first change it",
            lambda row: row.status.valid_until,
        ),
        column(
            "commitments",
            "list",
            "Varje åtagande: state, rule, explanation, done, windows (start, end, state, done, required, ...)",
            "Each commitment: state, rule, explanation, done, windows (start, end, state, done, required, ...)",
            lambda row: row.status.commitments,
        ),
        column(
            "demonstration",
            "yes or no",
            "Om det är påhittat",
            "Whether it is made up",
            lambda row: row.status.demonstration,
        ),
    ),
)

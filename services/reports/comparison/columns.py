"""The comparison's data: a promise in a year a row, so that whoever doubts the page can reckon it anew."""

from typing import Final

from services.reports.comparison.outcomes import Outcome
from services.reports.open_data.columns import Table, Told, column

OUTCOMES: Final[Table[Outcome]] = Table(
    "outcomes",
    Told("Vad som blev av löftena, år för år", "What became of the promises, year by year"),
    Told("Ett löfte under ett kalenderår.", "A promise in a calendar year."),
    (
        column("municipality", "text", "Kommunkod.", "Municipality code.", lambda one: one.municipality.code),
        column("municipalityName", "text", "Kommunens namn.", "The name.", lambda one: one.municipality.name),
        column("agreement", "text", "Medborgarlöftenas id.", "The agreement's id.", lambda one: one.agreement),
        column("promise", "text", "Löftets id.", "The promise's id.", lambda one: one.promise),
        column("number", "number", "Löftets nummer.", "The promise's number.", lambda one: one.number),
        column("title", "text", "Löftets rubrik.", "The promise's title.", lambda one: one.title),
        column(
            "kind",
            "text",
            "Det slags aktivitet som räknas, eller several.",
            "The kind of activity that counts, or several.",
            lambda one: one.kind,
        ),
        column("year", "number", "Kalenderåret.", "The calendar year.", lambda one: one.year),
        column(
            "asked",
            "number",
            "Så många fönster slutade under året.",
            "So many windows ended in the year.",
            lambda one: one.asked,
        ),
        column("met", "number", "Så många av dem uppfylldes.", "So many of them were met.", lambda one: one.met),
        column("late", "number", "Så många av dem för sent.", "So many of them late.", lambda one: one.late),
        column(
            "result",
            "text",
            "kept, partly_kept eller not_kept; tomt när det inte kan sägas.",
            "kept, partly_kept or not_kept; empty where it cannot be said.",
            lambda one: one.result,
        ),
        column(
            "leftOut",
            "text",
            "Varför det inte kan sägas: no_measure, asks_nothing, not_over eller ended_early.",
            "Why it cannot be said: no_measure, asks_nothing, not_over or ended_early.",
            lambda one: one.left_out,
        ),
        column("demonstration", "yes or no", "Påhittade händelser.", "Invented events.", lambda one: one.demonstration),
    ),
)

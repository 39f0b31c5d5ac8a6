"""Tips: a row a month and category, counted; small counts are masked."""

from dataclasses import dataclass
from typing import Final

from services.reports.domain.tip_counts import ALL, FEW, MASKED, WITHHELD, TipCount
from services.reports.open_data.columns import Table, Told, column
from shared.events.agreement import Municipality
from shared.events.tip import TipCategory


@dataclass(frozen=True, slots=True)
class TipRow:
    """How many tips of a category a municipality had in a month."""

    municipality: Municipality
    month: str
    counted: TipCount
    demonstration: bool


_CATEGORIES = ", ".join(TipCategory)

TIPS: Final[Table[TipRow]] = Table(
    "tips",
    Told("Tips, antal", "Tips, counted"),
    Told(
        "En rad per hel månad och kategori, så länge tips sparas: 90 dagar. Vad de säger finns ingenstans i data.",
        "A row for each whole month and category, for as long as tips are kept: 90 days. What they say is in no data.",
    ),
    (
        column("municipality", "text", "Kommunkod", "Municipality code", lambda row: row.municipality.code),
        column("municipalityName", "text", "Kommunens namn", "Its name", lambda row: row.municipality.name),
        column("month", "text", "Månaden, 2026-10", "The month, 2026-10", lambda row: row.month),
        column(
            "category",
            "text",
            f"{_CATEGORIES}; eller {ALL}: alla tillsammans",
            f"{_CATEGORIES}; or {ALL}: all of them together",
            lambda row: row.counted.category,
        ),
        column(
            "count",
            "number",
            f"Hur många; tomt där de är färre än {FEW}, och där talet skulle röja ett sådant",
            f"How many; empty where they are fewer than {FEW}, and where the number would give such a one away",
            lambda row: row.counted.count,
        ),
        column(
            "inWords",
            "text",
            f"Talet, eller {MASKED}, eller {WITHHELD}",
            f"The number, or {MASKED} (fewer than {FEW}), or {WITHHELD} (not shown)",
            lambda row: row.counted.in_words,
        ),
        column(
            "demonstration",
            "yes or no",
            "Om de är påhittade",
            "Whether they are made up",
            lambda row: row.demonstration,
        ),
    ),
)

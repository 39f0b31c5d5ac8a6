"""The days on which an agreement holds, as documents say them; an end alone is no period."""

import pytest

from shared.drafting.notes import Notes
from shared.drafting.periods import read_period

BOTH = {
    "Medborgarlöfte 2024-2025\nLöftet gäller t.o.m. 2025-12-31.": ("2024-01-01", "2025-12-31"),
    "Medborgarlöfte 2022\nDet gäller fr.o.m. 1 januari 2022 t.o.m. 31 december 2022.": ("2022-01-01", "2022-12-31"),
    "Avtalet gäller från och med 1 mars 2023 och till och med den 28 februari 2025.": ("2023-03-01", "2025-02-28"),
    "Medborgarlöfte\nDet gäller från 2024 till 2025.": ("2024-01-01", "2025-12-31"),
    "Löftet gäller från 2024-03-01 till 2026-02-28.": ("2024-03-01", "2026-02-28"),
    "Medborgarlöften sommaren 2027\nLöftena gäller 1 juni–31 december 2027.": ("2027-06-01", "2027-12-31"),
    "Medborgarlöften\nDe gäller den 1 december till den 30 april 2027.": ("2026-12-01", "2027-04-30"),
    "Medborgarlöfte 2026\nLöftet gäller ett år från 1 februari 2026.": ("2026-02-01", "2027-01-31"),
    "Avtalet gäller från och med 2026-04-01 och två år framåt.": ("2026-04-01", "2028-03-31"),
    "Medborgarlöfte andra halvåret 2025\nLöftena gäller 1 juli–31 december 2025.": ("2025-07-01", "2025-12-31"),
    "Medborgarlöfte 2027\nPeriod: 1 februari 2027 till 31 januari 2028": ("2027-02-01", "2028-01-31"),
    "Medborgarlöfte 2027\nRådet godkänner löftet för tiden 2027-02-01–2028-01-31.": ("2027-02-01", "2028-01-31"),
}
ONE = (
    "Medborgarlöften 2022-2024\nDe gäller från undertecknandet till och med 31 december 2024.",
    "Medborgarlöften\nGäller till och med 31 december 2024.",
    "Medborgarlöfte 2024\nLöftet gäller t.o.m. 31 mars 2025.",
    "Medborgarlöfte 2024\nLöftet gäller från och med 2024-01-01 tills vidare.",
    "Medborgarlöfte 2024\nLöftet gäller från och med 1 mars 2024.",
    "Medborgarlöfte 2024\nLöftet gäller till och med mars 2025.",
)


@pytest.mark.parametrize("text", BOTH)
def test_a_period_has_both_its_ends(text: str) -> None:
    period = read_period(text, Notes())

    assert period and (str(period.start), str(period.end)) == BOTH[text]


@pytest.mark.parametrize("text", ONE)
def test_an_end_alone_leaves_the_period_open_unless_the_title_has_the_same(text: str) -> None:
    notes = Notes()

    assert read_period(text, notes) is None
    assert [finding.path for finding in notes.findings] == ["period"]


@pytest.mark.parametrize(
    "part",
    [
        *("första halvåret 2024", "andra halvåret 2025", "H2 2025", "T2 2024", "kvartal 2–4 2024", "1/7–31/12 2025"),
        *("jan–juni 2024", "juli–dec 2024", "vårterminen 2024", "vecka 24–33 2024", "läsåret 2024/2025"),
    ],
)
@pytest.mark.parametrize("where", ["Medborgarlöfte {}\n\nVi lovar detta.", "Medborgarlöfte\n\nLöftena gäller {}."])
def test_a_part_of_a_year_is_not_taken_for_the_whole(where: str, part: str) -> None:
    notes = Notes()

    assert read_period(where.format(part), notes) is None
    assert [finding.path for finding in notes.findings] == ["period"]


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("gäller från den dag de undertecknats, 2025-02-20, till och med 2026-12-31.", ("2025-02-20", "2026-12-31")),
        ("gäller från och med 2025-03-15 till och med 2026-06-30.", ("2025-03-15", "2026-06-30")),
        ("träder i kraft den 1 mars 2025 och gäller till och med den 28 februari 2026.", ("2025-03-01", "2026-02-28")),
    ],
)
def test_days_that_are_told_go_before_the_years_of_the_title_and_a_finding_says_that_they_differ(
    said: str, days: tuple[str, str]
) -> None:
    notes = Notes()

    period = read_period(f"Medborgarlöfte för Kils kommun 2025-2026\n\nLöftena {said}", notes)

    assert period and (str(period.start), str(period.end)) == days
    assert [finding.path for finding in notes.findings] == ["period"]

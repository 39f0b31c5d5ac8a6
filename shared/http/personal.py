"""Finding Swedish personal identity numbers in text.

Source: Skatteverket, personnummer (SKV 704) and samordningsnummer (SKV 707): YYMMDD-NNNN or YYYYMMDD-NNNN, `+` for the
dash from the year of the hundredth birthday; a samordningsnummer has 60 added to its day; the last digit is a check
digit by Luhn's algorithm over the nine before it (the century is left out).
"""

import re
import unicodedata
from datetime import date
from typing import Final

# Dashes that word processors make of a hyphen count as one.
_CANDIDATE: Final = re.compile(
    r"(?<!\d)(?P<century>18|19|20)?(?P<year>\d\d) ?(?P<month>\d\d) ?(?P<day>\d\d)"
    r"\s{0,2}[-+‐‑‒–—−]?\s{0,2}(?P<serial>\d{3})(?P<check>\d)(?!\d)"
)
_COORDINATION: Final = 60
_QUICK: Final = re.compile(r"\d\d\W{0,5}\d{4}")


def holds_personal_number(text: str) -> bool:
    """Whether a personnummer or samordningsnummer stands in the text: a real date and a right check digit."""
    if not _QUICK.search(text) and text.isascii():
        return False
    plain = "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf")
    return any(_is_personal(match) for match in _CANDIDATE.finditer(plain))


def _is_personal(match: re.Match[str]) -> bool:
    parts = match.groupdict()
    digits = parts["year"] + parts["month"] + parts["day"] + parts["serial"]
    return _is_date(parts) and _luhn(digits) == int(parts["check"])


def _is_date(parts: dict[str, str]) -> bool:
    day = int(parts["day"])
    day -= _COORDINATION if day > _COORDINATION else 0
    # Without a century any will do that makes the date real: 2000 is a leap year, so it allows most.
    year = int((parts["century"] or "20") + parts["year"])
    try:
        date(year, int(parts["month"]), day)
    except ValueError:
        return False
    return True


def _luhn(digits: str) -> int:
    """The check digit of nine digits."""
    total = 0
    for index, digit in enumerate(digits):
        product = int(digit) * (2 if index % 2 == 0 else 1)
        total += product - 9 if product > 9 else product
    return -total % 10

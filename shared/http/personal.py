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
_MARKS: Final = r"-+‐‑‒–—−./:_"
_CANDIDATE: Final = re.compile(
    # Year, month and day are parted alike or hardly at all, so that 0701-231237 stays a telephone.
    rf"(?<!\d)(?P<century>18|19|20)?(?P<year>\d\d)(?P<gap> ?|[{_MARKS}])(?P<month>\d\d)(?:(?P=gap)| ?)(?P<day>\d\d)"
    rf"\)?\s{{0,2}}[{_MARKS}]?\s{{0,2}}(?P<serial>\d{{3}})(?P<check>\d)(?!\d)"
    # What follows may make a day of it, and the whole a period.
    r"(?!(?P<part>[-/.])(?:0[1-9]|1[0-2])(?P=part)[0-3]\d(?!\d))"
)
# A day and a number, said to be the number of a case.
_CASE: Final = re.compile(r"(?:\bdnr|diarie(?:nr|nummer))\.?:? ?\Z", re.IGNORECASE)
_SINGLES: Final = re.compile(r"(?<!\d)\d(?: \d)+(?!\d)")
_PAIRS: Final = re.compile(r"(?<![\d+])(?:\d\d ){4,5}\d\d(?!\d)")
_COORDINATION: Final = 60
_QUICK: Final = re.compile(r"(?:\d[\W_]{0,6}){9}\d")


def holds_personal_number(text: str) -> bool:
    """Whether a personnummer or samordningsnummer stands in the text: a real date and a right check digit."""
    if text.isascii() and not _QUICK.search(text):
        return False
    plain = "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf")
    return _stands_in(plain) or any(
        (joined := digits.sub(_joined, plain)) != plain and _stands_in(joined) for digits in (_SINGLES, _PAIRS)
    )


def _stands_in(text: str) -> bool:
    return any(_is_personal(match) and not _is_case(match) for match in _CANDIDATE.finditer(text))


def _joined(match: re.Match[str]) -> str:
    return match[0].replace(" ", "")


def _is_case(match: re.Match[str]) -> bool:
    """Whether it is the number of a case, such as Dnr 2021-04-15-1234."""
    before = match.string[max(0, match.start() - 20) : match.start()]
    return match["century"] == "20" and match["gap"] == "-" and _CASE.search(before) is not None


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

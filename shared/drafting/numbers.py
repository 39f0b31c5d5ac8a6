"""Swedish number words: a small table, since no well-kept library reads them (see CONTRIBUTING.md)."""

import re
from typing import Final

_ONES: Final = (
    "noll ett två tre fyra fem sex sju åtta nio tio elva tolv tretton fjorton femton sexton sjutton arton nitton"
)
_TENS: Final = "tjugo trettio fyrtio femtio sextio sjuttio åttio nittio"
_MISSPELT: Final = {"tjuge": 20, "tretio": 30, "förtio": 40, "fyratio": 40, "aderton": 18, "fjårton": 14, "tolf": 12}


def _table() -> dict[str, int]:
    ones = _ONES.split()
    words = {word: number for number, word in enumerate(ones)} | _MISSPELT | {"en": 1}
    for ten, word in enumerate(_TENS.split(), start=2):
        words[word] = ten * 10
        words |= {f"{word}{one}": ten * 10 + number for number, one in enumerate(ones[1:10], start=1)}
        words[f"{word}en"] = ten * 10 + 1
    for number, one in enumerate(ones[1:10], start=1):
        words |= {f"{one}hundra": number * 100, f"{one} hundra": number * 100}
        words |= {f"{one}tusen": number * 1000, f"{one} tusen": number * 1000}
    return words | {"hundra": 100, "tusen": 1000, "etthundrafemtio": 150, "hundrafemtio": 150, "ettusen": 1000}


WORDS: Final = _table()
ORDINALS: Final = {"femte": 5, "sjätte": 6, "sjunde": 7, "åttonde": 8, "nionde": 9, "tionde": 10, "tolfte": 12}
"""Those that "var tionde dag" is said with."""

_WORD: Final = "|".join(sorted(WORDS, key=len, reverse=True))
NUMBER: Final = rf"(?:(?<![\w.,:/-])\d{{1,3}} ?\d{{3}}(?![\d-])|(?<![\w.,:])\d{{1,4}}(?:,\d)?(?![\d:])|\b(?:{_WORD})\b)"
"""A number in digits or words, as a pattern for folded text."""

_NUMBER = re.compile(NUMBER)


def is_number(words: str) -> bool:
    """Whether these words are a number."""
    return bool(_NUMBER.fullmatch(words))


def number(words: str) -> float:
    """The number that is written.

    Raises:
        ValueError: this is no number.
    """
    if not is_number(words):
        raise ValueError(f"{words!r} is no number")
    if words in WORDS:
        return float(WORDS[words])
    return float(words.replace(" ", "").replace(",", "."))

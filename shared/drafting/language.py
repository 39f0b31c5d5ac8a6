"""Whether a text is Swedish, by its function words. Enough for a whole document; no model is asked."""

import re
from typing import Final

from shared.drafting.unreadable import Unreadable

_WORDS: Final = {
    "Swedish": "och att är på som för av till med den det ska skall inte från eller vi kommer vid "
    "polisen kommunen minst gånger varje månad vecka",
    "English": "the and of to is are with for that this will be not from or we by on an at",
    "Norwegian or Danish": "og at er på som for av af til med den det skal ikke fra eller vi ved",
    "German": "und der die das ist zu mit den von für nicht auf ein eine wir im dem",
    "Finnish": "ja on ei että se tai sekä joka kun ovat mukaan myös kanssa",
}
_FUNCTION_WORDS: Final = {name: frozenset(words.split()) for name, words in _WORDS.items()}
_TELLING: Final = 0.05  # of the words; running Swedish has about 0.25
_FEW: Final = 12  # words: too few to judge by


def language(text: str) -> str | None:
    """The language whose function words are most frequent; None when there are too few words, or none stands out."""
    words = re.findall(r"[^\W\d_]+", text.lower())
    if len(words) < _FEW:
        return None
    counts = {name: sum(word in known for word in words) for name, known in _FUNCTION_WORDS.items()}
    best = max(counts, key=lambda name: counts[name])
    return best if counts[best] >= len(words) * _TELLING else None


def require_swedish(text: str) -> None:
    """Lets Swedish pass, and texts too short to tell.

    Raises:
        Unreadable: the text is in another language, or in none that is known.
    """
    found = language(text)
    words = len(re.findall(r"[^\W\d_]+", text))
    if found == "Swedish" or (found is None and words < _FEW):
        return
    detail = f"The text seems to be in {found}." if found else "The text does not seem to be Swedish."
    raise Unreadable("not-swedish", detail, "Promises are read in Swedish only: give the Swedish original.")

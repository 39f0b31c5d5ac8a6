"""Whether a text is Swedish, by its function words. Enough for a whole document; no model is asked."""

import re
from typing import Final

from shared.drafting.unreadable import Unreadable

_WORDS: Final = {
    "Swedish": "och att är på som för av till med den det ska skall inte från eller vi kommer vid per år "
    "polisen kommunen minst gånger varje månad vecka veckan månaden två tre fyra genomför möten löften",
    "English": "the and of to is are with for that this will be not from or we by on an at",
    "Norwegian or Danish": "og at er på som for av af til med den det skal ikke fra eller vi ved har vil om i året "
    "politiet hver hvert kvar kvart mindst minst måned måneden måneder uke uka uken uge ugen to fire "
    "møte møter møder møde holde holder halde gjennomføre gjennomfører gennemføre gennemfører kommunen lover "
    "følgende innbyggere innbyggerne innbyggjarane borgere borgerne beboerne også innen inden etter efter",
    "German": "und der die das ist zu mit den von für nicht auf ein eine wir im dem",
    "Finnish": "ja on ei että se tai sekä joka kun ovat mukaan myös kanssa",
}
_FUNCTION_WORDS: Final = {name: frozenset(words.split()) for name, words in _WORDS.items()}
_TELLING: Final = 0.05  # of the words; running Swedish has about 0.25
_FEW: Final = 12  # words: too few to judge by
_WORDS_OF_THEIRS: Final = 2  # with ø or æ, and no names: Swedish has none


def language(text: str) -> str | None:
    """The language whose function words are most frequent; None when there are too few words, or none stands out."""
    said = re.findall(r"[^\W\d_]+", text)
    words = [word.lower() for word in said]
    if len(words) < _FEW:
        return None
    neighbours, own = _with_letters(said, "øæ"), _with_letters(said, "öä")
    if neighbours >= _WORDS_OF_THEIRS and neighbours > own:
        return "Norwegian or Danish"
    counts = {name: sum(word in known for word in words) for name, known in _FUNCTION_WORDS.items()}
    best = max(counts, key=lambda name: counts[name])
    return best if counts[best] >= len(words) * _TELLING else None


def _with_letters(words: list[str], letters: str) -> int:
    """How many words have one of these letters; names are none."""
    return sum(word[0].islower() and not set(letters).isdisjoint(word) for word in words)


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

"""Which parties words such as "kommun och polis" mean."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from shared.drafting import naming
from shared.drafting.evidence import Span
from shared.drafting.folding import fold
from shared.drafting.municipalities import is_of_another, short_name
from shared.drafting.notes import Notes
from shared.drafting.paragraphs import Paragraph
from shared.drafting.slugs import Ids, slug
from shared.events.agreement import Municipality, Party, PartyKind

_AND: Final = re.compile(
    r"\s*(?:[,;/&+()\n]|(?<!-)(?<!- )\boch\b|\bsamt\b|\brespektive\b|\btillsammans med\b|\bi samverkan med\b)\s*"
)
_FOR: Final = re.compile(r" (?:för|med|vid|när) .*")


class Parties:
    """Those that were found, and what their ids begin with."""

    def __init__(self, of: Municipality | None, notes: Notes) -> None:
        """Make it, with none yet."""
        self.of = of
        self.base = short_name(of) if of else "kommun"
        self.notes = notes
        self.known: list[Party] = []
        self._ids = Ids()
        self._called: dict[str, Party] = {}

    def of_kind(self, kind: PartyKind) -> Party | None:
        """The one of a kind; None when there are several: which is meant is not certain."""
        found = [party for party in self.known if party.kind == kind]
        return found[0] if len(found) == 1 else None

    def add(self, name: str, kind: PartyKind, span: Span, rule: str, confidence: float, wanted: str = "") -> Party:
        """A party, or the one of that name that is known."""
        called = _called(name)
        if same := self._called.get(called):
            return same
        party = Party(id=self._ids.free(wanted or f"{self.base}-{slug(name)}"), name=name, kind=kind)
        self.notes.read(f"parties[{len(self.known)}]", party, span, rule, confidence)
        self.known.append(party)
        self._called[called] = party
        return party

    def meant(self, words: str) -> tuple[list[Party], list[str]]:
        """The parties that words such as "kommun och polis" mean, and what of them is not known."""
        found: list[Party] = []
        unknown: list[str] = []
        for part in parted(fold(words).text):
            parties = self._one(alone(part))
            found += [party for party in parties if party not in found]
            unknown += [] if parties else [part]
        return found, unknown

    def _one(self, part: str) -> list[Party]:
        several = sum(party.kind == "municipality" for party in self.known) > 1
        own = ("police",) if several else ("municipality", "police")
        named = [party for party in self.known if party.kind not in own]
        if same := next((party for party in named if _folded(_called(party.name)) in part), None):
            return [same]
        if is_of_another(part, self.of):
            return []
        found = naming.first("who", part)
        kinds: tuple[PartyKind, ...] = ("municipality", "police")
        gives = found[0].gives if found else ""
        return [party for kind in kinds if gives in (kind, "both") and (party := self.of_kind(kind))]


@lru_cache(maxsize=4096)
def _folded(name: str) -> str:
    return fold(name).text


def _called(name: str) -> str:
    """A name as it is known again: "Kils Bostäder" are "Kils Bostäder AB"."""
    return name.lower().removesuffix(" ab")


def alone(part: str) -> str:
    """Words such as "nattvandrarna med stöd av kommunen" without those of whom it is done for or with."""
    return _FOR.sub("", part)


def parted(words: str) -> list[str]:
    """Folded words such as "kommun och polis" one by one."""
    return list(filter(None, (each.strip(" .:-") for each in _AND.split(words))))


def pieces(paragraph: Paragraph) -> Iterator[Paragraph]:
    """The same as parts of a paragraph."""
    text, at = paragraph.folded.text, 0
    for gap in [*_AND.finditer(text), None]:
        end = gap.start() if gap else len(text)
        words = text[at:end]
        if bare := words.strip(" .:-"):
            begins = at + words.index(bare)
            yield paragraph.at(begins, begins + len(bare))
        at = gap.end() if gap else end


def are_parties(words: Paragraph) -> bool:
    """Whether words are names of parties alone, as after "Ansvarig för löfte 1 och 2"."""
    folded = words.folded.text
    if naming.first("verb", folded) or re.search(r"[\d:]", folded):
        return False
    return all(naming.first("who", part) or naming.first("organisation", part) for part in parted(folded))


def numbers(said: str) -> set[int]:
    """The numbers of "1, 3 och 5-7"."""
    found: set[int] = set()
    for first, last in re.findall(r"(\d+)(?: ?- ?(\d+))?", said):
        found |= set(range(int(first), int(last or first) + 1))
    return found

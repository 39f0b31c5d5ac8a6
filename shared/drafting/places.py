"""Named places. Names begin with a capital letter, so what is folded is not enough."""

import re
from collections.abc import Iterator
from typing import Final

from shared.drafting.clauses import Clause

_FIRST: Final = "(?:Stora|Lilla|Gamla|Nya|Norra|Södra|Östra|Västra|Centrala|Övre|Nedre|Inre|Yttre)"
_KIND: Final = "(?:centrum|station|torg|hamn|park|resecentrum|bibliotek|centralstation|busstation)"
_NAME: Final = rf"(?:{_FIRST} [a-zåäö]\w+|[A-ZÅÄÖ][\w-]+)(?: [A-ZÅÄÖ][\w-]+)*(?: {_KIND})?(?![\w-])(?! kommun)"
_WHERE: Final = r"\b(?:i|på|vid|runt|kring|omkring|längs|utanför|genom)(?: området)?(?: kring| runt| vid)?"
_PLACE: Final = re.compile(rf"{_WHERE} (?P<name>{_NAME})(?: (?:och|samt) (?P<other>{_NAME}))?")
_NO_PLACE: Final = re.compile(
    r"(?:Facebook|Instagram|SSPF|EST|Polis|Kommun|Brå|Covid|Natt|Grann|Medborgar|Internet|Januari|Februari|Mars|April|"
    r"Maj|Juni|Juli|Augusti|September|Oktober|November|December|Måndag|Tisdag|Onsdag|Torsdag|Fredag|Lördag|Söndag)"
)
_SHORT: Final = re.compile(r"[A-ZÅÄÖ]{2,6}(?:-\w+)?")  # the name of a method or of a school, seldom of a place


def places(clause: Clause, municipality: str | None) -> list[tuple[str, int, int]]:
    """Named places with where their names stand; the municipality itself is none."""
    return [
        (match[group], match.start(group), match.end(group))
        for match, group in _named(clause)
        if not (_NO_PLACE.match(match[group]) or _SHORT.fullmatch(match[group]))
        and not _is_municipality(match[group], municipality)
    ]


def _named(clause: Clause) -> Iterator[tuple[re.Match[str], str]]:
    for match in _PLACE.finditer(clause.cased):
        for group in ("name", "other"):
            if match[group] and not any(start <= match.start(group) < end for start, end in clause.reasons):
                yield match, group


def _is_municipality(name: str, municipality: str | None) -> bool:
    return municipality is not None and name.lower() in (municipality.lower(), f"{municipality.lower()}s")

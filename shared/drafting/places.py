"""Named places. Names begin with a capital letter, so what is folded is not enough."""

import re
from collections.abc import Iterator
from typing import Final

from shared.drafting.clauses import Clause

_FIRST: Final = "(?:Stora|Lilla|Gamla|Nya|Norra|Södra|Östra|Västra|Centrala|Övre|Nedre|Inre|Yttre)"
_KIND: Final = "(?:centrum|station|torg|hamn|park|resecentrum|bibliotek|centralstation|busstation)"
_NAME: Final = rf"(?:{_FIRST} [a-zåäö]\w+|[A-ZÅÄÖ][\w-]+)(?: [A-ZÅÄÖ][\w-]+)*(?: {_KIND})?(?![\w-])(?! kommun)"
_WHERE: Final = r"\b(?:i|på|vid|runt|kring|omkring|längs|utanför|genom)(?: området)?(?: kring| runt| vid)?"
_LISTED: Final = re.compile(rf"{_WHERE} (?P<names>{_NAME}(?:, {_NAME})*(?: (?:och|samt) {_NAME})?)")
_ONE: Final = re.compile(_NAME)
_NO_PLACE: Final = re.compile(
    r"(?:Centrum\b|City\b|Facebook|Instagram|SSPF|EST|Polis|Kommun|Brå|Covid|Natt|Grann|Medborgar|Internet|Januari|Februari|Mars|April|"
    r"Maj|Juni|Juli|Augusti|September|Oktober|November|December|Måndag|Tisdag|Onsdag|Torsdag|Fredag|Lördag|Söndag)"
)
_SHORT: Final = re.compile(r"[A-ZÅÄÖ]{2,6}(?:-\w+)?")  # the name of a method or of a school, seldom of a place


def places(clause: Clause, municipality: str | None) -> list[tuple[str, int, int]]:
    """Named places with where their names stand; the municipality alone is none."""
    return [
        (match.group(), match.start(), match.end())
        for listed in _listed(clause)
        for match in listed
        if len(listed) > 1 or not _is_municipality(match.group(), municipality)
    ]


def _listed(clause: Clause) -> Iterator[list[re.Match[str]]]:
    """Names of places as they are listed: the municipality's own is a place when others stand beside it."""
    for found in _LISTED.finditer(clause.cased):
        names = _ONE.finditer(clause.cased, *found.span("names"))
        yield [match for match in names if _is_place(match.group()) and not _only_why(clause, match)]


def _is_place(name: str) -> bool:
    return not (_NO_PLACE.match(name) or _SHORT.fullmatch(name))


def _only_why(clause: Clause, match: re.Match[str]) -> bool:
    return any(start <= match.start() < end for start, end in clause.reasons)


def _is_municipality(name: str, municipality: str | None) -> bool:
    return municipality is not None and name.lower() in (municipality.lower(), f"{municipality.lower()}s")

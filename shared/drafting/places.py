"""Named places. Names begin with a capital letter, so what is folded is not enough."""

import re
from collections.abc import Iterator
from typing import Final

from shared.drafting import rules
from shared.drafting.clauses import Clause

_FIRST: Final = "(?:Stora|Lilla|Gamla|Nya|Norra|Södra|Östra|Västra|Centrala|Övre|Nedre|Inre|Yttre)"
_KIND: Final = (
    "(?:centrum|station|torg|hamn|park|resecentrum|bibliotek|sporthall|"
    "idrottshall|ishall|idrottsplats|badplats|camping|skola|galleria|centralstation|busstation|"
    "gård|backe|kulle|strand|udde|äng|hage|högskola|universitet|gymnasium|lasarett|sjukhus|slott|kyrka|brygga|småbåtshamn)"
)
_NAME: Final = rf"(?:{_FIRST} [a-zåäö]\w+|[A-ZÅÄÖ][\w-]+)(?: [A-ZÅÄÖ][\w-]+)*(?: {_KIND})?(?![\w-])(?! kommun)"
_LISTED: Final = re.compile(rf"{_NAME}(?:, {_NAME})*(?:,? (?:och|samt|eller) {_NAME})?")
_ONE: Final = re.compile(_NAME)
_SHORT: Final = re.compile(r"[A-ZÅÄÖ]{2,6}(?:-\w+)?|[A-ZÅÄÖ]-\d+")  # a method, a school or its classes, seldom a place


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
    for where in rules.longest("at-place", clause.text):
        listed = _LISTED.match(clause.cased, where.end)
        names = _ONE.finditer(clause.cased, *listed.span()) if listed else ()
        yield [match for match in names if _is_place(match.group()) and not _only_why(clause, match)]


def _is_place(name: str) -> bool:
    return not (rules.whole("no-place", name.lower()) or _SHORT.fullmatch(name))


def _only_why(clause: Clause, match: re.Match[str]) -> bool:
    return any(start <= match.start() < end for start, end in clause.reasons)


def _is_municipality(name: str, municipality: str | None) -> bool:
    """Whether it is the municipality's own, also as in "Falu stadsfest"."""
    if municipality is None:
        return False
    own = municipality.lower()
    return name.lower() in (own, f"{own}s", own[:-1])

"""The phrase book's pages: what the domain can say in Swedish, as patterns, and the English of each.

A place in braces is filled in with what the pattern's group of that name found, in English; see `phrasebook`.
"""

import re

UNITS = {  # several windows by their unit
    "perioder": "periods",
    "år": "years",
    "terminer": "terms",
    "kvartal": "quarters",
    "månader": "months",
    "veckor": "weeks",
    "dagar": "days",
}
ONE_UNIT = {  # a rate: "per termin"
    "period": "period",
    "år": "year",
    "termin": "term",
    "kvartal": "quarter",
    "månad": "month",
    "vecka": "week",
    "dag": "day",
}
COUNTED = {"dag": "day", "dagar": "days", "vecka": "week", "veckor": "weeks", "timme": "hour", "timmar": "hours"}

_N = r"\d[\d,]*"
_DAY = r"\d{4}-\d\d-\d\d"
_LONG = r"den \d+ \w+ \d{4}"
_LABEL = rf"(?:hela perioden|senast {_DAY}|[^:,.]*?\d{{4}}(?:-\d\d-\d\d)?)"
_SUM = rf"(?P<done>{_N}) av (?P<required>{_N})"
_HELD = r"(?:avtalet|Avtalet) avslutades i förtid"


def _book(*pages: tuple[str, str]) -> dict[re.Pattern[str], str]:
    return {re.compile(rf"{swedish} ?"): english for swedish, english in pages}


CLAUSES = _book(
    (rf"{_SUM}$", "{done}{required}"),
    (rf"bara (?P<done>{_N}) av (?P<n>{_N}) dagar ligger i perioden", "only {done} of {n} days lie within the period"),
    (
        rf"bara (?P<done>{_N}) av (?P<n>{_N}) dagar ligger efter att det skrevs in i avtalet",
        "only {done} of {n} days come after it was added to the agreement",
    ),
    (rf"dagen (?P<day>{_DAY}) ligger utanför perioden", "{day} lies outside the period"),
    (r"ett snitt, räknat över perioden hittills", "an average, reckoned over the period so far"),
    (rf"avtalet avslutades i förtid (?P<long>{_LONG})", "the agreement was ended early on {long}"),
)

_WINDOW = (
    rf"(?:(?P<none>(?:Ingen|Inget) [^:,.]+?)|{_SUM} (?P<noun>[^:,.]+?))"
    rf"(?: för (?P<for_label>{_LABEL})| (?P<by>senast {_DAY}))?"
    rf"(?P<so_far> hittills)?(?:, (?P<planned>\d+) planerade?)?"
    rf"(?:, (?P<but>men|och) (?P<names>(?!först efter \d)(?:(?! saknas).)+) saknas)?"
    rf"(?:: fönstret stängde (?P<closed>{_DAY})|: fönstret stänger (?P<closes>{_DAY})"
    rf"|: fönstret öppnar (?P<opens>{_DAY})|, men först efter (?P<only_after>{_DAY}))?\."
)

SENTENCES = _book(
    (rf"Perioden börjar (?P<day>{_DAY})\.", "The period begins on {day}."),
    (r"Åtagandet anger inget mått\.", "The commitment names no measure."),
    (rf"(?P<n>{_N}) aktivitet\b under perioden\.", "{n} activity during the period."),
    (rf"(?P<n>{_N}) aktiviteter under perioden\.", "{n} activities during the period."),
    (rf"(?P<n>{_N}) aktivitet\b hittills, den senaste (?P<day>{_DAY})\.", "{n} activity so far, on {day}."),
    (
        rf"(?P<n>{_N}) aktiviteter hittills, den senaste (?P<day>{_DAY})\.",
        "{n} activities so far, the last on {day}.",
    ),
    (
        r"Perioden är över: parternas egen uppföljning får tala\.",
        "The period is over: the parties’ verdicts speak.",
    ),
    (
        rf"{_HELD} (?P<long>{_LONG}): parternas egen uppföljning får tala\.",
        "The agreement was ended early on {long}: the parties’ verdicts speak.",
    ),
    (
        rf"Inget är rapporterat sedan det skrevs in (?P<day>{_DAY})\.",
        "Nothing has been reported since it was added on {day}.",
    ),
    (
        rf"Inget är rapporterat sedan perioden började (?P<day>{_DAY})\.",
        "Nothing has been reported since the period began on {day}.",
    ),
    (r"Inget är rapporterat än\.", "Nothing has been reported yet."),
    (r"Inget har hänt på 90 dagar\.", "Nothing has happened for 90 days."),
    (
        r"Högst en fjärdedel av tiden är kvar och inget är planerat\.",
        "A quarter of the time or less is left, and nothing is planned.",
    ),
    (rf"(?P<done>{_N}) av (?P<n>{_N}) (?P<unit>[a-zåäö0-9 ]+) klara\.", "{done} of {n} {unit} done."),
    (r"Missat: (?P<labels>[^.]+)\.", "Missed: {labels}."),
    (rf"Snittet ska vara minst (?P<n>{_N}) per (?P<per>[^.]+)\.", "The average is to be at least {n} per {per}."),
    (
        rf"{_HELD} (?P<long>{_LONG}): snittet räknas till dess\.",
        "The agreement was ended early on {long}: the average is reckoned until then.",
    ),
    (
        rf"{_HELD} (?P<long>{_LONG}), före (?P<before>{_LONG})\.",
        "The agreement was ended early on {long}, before {before}.",
    ),
    (
        rf"{_HELD} (?P<long>{_LONG}), innan perioden var slut\.",
        "The agreement was ended early on {long}, before the period was over.",
    ),
    (
        rf"{_HELD} (?P<long>{_LONG}), innan (?P<labels>[^.]+) var slut\.",
        "The agreement was ended early on {long}, before the end of {labels}.",
    ),
    (rf"{_HELD} (?P<long>{_LONG})\.", "The agreement was ended early on {long}."),
    (r"(?P<label>[^:.]+?) kräver inget: (?P<note>[^.]+)\.", "{label} asks for nothing: {note}."),
    (
        _WINDOW,
        "{none}{done}{required}{noun}{for_label}{by}{so_far}{planned}{but}{names}{closed}{closes}{opens}{only_after}.",
    ),
)

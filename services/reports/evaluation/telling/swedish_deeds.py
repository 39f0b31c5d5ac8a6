"""Swedish: what was done, counted: how many, when, where, with whom, for whom, and with what results."""

from collections.abc import Iterator, Sequence

from services.reports.domain.words import one_of
from services.reports.evaluation.telling import swedish_windows
from services.reports.evaluation.telling.deeds import MOST_NAMED, TOLD_ONE_BY_ONE, Deeds, Entry
from services.reports.evaluation.telling.forms_sv import KINDS, result
from services.reports.evaluation.telling.grammar_sv import at, counted, day, joined, number, times, upper_first


def told(deeds: Deeds, *, year: bool) -> Iterator[str]:
    """All of it."""
    yield from done(deeds, year=year)
    yield from _with_whom(deeds)
    yield from _for_whom(deeds)
    yield from _results(deeds)


def done(deeds: Deeds, *, year: bool) -> Iterator[str]:
    """How many, when and where."""
    subject = upper_first(amounts(deeds))
    where = f" {at(deeds.one_place)}" if deeds.one_place else ""
    entries = deeds.entries
    if deeds.milestone:
        yield f"Det blev klart {day(entries[-1].day, year=year)}{where}."
    elif len(entries) == 1:
        yield f"{subject} {verb(deeds)} {day(entries[0].day, year=year)}{where}."
    elif len(entries) <= TOLD_ONE_BY_ONE:
        each = joined(dict.fromkeys(_entry(entry, deeds, year=year) for entry in entries))
        yield f"{subject} {verb(deeds)}{where}: {each}."
    else:
        first, last = day(entries[0].day, year=year), day(entries[-1].day, year=year)
        when = f"mellan {first} och {last}" if first != last else first
        yield f"{subject} {verb(deeds)} {when}{where}."
        yield from _mostly_at(deeds)


def _entry(entry: Entry, deeds: Deeds, *, year: bool) -> str:
    when = day(entry.day, year=year)
    lead = ""
    if len(deeds.amounts) == 1 and (
        len({one.amount for one in deeds.entries}) > 1 or _placed(deeds) or entry.amount > 1
    ):
        lead = f"{number(entry.amount, KINDS[deeds.amounts[0][0]].gender)} "
    where = f" {at(entry.place)}" if entry.place and not deeds.one_place else ""
    return f"{lead}{when}{where}"


def _placed(deeds: Deeds) -> bool:
    return bool(deeds.places) and not deeds.one_place


def _mostly_at(deeds: Deeds) -> Iterator[str]:
    often = [(place, count) for place, count in deeds.places if count > 1][:2]
    if often and not deeds.one_place:
        yield f"Oftast var det {joined(f'{at(place)} ({times(count)})' for place, count in often)}."


def _with_whom(deeds: Deeds) -> Iterator[str]:
    if deeds.alone:
        yield f"{one_of(deeds.alone)} har rapporterat {'det' if len(deeds.entries) == 1 else 'dem'}."
        return
    if deeds.everyone:
        each = "" if len(deeds.entries) == 1 else " varje gång"
        yield f"{joined(map(one_of, deeds.everyone))} deltog{each}."
    if deeds.some:
        yield f"{'; '.join(_some(count, names) for count, names in deeds.some)}."


def _some(count: int, names: Sequence[str]) -> str:
    """ "A var med två gånger", "B och C var med en gång var"."""
    rest = [f"{number(len(names) - MOST_NAMED)} till"] if len(names) > MOST_NAMED else []
    named = joined([*map(one_of, names[:MOST_NAMED]), *rest])
    return f"{named} var med {times(count)}{' var' if len(names) > 1 else ''}"


def _for_whom(deeds: Deeds) -> Iterator[str]:
    if deeds.audiences:
        names = joined(swedish_windows.audience(each) for each in deeds.audiences)
        several = deeds.total != 1
        kind = KINDS[deeds.amounts[0][0]]
        yield f"{'De' if several else 'Den' if kind.gender == 'en' else 'Det'} vände sig till {names}."


def _results(deeds: Deeds) -> Iterator[str]:
    if deeds.results:
        told = joined(counted(value, result(name)) for name, value in deeds.results)
        yield f"Rapporterat resultat: {told}."


def amounts(deeds: Deeds) -> str:
    """ "fyra riktade insatser och två patrulleringar"."""
    told = joined(counted(amount, KINDS[kind]) for kind, amount in deeds.amounts)
    return f"{told} i {_lower(deeds.group)}" if deeds.group else told


def _lower(name: str) -> str:
    return name[:1].lower() + name[1:]


def verb(deeds: Deeds) -> str:
    """ "genomfördes", "hölls"."""
    verbs = {KINDS[kind].verb for kind, _ in deeds.amounts}
    return next(iter(verbs)) if len(verbs) == 1 else "genomfördes"

"""Swedish, as a municipality writes its evaluation."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from services.reports.domain.lapsed import Former, Removed
from services.reports.domain.words import one_of
from services.reports.evaluation.amendments import Altered, Amendment
from services.reports.evaluation.half_way import Duty
from services.reports.evaluation.opinions import Opinions
from services.reports.evaluation.stretch import Stretch
from services.reports.evaluation.telling import swedish_after, swedish_duties, swedish_windows
from services.reports.evaluation.telling.deeds import MOST_NAMED, TOLD_ONE_BY_ONE, Deeds, Entry
from services.reports.evaluation.telling.forms_sv import DELIVERIES, EFFECTS, KINDS, MEASURE_STATES, result
from services.reports.evaluation.telling.grammar_sv import (
    agreeing,
    at,
    counted,
    day,
    joined,
    none_of,
    number,
    period_in_words,
    times,
    upper_first,
)
from services.reports.evaluation.telling.tongue import Said
from services.reports.evaluation.verdicts import Verdict
from services.reports.evaluation.walked import Aftermath
from shared.events.activity import Activity, Kind
from shared.events.agreement import Commitment, Period
from shared.events.assessment import Verdict as Delivery
from shared.events.measure import MeasureState
from shared.events.status import Effect, WindowStatus

VERDICTS: dict[Verdict, str] = {
    Verdict.UNMEASURED: "",
    Verdict.ASKS_NOTHING: "Inget krävdes den här tiden.",
    Verdict.FULFILLED: "Åtgärden är genomförd.",
    Verdict.FULFILLED_LATE: "Åtgärden är genomförd, men sent.",
    Verdict.PARTLY_FULFILLED: "Åtgärden är delvis genomförd.",
    Verdict.NOT_FULFILLED: "Åtgärden är inte genomförd.",
    Verdict.CONTINUES: "Åtgärden pågår.",
    Verdict.ON_TRACK: "Åtgärden pågår enligt plan.",
    Verdict.AT_RISK: "Åtgärden är i riskzonen.",
    Verdict.BEHIND: "Åtgärden ligger efter plan.",
    Verdict.NOT_STARTED: "Åtgärden är inte påbörjad.",
    Verdict.UPCOMING: "Åtgärden har inte börjat.",
}


class Swedish:
    """See `Tongue`."""

    code = "sv"

    def verdict(self, verdict: Verdict, due: date | None) -> str:
        """See `Tongue`."""
        if verdict is Verdict.CONTINUES and due:
            return f"Åtgärden pågår och ska vara klar senast {day(due)}."
        if verdict is Verdict.NOT_STARTED and due:
            return f"{VERDICTS[verdict]} Den ska vara klar senast {day(due)}."
        return VERDICTS[verdict]

    def nothing(self, commitment: Commitment) -> str:
        """See `Tongue`."""
        noun = swedish_windows.noun_of(commitment)
        if noun is KINDS[Kind.MILESTONE]:
            return "Det är inte rapporterat som klart."
        return f"{upper_first(none_of(noun.gender))} {noun.one} är {agreeing('rapportera', noun, 1)}."

    def deeds(self, deeds: Deeds, *, year: bool) -> Sequence[str]:
        """See `Tongue`."""
        return [*_done(deeds, year=year), *_with_whom(deeds), *_for_whom(deeds), *_results(deeds)]

    def before(self, deeds: Deeds) -> str:
        """See `Tongue`."""
        if deeds.milestone:
            return f"Det blev klart redan {day(deeds.entries[0].day)}."
        return f"Tidigare i perioden {_verb(deeds)} {_amounts(deeds)}."

    def after(self, deeds: Deeds, last_day: date) -> str:
        """See `Tongue`."""
        days = joined(dict.fromkeys(day(entry.day) for entry in deeds.entries))
        if deeds.milestone:
            return f"Det blev klart först {days}, efter den utlovade dagen."
        return f"Först efter den utlovade tiden, som slutade {day(last_day)}, {_verb(deeds)} {_amounts(deeds)}: {days}."

    def windows(self, commitment: Commitment, windows: Sequence[WindowStatus], stretch: Stretch) -> Sequence[str]:
        """See `Tongue`."""
        return list(swedish_windows.told(commitment, windows, stretch))

    def planned(self, activities: Sequence[Activity], *, year: bool) -> str:
        """See `Tongue`."""
        kinds = {one.kind for one in activities}
        noun = KINDS[activities[0].kind] if len(kinds) == 1 else KINDS[Kind.OTHER]
        count = len(activities)
        days = joined(dict.fromkeys(day(one.span.start) for one in activities[:TOLD_ONE_BY_ONE]))
        first = "" if count <= TOLD_ONE_BY_ONE else "de närmaste "
        return f"{upper_first(counted(count, noun))} är {agreeing('planera', noun, count)}: {first}{days}."

    def cancelled(self, activity: Activity, *, year: bool) -> str:
        """See `Tongue`."""
        noun = KINDS[activity.kind]
        planned = f"som var {agreeing('planera', noun, 1)} till {day(activity.span.start, year=year)}"
        return f"{upper_first(counted(1, noun))} {planned} ställdes in."

    def more_cancelled(self, count: int) -> str:
        """See `Tongue`."""
        return f"Ytterligare {number(count)} ställdes in."

    def aftermath(self, aftermath: Aftermath, stretch: Stretch) -> Sequence[Said]:
        """See `Tongue`."""
        return list(swedish_after.aftermath(aftermath, stretch))

    def disagreement(self, opinions: Opinions, verdict: Verdict) -> Sequence[str]:
        """See `Tongue`."""
        return list(swedish_after.disagreement(opinions, verdict))

    def silent(self, opinions: Opinions) -> str:
        """See `Tongue`."""
        names = [one_of(one.name) for one in opinions.silent]
        return f"{joined(names)} har ännu inte lämnat sin bedömning." if names else ""

    def former(self, former: Former) -> str:
        """See `Tongue`."""
        return swedish_after.former(former)

    def then(self, deeds: Deeds, *, year: bool) -> Sequence[str]:
        """See `Tongue`."""
        return [*_done(deeds, year=year), swedish_after.THEN]

    def removed(self, removed: Removed) -> Said:
        """See `Tongue`."""
        return swedish_after.removed(removed)

    def altered(self, altered: Altered) -> str:
        """See `Tongue`."""
        return swedish_after.altered(altered)

    def amendment(self, amendment: Amendment) -> Said:
        """See `Tongue`."""
        return swedish_after.amendment(amendment)

    def duty(self, duty: Duty, stretch: Stretch) -> str:
        """See `Tongue`."""
        return swedish_duties.told(duty)

    def period(self, period: Period) -> str:
        """See `Tongue`."""
        return period_in_words(period)

    def day(self, value: date | datetime) -> str:
        """See `Tongue`."""
        return day(value)

    def joined(self, names: Iterable[str]) -> str:
        """See `Tongue`."""
        return joined(map(one_of, names))

    def counted(self, kind: Kind, amount: float) -> str:
        """See `Tongue`."""
        return counted(amount, KINDS[kind])

    def kind(self, kind: Kind) -> str:
        """See `Tongue`."""
        return KINDS[kind].several

    def promised(self, commitment: Commitment) -> str:
        """See `Tongue`."""
        return swedish_windows.promised(commitment)

    def delivery(self, verdict: Delivery) -> str:
        """See `Tongue`."""
        return DELIVERIES[verdict]

    def effect(self, effect: Effect) -> str:
        """See `Tongue`."""
        return EFFECTS[effect]

    def measure_state(self, state: MeasureState) -> str:
        """See `Tongue`."""
        return MEASURE_STATES[state][0]


def _done(deeds: Deeds, *, year: bool) -> Iterator[str]:
    subject = upper_first(_amounts(deeds))
    where = f" {at(deeds.one_place)}" if deeds.one_place else ""
    entries = deeds.entries
    if deeds.milestone:
        yield f"Det blev klart {day(entries[-1].day, year=year)}{where}."
    elif len(entries) == 1:
        yield f"{subject} {_verb(deeds)} {day(entries[0].day, year=year)}{where}."
    elif len(entries) <= TOLD_ONE_BY_ONE:
        each = joined(dict.fromkeys(_entry(entry, deeds, year=year) for entry in entries))
        yield f"{subject} {_verb(deeds)}{where}: {each}."
    else:
        first, last = day(entries[0].day, year=year), day(entries[-1].day, year=year)
        when = f"mellan {first} och {last}" if first != last else first
        yield f"{subject} {_verb(deeds)} {when}{where}."
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


def _amounts(deeds: Deeds) -> str:
    """ "fyra riktade insatser och två patrulleringar"."""
    told = joined(counted(amount, KINDS[kind]) for kind, amount in deeds.amounts)
    return f"{told} i {_lower(deeds.group)}" if deeds.group else told


def _lower(name: str) -> str:
    return name[:1].lower() + name[1:]


def _verb(deeds: Deeds) -> str:
    verbs = {KINDS[kind].verb for kind, _ in deeds.amounts}
    return next(iter(verbs)) if len(verbs) == 1 else "genomfördes"

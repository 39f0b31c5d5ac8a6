"""English, for those who do not read Swedish; what the parties wrote stays as they wrote it."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from services.reports.domain.lapsed import Former, Removed
from services.reports.domain.words import one_of
from services.reports.evaluation.amendments import Altered, Amendment
from services.reports.evaluation.half_way import Duty
from services.reports.evaluation.opinions import Opinions
from services.reports.evaluation.stretch import Stretch
from services.reports.evaluation.telling import english_after, english_duties, english_windows
from services.reports.evaluation.telling.deeds import MOST_NAMED, TOLD_ONE_BY_ONE, Deeds, Entry
from services.reports.evaluation.telling.forms_en import AUDIENCES, DELIVERIES, EFFECTS, KINDS, MEASURE_STATES, result
from services.reports.evaluation.telling.grammar_en import (
    counted,
    day,
    joined,
    number,
    period_in_words,
    times,
    upper_first,
    was,
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
    Verdict.ASKS_NOTHING: "Nothing was asked for in this time.",
    Verdict.FULFILLED: "The action has been carried out.",
    Verdict.FULFILLED_LATE: "The action has been carried out, but late.",
    Verdict.PARTLY_FULFILLED: "The action has been carried out in part.",
    Verdict.NOT_FULFILLED: "The action has not been carried out.",
    Verdict.CONTINUES: "The action is under way.",
    Verdict.ON_TRACK: "The action is under way and on track.",
    Verdict.AT_RISK: "The action is at risk.",
    Verdict.BEHIND: "The action is behind.",
    Verdict.NOT_STARTED: "The action has not been started.",
    Verdict.UPCOMING: "The action has not begun.",
}


class English:
    """See `Tongue`."""

    code = "en"

    def verdict(self, verdict: Verdict, due: date | None) -> str:
        """See `Tongue`."""
        if verdict is Verdict.CONTINUES and due:
            return f"The action is under way and due by {day(due)}."
        if verdict is Verdict.NOT_STARTED and due:
            return f"{VERDICTS[verdict]} It is due by {day(due)}."
        return VERDICTS[verdict]

    def nothing(self, commitment: Commitment) -> str:
        """See `Tongue`."""
        noun = english_windows.noun_of(commitment)
        return "It is not reported as done." if noun is KINDS[Kind.MILESTONE] else f"No {noun.one} has been reported."

    def deeds(self, deeds: Deeds, *, year: bool) -> Sequence[str]:
        """See `Tongue`."""
        return [*_done(deeds, year=year), *_with_whom(deeds), *_for_whom(deeds), *_results(deeds)]

    def before(self, deeds: Deeds) -> str:
        """See `Tongue`."""
        if deeds.milestone:
            return f"It was done already on {day(deeds.entries[0].day)}."
        return f"Earlier in the period, {_amounts(deeds)} {_was_done(deeds)}."

    def after(self, deeds: Deeds, last_day: date) -> str:
        """See `Tongue`."""
        days = joined(dict.fromkeys(day(entry.day) for entry in deeds.entries))
        if deeds.milestone:
            return f"It was done only on {days}, after the promised day."
        told = f"{_amounts(deeds)} {_was_done(deeds)}: {days}"
        return f"Only after the promised time, which ended on {day(last_day)}, {told}."

    def windows(self, commitment: Commitment, windows: Sequence[WindowStatus], stretch: Stretch) -> Sequence[str]:
        """See `Tongue`."""
        return list(english_windows.told(commitment, windows, stretch))

    def planned(self, activities: Sequence[Activity], *, year: bool) -> str:
        """See `Tongue`."""
        noun = KINDS[activities[0].kind] if len({one.kind for one in activities}) == 1 else KINDS[Kind.OTHER]
        count = len(activities)
        days = joined(dict.fromkeys(day(one.span.start) for one in activities[:TOLD_ONE_BY_ONE]))
        first = "" if count <= TOLD_ONE_BY_ONE else "the next ones "
        return f"{upper_first(counted(count, noun))} {'is' if count == 1 else 'are'} planned: {first}{days}."

    def cancelled(self, activity: Activity, *, year: bool) -> str:
        """See `Tongue`."""
        noun = KINDS[activity.kind]
        return f"{upper_first(counted(1, noun))} planned for {day(activity.span.start, year=year)} was called off."

    def more_cancelled(self, count: int) -> str:
        """See `Tongue`."""
        return f"{upper_first(number(count))} more {was(count)} called off."

    def aftermath(self, aftermath: Aftermath, stretch: Stretch) -> Sequence[Said]:
        """See `Tongue`."""
        return list(english_after.aftermath(aftermath, stretch))

    def disagreement(self, opinions: Opinions, verdict: Verdict) -> Sequence[str]:
        """See `Tongue`."""
        return list(english_after.disagreement(opinions, verdict))

    def silent(self, opinions: Opinions) -> str:
        """See `Tongue`."""
        names = [one_of(one.name) for one in opinions.silent]
        return f"{joined(names)} {'has' if len(names) == 1 else 'have'} not yet given an assessment." if names else ""

    def former(self, former: Former) -> str:
        """See `Tongue`."""
        return english_after.former(former)

    def then(self, deeds: Deeds, *, year: bool) -> Sequence[str]:
        """See `Tongue`."""
        return [*_done(deeds, year=year), english_after.THEN]

    def removed(self, removed: Removed) -> Said:
        """See `Tongue`."""
        return english_after.removed(removed)

    def altered(self, altered: Altered) -> str:
        """See `Tongue`."""
        return english_after.altered(altered)

    def amendment(self, amendment: Amendment) -> Said:
        """See `Tongue`."""
        return english_after.amendment(amendment)

    def duty(self, duty: Duty, stretch: Stretch) -> str:
        """See `Tongue`."""
        return english_duties.told(duty, stretch)

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
        return english_windows.promised(commitment)

    def delivery(self, verdict: Delivery) -> str:
        """See `Tongue`."""
        return DELIVERIES[verdict]

    def effect(self, effect: Effect) -> str:
        """See `Tongue`."""
        return EFFECTS[effect]

    def measure_state(self, state: MeasureState) -> str:
        """See `Tongue`."""
        return MEASURE_STATES[state]


def _done(deeds: Deeds, *, year: bool) -> Iterator[str]:
    subject = f"{upper_first(_amounts(deeds))} {_was_done(deeds)}"
    where = f" at {deeds.one_place}" if deeds.one_place else ""
    entries = deeds.entries
    if deeds.milestone:
        yield f"It was done on {day(entries[-1].day, year=year)}{where}."
    elif len(entries) == 1:
        yield f"{subject} on {day(entries[0].day, year=year)}{where}."
    elif len(entries) <= TOLD_ONE_BY_ONE:
        each = joined(dict.fromkeys(_entry(entry, deeds, year=year) for entry in entries))
        yield f"{subject}{where}: {each}."
    else:
        first, last = day(entries[0].day, year=year), day(entries[-1].day, year=year)
        when = f"between {first} and {last}" if first != last else f"on {first}"
        yield f"{subject} {when}{where}."
        yield from _mostly_at(deeds)


def _entry(entry: Entry, deeds: Deeds, *, year: bool) -> str:
    placed = bool(deeds.places) and not deeds.one_place
    several = len({one.amount for one in deeds.entries}) > 1 or entry.amount > 1
    lead = f"{number(entry.amount)} on " if len(deeds.amounts) == 1 and (placed or several) else "on "
    where = f" at {entry.place}" if entry.place and not deeds.one_place else ""
    return f"{lead}{day(entry.day, year=year)}{where}"


def _mostly_at(deeds: Deeds) -> Iterator[str]:
    often = [(place, count) for place, count in deeds.places if count > 1][:2]
    if often and not deeds.one_place:
        yield f"Most often at {joined(f'{place} ({times(count)})' for place, count in often)}."


def _with_whom(deeds: Deeds) -> Iterator[str]:
    if deeds.alone:
        yield f"Reported by {one_of(deeds.alone)}."
        return
    if deeds.everyone:
        each = "" if len(deeds.entries) == 1 else " each time"
        yield f"{joined(map(one_of, deeds.everyone))} took part{each}."
    if deeds.some:
        yield f"{'; '.join(_some(count, names) for count, names in deeds.some)}."


def _some(count: int, names: Sequence[str]) -> str:
    rest = [f"{number(len(names) - MOST_NAMED)} more"] if len(names) > MOST_NAMED else []
    named = joined([*map(one_of, names[:MOST_NAMED]), *rest])
    return f"{named} took part {times(count)}{' each' if len(names) > 1 else ''}"


def _for_whom(deeds: Deeds) -> Iterator[str]:
    if deeds.audiences:
        names = joined(AUDIENCES.get(each, each) for each in deeds.audiences)
        yield f"{'It was' if deeds.total == 1 else 'They were'} meant for {names}."


def _results(deeds: Deeds) -> Iterator[str]:
    if deeds.results:
        yield f"Reported results: {joined(counted(value, result(name)) for name, value in deeds.results)}."


def _amounts(deeds: Deeds) -> str:
    told = joined(counted(amount, KINDS[kind]) for kind, amount in deeds.amounts)
    return f"{told} of {deeds.group}" if deeds.group else told


def _was_done(deeds: Deeds) -> str:
    done = {KINDS[kind].done for kind, _ in deeds.amounts}
    return f"{was(deeds.total)} {next(iter(done)) if len(done) == 1 else 'carried out'}"

"""Swedish, as a municipality writes its evaluation."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from services.reports.domain.lapsed import Former, Removed
from services.reports.domain.words import one_of
from services.reports.evaluation.amendments import Altered, Amendment
from services.reports.evaluation.half_way import Duty
from services.reports.evaluation.opinions import Opinions
from services.reports.evaluation.stretch import Stretch
from services.reports.evaluation.telling import swedish_after, swedish_deeds, swedish_duties, swedish_windows
from services.reports.evaluation.telling.deeds import TOLD_ONE_BY_ONE, Deeds
from services.reports.evaluation.telling.forms_sv import DELIVERIES, EFFECTS, KINDS, MEASURE_STATES
from services.reports.evaluation.telling.grammar_sv import (
    agreeing,
    counted,
    day,
    joined,
    none_of,
    number,
    period_in_words,
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
        return list(swedish_deeds.told(deeds, year=year))

    def before(self, deeds: Deeds) -> str:
        """See `Tongue`."""
        if deeds.milestone:
            return f"Det blev klart redan {day(deeds.entries[0].day)}."
        return f"Tidigare i perioden {swedish_deeds.verb(deeds)} {swedish_deeds.amounts(deeds)}."

    def after(self, deeds: Deeds, last_day: date) -> str:
        """See `Tongue`."""
        days = joined(dict.fromkeys(day(entry.day) for entry in deeds.entries))
        if deeds.milestone:
            return f"Det blev klart först {days}, efter den utlovade dagen."
        told = f"{swedish_deeds.verb(deeds)} {swedish_deeds.amounts(deeds)}"
        return f"Först efter den utlovade tiden, som slutade {day(last_day)}, {told}: {days}."

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
        return [*swedish_deeds.done(deeds, year=year), swedish_after.THEN]

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

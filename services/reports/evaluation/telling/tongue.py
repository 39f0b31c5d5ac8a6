"""What a language must be able to tell. `narrative` decides what is told, and in which order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from services.reports.domain.lapsed import Former, Removed
from services.reports.evaluation.amendments import Altered, Amendment
from services.reports.evaluation.half_way import Duty
from services.reports.evaluation.opinions import Opinions
from services.reports.evaluation.stretch import Stretch
from services.reports.evaluation.telling.deeds import Deeds
from services.reports.evaluation.verdicts import Verdict
from services.reports.evaluation.walked import Aftermath
from shared.events.activity import Activity, Kind
from shared.events.agreement import Commitment, Period
from shared.events.assessment import Verdict as Delivery
from shared.events.measure import MeasureState
from shared.events.status import Effect, WindowStatus


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of ours, and perhaps somebody's own words after it, which stay in their own language."""

    text: str
    quote: str = ""


class Tongue(Protocol):
    """A language. ``year``: whether days are told with their year."""

    code: str

    def verdict(self, verdict: Verdict, due: date | None) -> str:
        """The verdict in one sentence; empty where there is none."""
        ...

    def nothing(self, commitment: Commitment) -> str:
        """That nothing of what was promised is reported."""
        ...

    def deeds(self, deeds: Deeds, *, year: bool) -> Sequence[str]:
        """How many, when, where, with whom, for whom, and with what results."""
        ...

    def before(self, deeds: Deeds) -> str:
        """What was done before the stretch, and counts in it."""
        ...

    def after(self, deeds: Deeds, last_day: date) -> str:
        """What was done after the last day, and is late."""
        ...

    def windows(self, commitment: Commitment, windows: Sequence[WindowStatus], stretch: Stretch) -> Sequence[str]:
        """What was promised, window by window, and what each came to."""
        ...

    def planned(self, activities: Sequence[Activity], *, year: bool) -> str:
        """What lies ahead."""
        ...

    def cancelled(self, activity: Activity, *, year: bool) -> str:
        """That something was called off."""
        ...

    def more_cancelled(self, count: int) -> str:
        """That so many more were called off."""
        ...

    def aftermath(self, aftermath: Aftermath, stretch: Stretch) -> Sequence[Said]:
        """The places that were noted on walks, and what became of the measures."""
        ...

    def disagreement(self, opinions: Opinions, verdict: Verdict) -> Sequence[str]:
        """How the parties differ, from each other or from what was counted."""
        ...

    def silent(self, opinions: Opinions) -> str:
        """Who has not signed anything yet."""
        ...

    def former(self, former: Former) -> str:
        """What a promise asked for until an amendment."""
        ...

    def then(self, deeds: Deeds, *, year: bool) -> Sequence[str]:
        """What was done and counted toward an earlier wording of the promise alone."""
        ...

    def removed(self, removed: Removed) -> Said:
        """When a promise was taken out, and why."""
        ...

    def altered(self, altered: Altered) -> str:
        """What an amendment did to a promise."""
        ...

    def amendment(self, amendment: Amendment) -> Said:
        """What was changed in the promises, when and why."""
        ...

    def duty(self, duty: Duty, stretch: Stretch) -> str:
        """What is left to do, to decide or to explain."""
        ...

    def period(self, period: Period) -> str:
        """The days of a period: "2021", "1 juli 2021 – 30 juni 2022"."""
        ...

    def day(self, value: date | datetime) -> str:
        """A day with its year."""
        ...

    def joined(self, names: Iterable[str]) -> str:
        """A list of names."""
        ...

    def counted(self, kind: Kind, amount: float) -> str:
        """So many activities of a kind."""
        ...

    def kind(self, kind: Kind) -> str:
        """The name of a kind, in several."""
        ...

    def promised(self, commitment: Commitment) -> str:
        """What a commitment asks for: "minst en trygghetsvandring per termin"."""
        ...

    def delivery(self, verdict: Delivery) -> str:
        """What a party says of whether it was done."""
        ...

    def effect(self, effect: Effect) -> str:
        """What a party says of whether it helped."""
        ...

    def measure_state(self, state: MeasureState) -> str:
        """How a measure stands."""
        ...

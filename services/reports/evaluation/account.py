"""The account: an evaluation in the words of a language, as the page, the PDF and the API give it."""

from datetime import date, datetime

from services.reports.evaluation.verdicts import Verdict
from shared.events.activity import Kind
from shared.events.agreement import AgreementChange, Period
from shared.events.assessment import Verdict as Delivery
from shared.events.measure import MeasureState
from shared.events.record import Record
from shared.events.status import Effect, State


class Sentence(Record, frozen=True):
    """A sentence; ``quote`` is what somebody wrote in their own words, which follows on it."""

    text: str
    quote: str = ""


class Passage(Record, frozen=True):
    """Some sentences; ``lead`` is the title of the commitment that they are of, where a promise has several."""

    sentences: tuple[Sentence, ...]
    lead: str = ""


class PartyNamed(Record, frozen=True):
    """A party by its id and name."""

    id: str
    name: str


class OpinionAccount(Record, frozen=True):
    """A party's own verdict: whether it was done, whether it helped, and what it wrote."""

    assessment: str
    party: str
    party_name: str
    period: Period
    delivery: Delivery
    delivery_word: str
    effect: Effect
    effect_word: str
    narrative: str
    signed_by: str
    signed_on: date


class MeasureAccount(Record, frozen=True):
    """A measure that came of a promise's walks, as it stood."""

    measure: str
    title: str
    state: MeasureState
    state_word: str
    responsible_name: str
    due_on: date | None = None


class ActivityAccount(Record, frozen=True):
    """An activity that counts; ``late``: done after the window that it mended.

    ``earlier``: it counted toward an earlier wording of the promise alone.
    """

    activity: str
    kind: Kind
    day: date
    title: str
    what: str
    reported_by: str
    place: str | None = None
    quantity: float = 1
    late: bool = False
    earlier: bool = False


class PromiseAccount(Record, frozen=True):
    """A promise and what became of it.

    Attributes:
        text: verbatim.
        verdict: None for a promise that names no measure; ``sentence`` says it, and is empty then.
        state: its delivery status at the moment assessed.
        passages: what was done, in sentences.
        removed: when and why an amendment took it away; None: it stands.
        opinions: what the parties themselves say; ``remarks`` where they differ, or are silent.
        activities: the earliest first, at most 200 of ``activities_total``.
    """

    promise: str
    number: int
    title: str
    text: str
    responsible: tuple[PartyNamed, ...]
    verdict: Verdict | None
    sentence: str
    state: State
    passages: tuple[Passage, ...]
    opinions: tuple[OpinionAccount, ...]
    remarks: tuple[str, ...]
    measures: tuple[MeasureAccount, ...]
    activities: tuple[ActivityAccount, ...]
    activities_total: int
    last_reported_at: datetime | None = None
    removed: Sentence | None = None


class AreaAccount(Record, frozen=True):
    """A focus area with its promises; without id and title those of no area."""

    promises: tuple[PromiseAccount, ...]
    id: str | None = None
    title: str | None = None
    situation: str = ""


class AmendmentAccount(Record, frozen=True):
    """A change of the promises during the time."""

    day: date
    change: AgreementChange
    sentence: Sentence


class EvaluationAccount(Record, frozen=True):
    """An agreement's evaluation for a year or for the whole period.

    Attributes:
        year: None: the whole period.
        period: the days that it is of.
        over: whether they had ended by ``as_of``.
        known_at: what had been reported by then.
        demonstration: what is told did not happen.
        removed: the promises that an amendment took away in its midst, each judged until then.
    """

    agreement: str
    agreement_version: int
    title: str
    municipality: str
    municipality_name: str
    language: str
    year: int | None
    period: Period
    period_name: str
    over: bool
    as_of: datetime
    known_at: datetime
    signed_by: str
    focus_areas: tuple[AreaAccount, ...]
    amendments: tuple[AmendmentAccount, ...]
    demonstration: bool
    last_reported_at: datetime | None = None
    removed: tuple[PromiseAccount, ...] = ()

    @property
    def promises(self) -> tuple[PromiseAccount, ...]:
        """All promises that stand, in the document's order."""
        return tuple(sorted((one for area in self.focus_areas for one in area.promises), key=lambda one: one.number))

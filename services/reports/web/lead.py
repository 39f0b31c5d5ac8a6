"""How an agreement goes, in a heading and a sentence that never says more than its states do."""

from dataclasses import dataclass

from services.reports.web.language import say, say_many
from services.reports.web.view import AgreementView
from services.reports.web.words import day
from shared.events.status import State

# What a resident should hear first while the period goes on, the most pressing first; and so for a single promise.
PRESSING = (
    (State.BEHIND, "{some} av {promises} ligger efter plan."),
    (State.AT_RISK, "{some} av {promises} är i riskzonen."),
    (State.STALLED, "{some} av {promises} har avstannat."),
)
HEADINGS = {"before": "Snart börjar det", "during": "Så står det nu", "after": "Så slutade det"}


@dataclass(frozen=True, slots=True)
class Lead:
    """The heading above the overview, and the sentence that sums it up."""

    heading: str
    sentence: str


def lead(view: AgreementView, *, back_in_time: bool) -> Lead:
    """The lead of an agreement's page; `back_in_time`: it shows an earlier day."""
    if back_in_time:
        return Lead(say("Så stod det den {day}", day=day(view.shown)), _sentence(view))
    return Lead(say(HEADINGS[view.phase]), _sentence(view))


def _sentence(view: AgreementView) -> str:
    if view.phase == "before":
        return say("Perioden börjar {day}.", day=day(view.agreement.period.start))
    return _outcome(view) if view.phase == "after" else _standing(view)


def _standing(view: AgreementView) -> str:
    total = len(view.promises)
    for state, sentence in PRESSING:
        if view.states.get(state):
            return say(sentence, some=view.states[state], promises=_promises(total))
    if view.states.get(State.FULFILLED) == total:
        return say_many("Löftet är genomfört.", "Alla löften är genomförda.", total)
    return say("Inget löfte ligger efter plan.")


def _outcome(view: AgreementView) -> str:
    """The measured ones only: what has no measure to go by can be neither kept nor broken by count."""
    measured = sum(promise.judged for promise in view.promises)
    if not measured:
        return " ".join([_over(view), say("Det finns inget mått att gå efter.")])
    done = view.states.get(State.FULFILLED, 0)
    if measured == len(view.promises):
        told = say_many(
            "{count} av {promises} är genomfört.",
            "{count} av {promises} är genomförda.",
            done,
            promises=_promises(measured),
        )
        return f"{_over(view)} {told}"
    told = say_many(
        "{count} av {promises} med mått är genomfört.",
        "{count} av {promises} med mått är genomförda.",
        done,
        promises=_promises(measured),
    )
    rest = say("{promises} har inget mått att gå efter.", promises=_promises(len(view.promises) - measured))
    return f"{_over(view)} {told} {rest}"


def _over(view: AgreementView) -> str:
    """That it is over; not that the period is, where the parties ended it before."""
    if view.agreement.closed_on is not None:
        return say("Löftena gällde till och med {day}.", day=day(view.agreement.closed_on))
    return say("Perioden är slut.")


def _promises(count: int) -> str:
    return say_many("{count} löfte", "{count} löften", count)

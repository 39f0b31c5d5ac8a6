"""How an agreement goes, in a heading and a sentence that never says more than its states do."""

from dataclasses import dataclass

from services.reports.web.view import AgreementView
from services.reports.web.words import day
from shared.events.status import State

# What a resident should hear first while the period goes on, the most pressing first.
_PRESSING = (
    (State.BEHIND, "ligger efter plan"),
    (State.AT_RISK, "är i riskzonen"),
    (State.STALLED, "har avstannat"),
)


@dataclass(frozen=True, slots=True)
class Lead:
    """The heading above the overview, and the sentence that sums it up."""

    heading: str
    sentence: str


def lead(view: AgreementView, *, back_in_time: bool) -> Lead:
    """The lead of an agreement's page; `back_in_time`: it shows an earlier day."""
    if back_in_time:
        return Lead(f"Så stod det {day(view.shown)}", _sentence(view))
    headings = {"before": "Snart börjar det", "during": "Så står det nu", "after": "Så slutade det"}
    return Lead(headings[view.phase], _sentence(view))


def _sentence(view: AgreementView) -> str:
    if view.phase == "before":
        return f"Perioden börjar {day(view.agreement.period.start)}."
    return _outcome(view) if view.phase == "after" else _standing(view)


def _standing(view: AgreementView) -> str:
    total = len(view.promises)
    for state, words in _PRESSING:
        if view.states.get(state):
            return f"{view.states[state]} av {_promises(total)} {words}."
    if view.states.get(State.FULFILLED) == total:
        return "Alla löften är genomförda." if total > 1 else "Löftet är genomfört."
    return "Inget löfte ligger efter plan."


def _outcome(view: AgreementView) -> str:
    """The measured ones only: what names no measure can be neither kept nor broken by count."""
    measured = sum(promise.measured for promise in view.promises)
    if not measured:
        return f"{_over(view)} Löftena anger inget mått."
    done = view.states.get(State.FULFILLED, 0)
    are = "är genomfört" if done == 1 else "är genomförda"
    if measured == len(view.promises):
        return f"{_over(view)} {done} av {_promises(measured)} {are}."
    rest = _promises(len(view.promises) - measured)
    return f"{_over(view)} {done} av {_promises(measured)} med mått {are}. {rest} anger inget mått."


def _over(view: AgreementView) -> str:
    """That it is over; not that the period is, where the parties ended it before."""
    if view.agreement.closed_on is not None:
        return f"Löftena gällde till och med {day(view.agreement.closed_on)}."
    return "Perioden är slut."


def _promises(count: int) -> str:
    return "1 löfte" if count == 1 else f"{count} löften"

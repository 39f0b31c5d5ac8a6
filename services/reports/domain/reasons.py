"""Why an activity that was considered for a commitment does not count toward it: one table, in both languages."""

from dataclasses import dataclass
from typing import Final

from shared.conditions import FILTER
from shared.events.record import Words


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason by its id, and what it says."""

    id: str
    words: Words


def _reason(name: str, english: str, swedish: str) -> Reason:
    return Reason(name, Words(en=english, sv=swedish))


WITHDRAWN: Final = _reason(
    "withdrawn", "It was withdrawn: it never took place.", "Den är återtagen: den har aldrig ägt rum."
)
CANCELLED: Final = _reason("cancelled", "It was called off.", "Den ställdes in.")
REPORTED_LATER: Final = _reason(
    "reported-later", "It had not been reported by then.", "Den var inte rapporterad vid den tidpunkten."
)
HELD_BACK: Final = _reason(
    "held-back", "It was not to be made public until later.", "Den fick inte offentliggöras förrän senare."
)
NOT_BEGUN: Final = _reason("not-begun", "It had not begun by then.", "Den hade inte börjat vid den tidpunkten.")
PLANNED_LATER: Final = _reason(
    "planned-later", "It had not been planned by then.", "Den var inte planerad vid den tidpunkten."
)
PLANNED: Final = _reason(
    "planned",
    "It is planned, and not yet done: it keeps the window out of danger.",
    "Den är planerad men inte genomförd än: den håller fönstret utanför riskzonen.",
)
PLAN_PASSED: Final = _reason(
    "plan-passed",
    "It was planned; its time has passed, and nobody has reported that it was done.",
    "Den var planerad. Tiden har gått och ingen har rapporterat att den blev av.",
)
NOT_MATCHING: Final = _reason(
    "not-matching",
    "It does not match the commitment under the agreement's version in force; another revision or version did.",
    "Den passar inte åtagandet enligt den version av avtalet som gäller, men enligt en annan version eller rapport.",
)
BEFORE_PERIOD: Final = _reason(
    "before-period", "It was done before the agreement's period began.", "Den gjordes innan avtalets period började."
)
BEFORE_ADDED: Final = _reason(
    "before-added",
    "It was done before an amendment added the commitment.",
    "Den gjordes innan åtagandet skrevs in i avtalet.",
)
AFTER_CLOSING: Final = _reason(
    "after-closing",
    "It was done after the last day of the agreement, which was ended early.",
    "Den gjordes efter avtalets sista dag, då avtalet avslutades i förtid.",
)
EARLIER_WORDING: Final = _reason(
    "earlier-wording",
    "It counted toward an earlier wording of the promise, which held when it was done.",
    "Den räknades till en tidigare lydelse av löftet, som gällde när den gjordes.",
)
EARLIER_REVISION: Final = _reason(
    "earlier-revision",
    "A later revision of the same activity has taken its place.",
    "En senare version av samma rapport har ersatt den.",
)
SAME_DAY: Final = _reason(
    "same-day",
    "Days are counted, and another activity on the same day counts already.",
    "Det är dagar som räknas, och en annan aktivitet samma dag räknas redan.",
)
SAME_WEEK: Final = _reason(
    "same-week",
    "Weeks are counted, and another activity in the same week counts already.",
    "Det är veckor som räknas, och en annan aktivitet samma vecka räknas redan.",
)
ADDS_NOTHING: Final = _reason(
    "adds-nothing",
    "It reports nothing of what is counted: no duration, quantity or result.",
    "Den rapporterar inget av det som räknas: ingen varaktighet, mängd eller inget resultat.",
)

# Of what is of a kind that counts, and misses another condition: the reason by the condition's name.
MISSED: Final = {
    each.name: _reason(f"other-{each.name}", each.english, each.swedish) for each in FILTER if each.name != "kind"
}

REASONS: Final = {
    reason.id: reason
    for reason in (
        WITHDRAWN,
        CANCELLED,
        REPORTED_LATER,
        HELD_BACK,
        NOT_BEGUN,
        PLANNED_LATER,
        PLANNED,
        PLAN_PASSED,
        NOT_MATCHING,
        BEFORE_PERIOD,
        BEFORE_ADDED,
        AFTER_CLOSING,
        EARLIER_WORDING,
        EARLIER_REVISION,
        SAME_DAY,
        SAME_WEEK,
        ADDS_NOTHING,
        *MISSED.values(),
    )
}

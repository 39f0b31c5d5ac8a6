"""Who is told what: one table of rules. Data, not code; `GET /notifications/v1/rules` shows it.

The order of the table is the order in which rules are shown; each stands for itself. The words of each stand under its
id in `channels/templates/<language>.yml`.

Intervals grow: a reminder that was not heeded is not heeded sooner for coming oftener. Whoever signed hears of what
the reminders did not mend.
"""

from typing import Final

from services.notifications.domain.rule import SERVICE, Audience, Occasion, Rule
from shared.events.activity import Kind
from shared.events.catalogue import (
    ACTIVITY_CANCELLED,
    ACTIVITY_CORRECTED,
    ACTIVITY_PLANNED,
    ACTIVITY_RESCHEDULED,
    ACTIVITY_WITHDRAWN,
    AGREEMENT_PUBLISHED,
    DONE_TYPES,
    MEASURE_CORRECTED,
    MEASURE_DECLINED,
    MEASURE_PROPOSED,
    MEASURE_REOPENED,
    MEASURE_TRANSFERRED,
    MEASURE_WITHDRAWN,
    STATUS_CHANGED,
    TIP_RECEIVED,
)
from shared.events.cloudevent import Event
from shared.events.status import State

_ANSWERS, _TOLD, _OF_STATUS = Audience.RESPONSIBLE_OF_COUNTS, Audience.TOLD_BEFORE, Audience.RESPONSIBLE_OF_STATUS
_UNDONE, _SIGNED = Audience.CONCERNED, Audience.SIGNATORIES
_QUARTER: Final = 90  # days


def _hears(name: str, types: set[str], audience: Audience, summary: str, *, urgent: bool = False) -> Rule:
    return Rule(name, audience, urgent, summary, frozenset(types))


def _status(name: str, states: set[State], summary: str, *, urgent: bool, after: set[State] | None = None) -> Rule:
    of, before = frozenset({STATUS_CHANGED}), frozenset(after or ())
    return Rule(name, _OF_STATUS, urgent, summary, of, frozenset(states), before)


def _agreement(name: str, changes: set[str], summary: str) -> Rule:
    return Rule(name, Audience.PARTIES, False, summary, frozenset({AGREEMENT_PUBLISHED}), frozenset(changes))


def _in_time(name: str, audience: Audience, occasion: Occasion, summary: str, *, urgent: bool = False) -> Rule:
    return Rule(name, audience, urgent, summary, occasion=occasion)


RULES: tuple[Rule, ...] = (
    # what is planned and done
    _hears(
        "walk-completed",
        {DONE_TYPES[Kind.WALK]},
        _ANSWERS,
        "En trygghetsvandring är genomförd: till dem som ansvarar för löftena den räknas mot.",
    ),
    _hears(
        "meeting-held",
        {DONE_TYPES[Kind.MEETING]},
        _ANSWERS,
        "Ett möte är hållet: till dem som ansvarar för löftena det räknas mot.",
    ),
    _hears(
        "activity-planned",
        {ACTIVITY_PLANNED},
        _ANSWERS,
        "En aktivitet är planerad: en gång, och en gång för en hel serie, till dem som ansvarar för löftena.",
    ),
    _hears(
        "activity-rescheduled",
        {ACTIVITY_RESCHEDULED},
        _TOLD,
        "En planerad aktivitet är flyttad: till dem som tidigare fått veta att den är planerad.",
    ),
    _hears(
        "activity-cancelled",
        {ACTIVITY_CANCELLED},
        _ANSWERS,
        "En planerad aktivitet är inställd: till dem som ansvarar för löftena.",
    ),
    _hears(
        "activity-corrected",
        {ACTIVITY_CORRECTED, ACTIVITY_PLANNED},  # a plan that says something else of the same time is planned anew
        _TOLD,
        "Uppgifter om en aktivitet är rättade: till dem som tidigare fått veta av den.",
    ),
    _hears(
        "activity-withdrawn",
        {ACTIVITY_WITHDRAWN},
        _TOLD,
        "En aktivitet är återtagen: till dem som tidigare fått veta att den ägt rum.",
    ),
    _hears(
        "tip-received",
        {TIP_RECEIVED},
        Audience.RECIPIENTS,
        "Ett tips har kommit in: till polisen i kommunen, utan tipsets text.",
        urgent=True,
    ),
    # measures
    _hears(
        "measure-assigned",
        {MEASURE_PROPOSED, MEASURE_TRANSFERRED},
        Audience.ASSIGNED,
        "En åtgärd är föreslagen eller överlämnad: till den part som ska utföra den.",
    ),
    _hears(
        "measure-reopened",
        {MEASURE_REOPENED},
        Audience.ASSIGNED,
        "En senare vandring fann att åtgärden inte är utförd: till den part som ska utföra den.",
    ),
    _hears(
        "measure-declined",
        {MEASURE_DECLINED},
        Audience.PROPOSER,
        "En åtgärd är avslagen: till den part som föreslog den, med skälet.",
    ),
    _hears(
        "measure-corrected",
        {MEASURE_CORRECTED},
        _TOLD,
        "Uppgifter om en åtgärd är rättade: till dem som tidigare fått veta av den.",
    ),
    _hears(
        "measure-withdrawn",
        {MEASURE_WITHDRAWN},
        _TOLD,
        "En åtgärd är återtagen: till dem som tidigare fått veta av den.",
    ),
    _in_time(
        "measure-due-soon",
        _UNDONE,
        Occasion("measure", (-7,)),
        "En vecka till en åtgärds sista dag: till den som ska utföra den.",
    ),
    _in_time(
        "measure-overdue",
        _UNDONE,
        Occasion("measure", (1,)),
        "En åtgärds sista dag har gått: till den som ska utföra den.",
        urgent=True,
    ),
    _in_time(
        "measure-reminder",
        _UNDONE,
        Occasion("measure", (8, 22, 50), _QUARTER),
        "Påminnelse om en försenad åtgärd, med växande mellanrum tills den är utförd.",
    ),
    _in_time(
        "measure-escalated",
        _SIGNED,
        Occasion("measure", (78,)),
        "En åtgärd är försenad trots påminnelser: till dem som undertecknat överenskommelsen.",
        urgent=True,
    ),
    # how a promise goes
    _status("status-at-risk", {State.AT_RISK}, "Ett löfte är i riskzonen: till dem som ansvarar för det.", urgent=True),
    _status(
        "status-behind", {State.BEHIND}, "Ett löfte ligger efter plan: till dem som ansvarar för det.", urgent=True
    ),
    _status("status-stalled", {State.STALLED}, "Ett löfte har avstannat: till dem som ansvarar för det.", urgent=False),
    _status(
        "status-fulfilled", {State.FULFILLED}, "Ett löfte är genomfört: till dem som ansvarar för det.", urgent=False
    ),
    _status(
        "status-unfulfilled",
        {State.NOT_STARTED, State.ON_TRACK, State.ONGOING, State.PARTLY_FULFILLED, State.NOT_FULFILLED},
        "Ett löfte är inte längre genomfört, sedan något har rättats eller återtagits: till dem som ansvarar för det.",
        urgent=False,
        after={State.FULFILLED},
    ),
    Rule(
        "status-mended",
        _TOLD,
        False,
        "Ett löfte är inte längre i riskzonen eller efter plan: till dem som tidigare fått veta att det var det.",
        frozenset({STATUS_CHANGED}),
        frozenset({State.NOT_STARTED, State.ON_TRACK, State.ONGOING, State.PARTLY_FULFILLED, State.NOT_FULFILLED}),
        frozenset({State.AT_RISK, State.BEHIND}),
    ),
    _in_time(
        "status-reminder",
        _UNDONE,
        Occasion("status", (14, 42, 98), _QUARTER),
        "Påminnelse om ett löfte i riskzonen, efter plan eller avstannat, med växande mellanrum tills det är åtgärdat.",
    ),
    _in_time(
        "status-escalated",
        _SIGNED,
        Occasion("status", (126,)),
        "Ett löfte är inte åtgärdat trots påminnelser: till dem som undertecknat överenskommelsen.",
        urgent=True,
    ),
    # the agreement and its end
    _agreement("agreement-published", {"published"}, "En överenskommelse är publicerad: till alla dess parter."),
    _agreement(
        "agreement-amended",
        {"amended", "extended", "ended", "replaced"},
        "En överenskommelse är ändrad, förlängd, avslutad i förtid eller ersatt: till alla dess parter.",
    ),
    _in_time(
        "assessment-asked",
        _UNDONE,
        Occasion("assessment", (1,)),
        "Perioden är slut: till varje part, att följa upp de löften som den ansvarar för.",
    ),
    _in_time(
        "assessment-reminder",
        _UNDONE,
        Occasion("assessment", (15, 43, 99)),
        "Påminnelse till den part som ännu inte har följt upp alla sina löften.",
    ),
    _in_time(
        "assessment-escalated",
        _SIGNED,
        Occasion("assessment", (127,)),
        "Löften är inte uppföljda trots påminnelser: till dem som undertecknat överenskommelsen.",
    ),
    # residents who follow
    Rule(
        "follow-status",
        Audience.FOLLOWERS,
        False,
        "Ett löfte har gått över i ett annat läge: till invånare som följer det.",
        frozenset({STATUS_CHANGED}),
    ),
    Rule(
        "follow-agreement",
        Audience.FOLLOWERS,
        False,
        "En överenskommelse är ändrad, förlängd, avslutad i förtid eller ersatt: till invånare som följer den.",
        frozenset({AGREEMENT_PUBLISHED}),
        frozenset({"amended", "extended", "ended", "replaced"}),
    ),
    _hears(
        "follow-walk-planned",
        {ACTIVITY_PLANNED},
        Audience.FOLLOWERS,
        "En trygghetsvandring är planerad: till invånare som följer löftet eller kommunen.",
    ),
    _hears(
        "follow-walk-moved",
        {ACTIVITY_RESCHEDULED},
        Audience.FOLLOWERS,
        "En kommande trygghetsvandring är flyttad: till invånare som följer löftet eller kommunen.",
    ),
    _hears(
        "follow-walk-corrected",
        {ACTIVITY_PLANNED},  # a plan that says something else of the same time is planned anew
        Audience.FOLLOWERS,
        "Uppgifter om en kommande trygghetsvandring är rättade: till invånare som tidigare fått veta av den.",
    ),
    _hears(
        "follow-walk-cancelled",
        {ACTIVITY_CANCELLED, ACTIVITY_WITHDRAWN},
        Audience.FOLLOWERS,
        "En kommande trygghetsvandring blir inte av: till invånare som följer löftet eller kommunen.",
    ),
    # the service itself
    Rule("digest", Audience.ENDPOINT, False, "Sammandraget: det som inte brådskar, samlat för dagen eller veckan."),
    Rule("follow-digest", Audience.ENDPOINT, False, "Sammandraget till en invånare som har bett om ett i veckan."),
    Rule("follow-confirmation", Audience.ENDPOINT, True, "En länk som bekräftar att en invånare vill följa något."),
    Rule("endpoint-confirmation", Audience.ENDPOINT, True, "En länk att bekräfta en ny adress med."),
    Rule("endpoint-test", Audience.ENDPOINT, True, "Ett provmeddelande, när någon ber om det."),
    Rule(
        "endpoint-disabled",
        Audience.OWNER,
        True,
        "En adress eller prenumeration tar inte längre emot: till partens övriga adresser.",
    ),
)

RULES_BY_ID: dict[str, Rule] = {rule.id: rule for rule in RULES}

# The rules that an endpoint can choose among; the service's own always reach it.
CHOOSABLE: tuple[str, ...] = tuple(rule.id for rule in RULES if rule.audience not in SERVICE | {Audience.FOLLOWERS})

# Those that tell nothing but the link that confirms an address.
CONFIRMATIONS: frozenset[str] = frozenset({"endpoint-confirmation", "follow-confirmation"})

# The event types that anybody is told of; no other needs to be read for it.
WANTED: frozenset[str] = frozenset().union(*(rule.types for rule in RULES))


def rules_for(event: Event) -> list[Rule]:
    """The rules by which an event is told to parties, in the table's order."""
    return [rule for rule in RULES if rule.audience is not Audience.FOLLOWERS and rule.hears(event)]


def rules_for_followers(event: Event) -> list[Rule]:
    """The rules by which it is told to residents."""
    return [rule for rule in RULES if rule.audience is Audience.FOLLOWERS and rule.hears(event)]


def occasions(concern: str) -> list[tuple[Rule, Occasion]]:
    """The rules that time makes speak of a kind of undone thing."""
    return [(rule, rule.occasion) for rule in RULES if rule.occasion and rule.occasion.concern == concern]

"""Rules: who is told what, as the table stands."""

from typing import Any

from services.notifications.api import PREFIX
from services.notifications.channels.language import LANGUAGES, spoken
from services.notifications.domain.rule import Audience, ConcernKind, Rule
from services.notifications.domain.rules import RULES
from shared.events.record import Record, Words
from shared.http.auth import needs
from shared.http.blueprint import Blueprint
from shared.http.paging import NumberArgs, Page, example_of, page_of, skip_of

blp = Blueprint(
    "rules",
    __name__,
    url_prefix=PREFIX,
    description="Rules: who is told what. Regler: vem som får veta vad.",
)


class OccasionAnswer(Record, frozen=True):
    """When time makes a rule speak: so many days after (before, when negative) the day that it is counted from.

    That is a measure's last day, the day since which a promise has been at risk, behind or stalled, the last day of the
    agreement. `again`: and then every so many days, for as long as it is undone.
    """

    concern: ConcernKind
    days: list[int]
    again: int | None


class RuleAnswer(Record, frozen=True):
    """A rule: the event types it hears, the states it asks for (none: any), and the parties it tells.

    `summary` is what it does, in either language. `after` are the states that it must have left (none: any). One with
    an `occasion` is made to speak by time.
    """

    id: str
    summary: Words
    types: list[str]
    states: list[str]
    after: list[str]
    occasion: OccasionAnswer | None
    audience: Audience
    urgent: bool


class RulePage(Page, frozen=True, kw_only=True):
    """A page of rules."""

    items: list[RuleAnswer]


EXAMPLE: dict[str, Any] = {
    "id": "status-behind",
    "summary": {
        "sv": "Ett löfte ligger efter plan: till dem som ansvarar för det.",
        "en": "A promise is behind plan: to those who answer for it.",
    },
    "types": ["se.loftet.status.changed.v1"],
    "states": ["behind"],
    "after": [],
    "occasion": None,
    "audience": "responsible-of-status",
    "urgent": True,
}


@blp.route("/rules", methods=["GET"])
@needs("notifications:read")
@blp.arguments(NumberArgs, location="query")
@blp.response(
    200,
    RulePage,
    description="A page of rules.",
    example=example_of(EXAMPLE),
)
def list_rules(args: dict[str, Any]) -> RulePage:
    """List the rules.

    Endpoints choose among them by id. They change only with the service itself. Lista reglerna.
    """
    page = RULES[skip_of(args) :][: args["limit"]]
    return RulePage(**page_of([_answer(rule) for rule in page], len(RULES), args))


def _answer(rule: Rule) -> RuleAnswer:
    on = rule.occasion
    return RuleAnswer(
        id=rule.id,
        summary=Words(**{code: spoken(code).words["summaries"][rule.id] for code in LANGUAGES}),
        types=sorted(rule.types),
        states=sorted(rule.states),
        after=sorted(rule.after),
        occasion=OccasionAnswer(concern=on.concern, days=list(on.days), again=on.again) if on else None,
        audience=rule.audience,
        urgent=rule.urgent,
    )

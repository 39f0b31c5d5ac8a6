"""Those who signed: who they are, and when it is their turn."""

import pytest

from services.notifications.domain.concern import concern_of
from services.notifications.domain.delivery import NO_ENDPOINT, NO_OTHER_ENDPOINT, NOT_WANTED
from services.notifications.domain.endpoint import Endpoint
from services.notifications.domain.escalating import in_turn, may_escalate
from services.notifications.domain.plan import Cause, to_party
from services.notifications.domain.preview import NotTold, example_of, notices_of
from services.notifications.domain.rule import ConcernKind
from services.notifications.domain.rules import RULES_BY_ID
from services.notifications.domain.service import disabling
from shared.events.agreement import Signatory
from shared.events.status import State
from tests.unit.notifications.events import BOTH, NOW, WALKS, agreement, endpoint, measure, status

SIGNED = concern_of(agreement(signatories=(Signatory(party="region-sormland", role="chef"),)))


@pytest.mark.parametrize(
    ("rule", "event"),
    [
        ("measure-escalated", measure(promises=(WALKS,))),
        ("status-escalated", status(State.BEHIND)),
        ("assessment-escalated", agreement(signatories=(Signatory(party="region-sormland", role="chef"),))),
    ],
)
def test_a_preview_of_an_escalation_names_those_who_signed(rule: str, event: object) -> None:
    assert SIGNED is not None

    assert list(notices_of(RULES_BY_ID[rule], event, [SIGNED])) == ["region-sormland"]  # type: ignore[arg-type]


def test_a_preview_of_an_escalation_of_which_no_agreement_is_known_says_so() -> None:
    with pytest.raises(NotTold, match="whose agreement is known"):
        notices_of(RULES_BY_ID["measure-escalated"], measure())


@pytest.mark.parametrize(("kind", "days"), [("measure", 78), ("status", 126), ("assessment", 127)])
def test_it_is_their_turn_once_others_were_reminded_and_only_once(kind: ConcernKind, days: int) -> None:
    escalated, reminder = RULES_BY_ID[f"{kind}-escalated"], RULES_BY_ID[f"{kind}-reminder"]

    assert (may_escalate(kind, days - 1), may_escalate(kind, days)) == (False, True)
    assert in_turn(kind, escalated, frozenset()) == reminder
    assert in_turn(kind, escalated, frozenset({reminder.id})) == escalated
    assert in_turn(kind, reminder, frozenset({reminder.id})) == escalated
    assert in_turn(kind, reminder, frozenset({reminder.id, escalated.id})) == reminder


def test_a_party_that_is_reached_nowhere_else_has_a_row_that_says_just_that() -> None:
    # given a party whose only address has been disabled
    (row,) = disabling(BOTH[0], "trygghet", "mail", "refused", [endpoint(BOTH[0])], NOW)

    assert (row.state, row.reason) == ("suppressed", NO_OTHER_ENDPOINT)


def test_a_party_that_has_none_or_asks_for_something_else_has_a_row_that_says_that() -> None:
    rule, cause = RULES_BY_ID["status-behind"], Cause(key=("x",), id="x", type="x")
    asks: list[Endpoint] = [endpoint(BOTH[0], None, "tip-received")]

    reasons = [to_party(cause, rule, example_of(rule), BOTH[0], having, NOW)[0].reason for having in ([], asks)]

    assert reasons == [NO_ENDPOINT, NOT_WANTED]

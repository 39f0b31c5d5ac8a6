"""Drafts of agreements: unfinished as long as need be, and a version of an agreement once."""

from collections.abc import Callable
from typing import get_args

import pytest

from services.activities.domain.agreement_draft import (
    ALLOWED,
    AgreementDraft,
    Operation,
    State,
    became,
    begin,
    must_allow,
    must_be_ready,
    rewrite,
    state_of,
)
from services.activities.domain.refusal import Conflict, Refused
from services.activities.domain.unfinished import UnfinishedAgreement, begun
from services.activities.domain.versions import publish
from shared.events.agreement import Agreement
from tests.unit.activities.things import NOW, TOWN, agreement


def draft() -> AgreementDraft:
    return begin(begun(agreement()), "d", TOWN, NOW).record


def published() -> AgreementDraft:
    return became(draft(), publish(agreement(), NOW).latest, NOW).record


STATES: dict[State, Callable[[], AgreementDraft]] = {"draft": draft, "published": published}


@pytest.mark.parametrize("state", get_args(State))
@pytest.mark.parametrize("operation", get_args(Operation))
def test_a_draft_allows_what_the_table_says_and_a_refusal_says_what_it_allows(state: State, operation: Operation):
    made = STATES[state]()
    assert state_of(made) == state

    if operation in ALLOWED[state]:
        must_allow(made, operation)
    else:
        with pytest.raises(Conflict) as conflict:
            must_allow(made, operation)

        assert conflict.value.allowed == ALLOWED[state]
        assert "version 1 of ort-2021" in conflict.value.detail


def test_what_does_not_hold_together_is_kept_with_the_draft_and_stops_nothing_but_its_publication():
    unfinished = begin(begun(agreement(promises=())), "d", TOWN, NOW)
    finished = rewrite(unfinished.record, begun(agreement()), TOWN, NOW)

    assert unfinished.event is None, "a draft concerns nobody else yet"
    assert [each.property for each in unfinished.record.findings if each.blocks] == ["promises"]
    with pytest.raises(Refused, match="does not hold together yet"):
        must_be_ready(unfinished.record)
    assert ([each for each in finished.record.findings if each.blocks], finished.record.revision) == ([], 2)
    must_be_ready(finished.record)


def test_an_unfinished_agreement_has_the_fields_of_an_agreement():
    assert set(UnfinishedAgreement.__struct_fields__) == set(Agreement.__struct_fields__)

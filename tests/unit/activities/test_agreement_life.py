"""What may become of an agreement once it is published, and what that makes of the days on which it holds."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, get_args

import msgspec
import pytest

from services.activities.domain.agreement_life import (
    ALLOWED,
    Ending,
    Extension,
    Operation,
    Replacement,
    State,
    end,
    extend,
    replace,
    state_of,
)
from services.activities.domain.refusal import Conflict, Refused
from services.activities.domain.versions import amend, publish, version_of
from shared.events.agreement import Agreement, AgreementPublished, Municipality, Party, PartyKind, Period
from tests.unit.activities.things import NOW, agreement

LATER = datetime(2021, 9, 1, tzinfo=UTC)
JUNE, DECEMBER, NEXT_JUNE = date(2021, 6, 30), date(2021, 12, 31), date(2022, 6, 30)
WHY = "Parterna är överens."


def signed(**changes: Any) -> AgreementPublished:
    return publish(agreement(**changes), NOW)


def successor(start: date = date(2021, 8, 1), **changes: Any) -> AgreementPublished:
    return signed(id="ort-ny", period=Period(start=start, end=NEXT_JUNE), **changes)


def ended(last_day: date = JUNE, published: AgreementPublished | None = None) -> AgreementPublished:
    return end(published or signed(), Ending(last_day=last_day, reason=WHY), LATER)


def extended(last_day: date = NEXT_JUNE, published: AgreementPublished | None = None) -> AgreementPublished:
    return extend(published or signed(), Extension(last_day=last_day, reason=WHY), LATER)


def replaced(other: AgreementPublished | None, published: AgreementPublished | None = None) -> AgreementPublished:
    said = Replacement(replaced_by=other.agreement_id if other else "ort-ny", reason=WHY)
    return replace(published or signed(), said, other, LATER)


def wrong(change: Callable[[], object]) -> dict[str, str]:
    with pytest.raises(Refused) as refused:
        change()
    return {each.property: each.reason for each in refused.value.reasons}


STATES: dict[State, Callable[[], AgreementPublished]] = {
    "signed": signed,
    "ended": ended,
    "replaced": lambda: replaced(successor()),
}
OPERATIONS: dict[Operation, Callable[[AgreementPublished], AgreementPublished]] = {
    "amendment": lambda before: amend(before, agreement(title="Rättad"), WHY, LATER),
    "ending": lambda before: ended(date(2021, 5, 31), before),
    "extension": lambda before: extended(NEXT_JUNE, before),
    "replacement": lambda before: replaced(successor(), before),
}


@pytest.mark.parametrize("state", get_args(State))
@pytest.mark.parametrize("operation", get_args(Operation))
def test_an_agreement_allows_what_the_table_says_and_a_refusal_says_what_it_allows(state: State, operation: Operation):
    before = STATES[state]()
    assert state_of(before.latest.agreement) == state

    if operation in ALLOWED[state]:
        after = OPERATIONS[operation](before)

        assert after.latest.version == before.latest.version + 1
        assert (after.versions[:-1], after.latest.reason) == (before.versions, WHY)
    else:
        with pytest.raises(Conflict) as conflict:
            OPERATIONS[operation](before)

        assert conflict.value.allowed == ALLOWED[state]


def test_each_version_says_what_made_it_so():
    published = replaced(successor(date(2022, 1, 1)), extended(published=ended(published=amended(title="Rättad"))))

    assert [each.change for each in published.versions] == ["published", "amended", "ended", "extended", "replaced"]


def amended(published: AgreementPublished | None = None, **changes: Any) -> AgreementPublished:
    return amend(published or signed(), agreement(**changes), WHY, LATER)


def test_an_agreement_that_is_ended_holds_until_its_last_day_and_keeps_the_period_that_was_signed():
    after = ended().latest.agreement

    assert (after.closed_on, after.period.end) == (JUNE, DECEMBER)
    assert after.in_effect == Period(start=date(2021, 1, 1), end=JUNE)


def test_another_ending_moves_the_last_day_and_the_signed_one_takes_the_ending_back():
    moved = ended(date(2021, 9, 30), ended())
    back = ended(DECEMBER, moved)

    assert moved.latest.agreement.closed_on == date(2021, 9, 30)
    assert (back.latest.agreement.closed_on, state_of(back.latest.agreement)) == (None, "signed")


@pytest.mark.parametrize("day", [date(2020, 12, 31), date(2022, 1, 1), DECEMBER])
def test_an_ending_is_a_day_of_the_period_other_than_the_last(day: date):
    assert "lastDay" in wrong(lambda: ended(day))


def test_an_extension_moves_the_end_of_the_period_and_takes_an_ending_back():
    after = extended(published=ended()).latest.agreement

    assert (after.period, after.closed_on) == (Period(start=date(2021, 1, 1), end=NEXT_JUNE), None)


@pytest.mark.parametrize("day", [JUNE, DECEMBER, date(2034, 1, 1)])
def test_an_extension_goes_beyond_what_was_signed_and_not_beyond_twelve_years(day: date):
    assert "lastDay" in wrong(lambda: extended(day))


@pytest.mark.parametrize(
    ("begins", "before", "closed_on"),
    [
        (date(2021, 8, 1), signed, date(2021, 7, 31)),
        (date(2022, 1, 1), signed, None),
        (date(2022, 3, 1), signed, None),
        (date(2021, 8, 1), ended, JUNE),
        (date(2021, 5, 1), ended, date(2021, 4, 30)),
    ],
)
def test_a_replaced_agreement_holds_until_the_day_before_the_other_begins_at_the_longest(
    begins: date, before: Callable[[], AgreementPublished], closed_on: date | None
):
    after = replaced(successor(begins), before()).latest.agreement

    assert (after.closed_on, after.replaced_by, after.period.end) == (closed_on, "ort-ny", DECEMBER)


def test_an_agreement_is_replaced_by_another_of_its_municipality_that_begins_later_and_is_not_replaced_by_it():
    elsewhere = successor(municipality=Municipality(code="0180", name="Stockholm"))
    circular = msgspec.structs.replace(successor().latest.agreement, replaced_by="ort-2021")

    for other in (None, elsewhere, successor(date(2021, 1, 1)), signed(), publish_as_it_is(circular)):
        assert "replacedBy" in wrong(lambda other=other: replaced(other))  # type: ignore[misc]


def publish_as_it_is(content: Agreement) -> AgreementPublished:
    first = successor()
    (version,) = first.versions
    return msgspec.structs.replace(first, versions=(msgspec.structs.replace(version, agreement=content),))


def test_an_amendment_keeps_what_an_ending_and_a_replacement_have_set_whether_it_repeats_it_or_not():
    before = replaced(successor())
    repeated = msgspec.structs.replace(before.latest.agreement, title="Rättad")

    silent, repeating = amended(before, title="Rättad"), amend(before, repeated, WHY, LATER)

    assert silent.latest.agreement == repeating.latest.agreement == repeated
    assert amend(before, agreement(), None, LATER) is before, "the document is the same"


@pytest.mark.parametrize(
    ("changes", "where", "operation"),
    [({"closed_on": JUNE}, "closedOn", "/ending"), ({"replaced_by": "ort-ny"}, "replacedBy", "/replacement")],
)
def test_a_document_that_ends_or_replaces_itself_is_told_which_operation_does(
    changes: dict[str, Any], where: str, operation: str
):
    assert operation in wrong(lambda: publish(agreement(**changes), NOW))[where]
    assert operation in wrong(lambda: amended(**changes))[where]


def test_an_amendment_of_the_period_leaves_the_day_in_it_on_which_the_agreement_was_ended():
    shorter = Period(start=date(2021, 7, 1), end=DECEMBER)

    assert "period" in wrong(lambda: amended(ended(), period=shorter))


def test_an_earlier_version_is_found_whole():
    published = amended(title="Rättad")

    first = version_of(published, 1)

    assert first is not None
    assert (first.agreement.title, version_of(published, 3)) == ("Medborgarlöften", None)


@pytest.mark.parametrize("kind", get_args(PartyKind))
def test_parties_are_an_open_list(kind: PartyKind):
    party = Party(id="parten", name="Parten", kind=kind)

    assert publish(agreement(parties=(*agreement().parties, party)), NOW).latest.agreement.parties[-1] == party

"""The parties' own verdicts: each party's is needed, agreement is the verdict, and disagreement is shown."""

from datetime import date
from typing import Any

import msgspec
import pytest

from services.reports.domain.assessments import Assessments, assessments_of
from shared.events.agreement import Period
from shared.events.assessment import Assessment
from tests.unit.reports.samples import KOMMUN, POLIS, agreement, at

VERSION = agreement()
PROMISE = VERSION.agreement.promises[0]
FIRST_YEAR = Period(start=date(2021, 1, 1), end=date(2021, 12, 31))
SECOND_YEAR = Period(start=date(2022, 1, 1), end=date(2022, 12, 31))


def signed(party: str, on: str = "2022-01-20", revision: int = 1, **fields: Any) -> Assessment:
    told = {
        "id": f"{party}-{fields.get('period', FIRST_YEAR).end}",
        "revision": revision,
        "municipality": "0140",
        "municipality_name": "Nykvarn",
        "reported_by": party,
        "reported_at": at(on),
        "agreement": "a",
        "promise": "p",
        "promise_title": "Löftet",
        "responsible": (KOMMUN, POLIS),
        "period": FIRST_YEAR,
        "state": "signed",
        "delivery": "fulfilled",
        "effect": "improved",
        "narrative": "Det gick bra.",
        "signed_by": "Säkerhetschef",
        "signed_on": date.fromisoformat(on),
    }
    return Assessment(**told | fields)


def said(*assessments: Assessment, as_of: str = "2023-06-01", known_at: str | None = None) -> Assessments:
    histories: dict[str, dict[int, Assessment]] = {}
    for one in assessments:
        histories.setdefault(one.id, {})[one.revision] = one
    return assessments_of(PROMISE, (VERSION,), histories.values(), at(as_of), at(known_at or as_of))


def test_where_nobody_has_signed_all_are_missing_and_nothing_is_assessed() -> None:
    assert said() == Assessments(missing=(KOMMUN, POLIS))


def test_while_one_partys_word_is_missing_the_promise_is_not_assessed_but_the_others_is_shown() -> None:
    found = said(signed(POLIS))

    assert [(one.party, one.party_name) for one in found.signed] == [(POLIS, "Polisen Södertälje")]
    assert (found.missing, found.agree, found.effect) == ((KOMMUN,), True, "not_assessed")


def test_what_all_parties_say_is_the_promises_effect() -> None:
    found = said(signed(POLIS), signed(KOMMUN))

    assert [one.party for one in found.signed] == [KOMMUN, POLIS], "as the promise names them"
    assert (found.period, found.missing, found.agree, found.effect) == (FIRST_YEAR, (), True, "improved")


@pytest.mark.parametrize(
    ("differing", "effect"),
    [({"effect": "unchanged"}, "not_assessed"), ({"delivery": "partly_fulfilled"}, "improved")],
)
def test_where_parties_differ_that_is_said_and_neither_wins(differing: dict[str, str], effect: str) -> None:
    found = said(signed(POLIS), signed(KOMMUN, **differing))

    assert (found.agree, found.effect) == (False, effect)


def test_the_latest_period_that_anybody_signed_for_is_what_is_shown() -> None:
    found = said(signed(POLIS), signed(KOMMUN), signed(KOMMUN, "2023-01-20", period=SECOND_YEAR, effect="worse"))

    assert (found.period, found.missing, found.effect) == (SECOND_YEAR, (POLIS,), "not_assessed")
    assert [one.effect for one in found.signed] == ["worse"]


def test_a_later_verdict_replaces_the_earlier_which_stands_as_of_the_days_between() -> None:
    first, second = signed(KOMMUN), signed(KOMMUN, "2022-03-01", revision=2, effect="unchanged")

    assert [one.effect for one in said(second, first).signed] == ["unchanged"]
    assert [one.effect for one in said(second, first, as_of="2022-02-01", known_at="2022-04-01").signed] == ["improved"]


def test_a_verdict_counts_from_when_it_was_signed_and_is_known_from_when_it_was_reported() -> None:
    late = signed(KOMMUN, reported_at=at("2022-02-15"))

    assert said(late, as_of="2022-01-19", known_at="2022-03-01").signed == ()
    assert said(late, as_of="2022-01-20", known_at="2022-02-14").signed == ()
    assert len(said(late, as_of="2022-01-20", known_at="2022-02-15").signed) == 1


def test_what_was_withdrawn_never_was_once_that_is_known() -> None:
    withdrawn = signed(KOMMUN, reported_at=at("2022-02-15"), revision=2, state="withdrawn")

    assert said(signed(KOMMUN), withdrawn).signed == ()
    assert len(said(signed(KOMMUN), withdrawn, known_at="2022-02-01").signed) == 1


def test_a_period_is_signed_for_by_those_that_answered_at_its_end_whoever_took_over_since() -> None:
    # given a year on which both parties differ, and an amendment after it by which another answers instead of one
    promise = msgspec.structs.replace(PROMISE, responsible=("region", POLIS))
    taken_over = msgspec.structs.replace(
        VERSION,
        version=2,
        in_force_from=at("2022-03-01"),
        agreement=msgspec.structs.replace(VERSION.agreement, promises=(promise,)),
    )
    both = [{1: signed(KOMMUN)}, {1: signed(POLIS, delivery="not_fulfilled", effect="worse")}]

    found = assessments_of(promise, (VERSION, taken_over), both, at("2022-06-01"), at("2022-06-01"))

    # then both signatures and the disagreement stand, and the newcomer owes nothing
    assert ([one.party for one in found.signed], found.missing, found.agree) == ([KOMMUN, POLIS], (), False)
    assert found.signed[0].party_name == "Nykvarns kommun"


def test_the_word_of_a_party_that_does_not_answer_for_the_promise_and_of_other_promises_is_not_taken() -> None:
    assert said(signed("someone-else"), signed(KOMMUN, promise="another")) == Assessments(missing=(KOMMUN, POLIS))

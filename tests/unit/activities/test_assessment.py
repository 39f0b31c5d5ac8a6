"""What a responsible party may sign of a promise, and what the parties say together."""

from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest

from services.activities.domain.assessment import (
    SaidAssessment,
    assessment_id,
    newest_with,
    sign,
    stands,
    withdraw,
)
from services.activities.domain.period import SaidPeriod
from services.activities.domain.refusal import Conflict, Forbidden, Refused
from services.activities.domain.verdicts import PeriodVerdicts, verdicts
from shared.events import catalogue
from shared.events.agreement import Counts
from shared.events.assessment import Assessment
from tests.unit.activities.things import NOW, POLICE, TOWN, agreement, published

PROMISE = "ort-2021-p1"
SPRING = SaidPeriod(start=date(2021, 1, 1), end=date(2021, 6, 30))
AUTUMN = SaidPeriod(start=date(2021, 7, 1), end=date(2021, 12, 31))


def said(**changes: Any) -> SaidAssessment:
    fields: dict[str, Any] = {
        "promise": PROMISE,
        "period": SPRING,
        "delivery": "partly_fulfilled",
        "effect": "improved",
        "narrative": "En vandring av två.",
        "signed_by": "säkerhetschef",
    }
    return SaidAssessment(**fields | changes)


def signed(party: str = TOWN, before: Assessment | None = None, now: datetime = NOW, **changes: Any) -> Assessment:
    return sign(said(**changes), party, agreement(), before, now).record


def wrong(now: datetime = NOW, **changes: Any) -> list[str]:
    with pytest.raises(Refused) as refused:
        signed(now=now, **changes)
    return [each.property for each in refused.value.reasons]


def test_a_responsible_party_signs_with_all_that_readers_need():
    change = sign(said(), TOWN, agreement(), None, NOW)

    made = change.record
    assert change.event == catalogue.ASSESSMENT_SIGNED
    assert (made.revision, made.reported_by, made.signed_on) == (1, TOWN, date(2021, 6, 1))
    assert (made.promise_title, made.responsible, made.agreement) == ("Löfte 1", (TOWN, POLICE), "ort-2021")


def test_it_is_signed_today_by_the_calendar_in_stockholm():
    late = datetime(2021, 6, 1, 22, 30, tzinfo=UTC)

    assert signed(now=late).signed_on == date(2021, 6, 2)


def test_the_id_is_the_promises_the_partys_and_the_periods():
    same = signed(delivery="fulfilled").id

    assert same == signed().id == assessment_id(PROMISE, TOWN, SPRING)
    assert same != signed(POLICE).id
    assert same != signed(now=datetime(2021, 8, 1, tzinfo=UTC), period=AUTUMN).id


def test_whoever_does_not_answer_for_the_promise_signs_nothing():
    with pytest.raises(Forbidden, match=f"{TOWN} and {POLICE}"):
        signed("ort-nattvandrarna")


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"period": SaidPeriod(start=date(2020, 12, 31), end=date(2021, 6, 30))}, ["period.start"]),
        ({"period": SaidPeriod(start=date(2021, 1, 1), end=date(2022, 1, 1))}, ["period.end"]),
        ({"period": SaidPeriod(start=date(2021, 5, 2), end=date(2021, 5, 1))}, ["period.end"]),
        ({"period": AUTUMN}, ["period.start"]),
        ({"signed_on": date(2021, 6, 2)}, ["signedOn"]),
        ({"signed_on": date(2020, 6, 2)}, ["signedOn"]),
        ({"narrative": "    "}, ["narrative"]),
        ({"promise": "ort-2021-p9"}, ["promise"]),
    ],
)
def test_what_does_not_hold_is_refused_with_the_property(changes: dict[str, Any], where: list[str]):
    assert wrong(**changes) == where


def test_within_an_agreement_that_was_ended_early_the_period_ends_with_it_unless_signed_before():
    ended = agreement(closed_on=date(2021, 5, 31))

    with pytest.raises(Refused, match=r"period\.end"):
        sign(said(), TOWN, ended, None, NOW)
    later = sign(said(delivery="fulfilled"), TOWN, ended, signed(), NOW).record
    assert (later.revision, later.delivery) == (2, "fulfilled")


def test_the_same_again_stands_whatever_the_day_unless_the_day_is_said():
    before = signed()
    tomorrow = datetime(2021, 6, 2, 12, tzinfo=UTC)

    def stands_still(now: datetime = tomorrow, **changes: Any) -> bool:
        return stands(before, signed(before=before, now=now, **changes), said(**changes))

    assert stands_still()
    assert stands_still(signed_on=date(2021, 6, 1))
    assert not stands_still(signed_on=date(2021, 6, 2))
    assert not stands_still(effect="unchanged")


def test_what_is_withdrawn_does_not_stand_and_can_only_be_signed_anew():
    change = withdraw(signed(), "Fel år.", NOW)

    gone = change.record
    assert (change.event, gone.state, gone.reason, gone.revision) == (
        catalogue.ASSESSMENT_WITHDRAWN,
        "withdrawn",
        "Fel år.",
        2,
    )
    with pytest.raises(Conflict) as again:
        withdraw(gone, "Igen.", NOW)
    assert again.value.allowed == ("signing",)
    anew = signed(before=gone)
    assert (anew.state, anew.reason, anew.revision) == ("signed", None, 3)
    assert not stands(gone, anew, said())


def test_a_promise_is_found_in_the_newest_version_that_has_it():
    two = agreement(Counts(), Counts())
    versions = published(two, agreement(title="Ändrade löften"))

    assert newest_with(versions, "ort-2021-p1") == (versions.latest.agreement, versions.latest.agreement.promises[0])
    assert newest_with(versions, "ort-2021-p2") == (two, two.promises[1])
    assert newest_with(versions, "ort-2021-p1-c") is None


def of_spring(*assessments: Assessment) -> PeriodVerdicts:
    of = agreement()
    (only,) = verdicts(of, of.promises[0], assessments).periods
    return only


def test_a_joint_promise_is_complete_when_every_responsible_party_has_signed():
    one = of_spring(signed())

    assert [(each.party, each.assessment is None) for each in one.parties] == [(TOWN, False), (POLICE, True)]
    assert (one.complete, one.missing) == (False, (POLICE,))
    assert (one.agree.delivery, one.agree.effect) == (None, None)
    both = of_spring(signed(), signed(POLICE, effect="unchanged"))
    assert (both.complete, both.missing) == (True, ())
    assert (both.agree.delivery, both.agree.effect) == (True, False)


def test_what_is_withdrawn_is_missing_again():
    gone = withdraw(signed(POLICE), "Fel år.", NOW).record

    assert of_spring(signed(), gone).missing == (POLICE,)
    assert verdicts(agreement(), agreement().promises[0], [gone]).periods == ()


def test_who_answered_for_the_promise_when_it_was_signed_is_shown_but_decides_nothing():
    former = msgspec.structs.replace(signed(POLICE, delivery="not_fulfilled"), reported_by="ort-bostader")

    found = of_spring(signed(), signed(POLICE), former)

    assert [(each.party, each.responsible) for each in found.parties] == [
        (TOWN, True),
        (POLICE, True),
        ("ort-bostader", False),
    ]
    assert (found.complete, found.agree.delivery) == (True, True)


def test_the_latest_period_comes_first():
    later = signed(now=datetime(2021, 8, 1, tzinfo=UTC), period=AUTUMN)

    found = verdicts(agreement(), agreement().promises[0], [signed(), later])

    assert [each.period.start for each in found.periods] == [AUTUMN.start, SPRING.start]

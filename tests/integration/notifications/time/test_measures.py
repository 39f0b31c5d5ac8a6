"""What time makes worth telling of measures: due soon, overdue, reminders that grow rarer, those who signed."""

from datetime import date, timedelta

from shared.events.agreement import AgreementPublished, Signatory
from shared.events.catalogue import (
    AGREEMENT_PUBLISHED,
    MEASURE_ACCEPTED,
    MEASURE_COMPLETED,
    MEASURE_CORRECTED,
    MEASURE_WITHDRAWN,
)
from tests.integration.notifications.time.passing import MUNICIPALITY, NEW_YEAR, POLICE, hear, let_pass, told
from tests.integration.notifications_house import House
from tests.unit.notifications.events import (
    BOTH,
    WALKS,
    agreement,
    event,
    measure,
)


def test_a_measure_is_asked_for_before_its_day_and_reminded_of_at_growing_intervals_until_those_who_signed_hear(
    notifications: House,
) -> None:
    hear(notifications, agreement(), measure())

    let_pass(notifications, 290)

    assert told(notifications, but=("agreement-published",)) == [
        ("measure-assigned", "01-01"),
        ("measure-due-soon", "01-24"),
        ("measure-overdue", "02-01"),
        ("measure-reminder", "02-08"),
        ("measure-reminder", "02-22"),
        ("measure-reminder", "03-22"),
        ("measure-escalated", "04-19"),
        ("measure-reminder", "07-18"),
        ("measure-reminder", "10-16"),
    ]
    assert told(notifications, POLICE, ("agreement-published",)) == [("measure-escalated", "04-19")]


def test_a_measure_is_escalated_to_those_who_signed_the_agreement_that_it_is_for(notifications: House) -> None:
    other = Signatory(party="region-sormland", role="chef")
    later = agreement(id="nykvarn-2023-2024", promises=(), signatories=(other,))
    late = AgreementPublished(agreement_id="nykvarn-2023-2024", municipality="0140", versions=later.data.versions)
    hear(notifications, agreement(), event(AGREEMENT_PUBLISHED, late, "later"), measure(promises=(WALKS,)))

    let_pass(notifications, 110)

    assert {one["party"] for one in notifications.log(rule="measure-escalated")} == set(BOTH)


def test_what_is_done_is_not_reminded_of_and_a_new_last_day_counts_anew(notifications: House) -> None:
    hear(notifications, measure())
    let_pass(notifications, 35)
    hear(notifications, measure("proposed", MEASURE_CORRECTED, revision=2, due_on=date(2022, 3, 31)))
    let_pass(notifications, 60)
    hear(notifications, measure("completed", MEASURE_COMPLETED, revision=3))
    let_pass(notifications, 60)

    assert told(notifications) == [
        ("measure-assigned", "01-01"),
        ("measure-due-soon", "01-24"),
        ("measure-overdue", "02-01"),
        ("measure-corrected", "02-05"),
        ("measure-due-soon", "03-24"),
        ("measure-overdue", "04-01"),
    ]


def test_whoever_a_measure_is_corrected_to_is_told_of_it_as_of_any_other_once(notifications: House) -> None:
    # given one that was proposed to the wrong party
    hear(notifications, measure(responsible=POLICE, due_on=None))

    # when that is corrected, and then a word of it
    right = {"responsible": MUNICIPALITY, "due_on": None}
    hear(notifications, measure("proposed", MEASURE_CORRECTED, revision=2, **right))
    let_pass(notifications, 1)
    hear(notifications, measure("proposed", MEASURE_CORRECTED, revision=3, title="Byt lampor", **right))

    # then
    assert told(notifications) == [("measure-assigned", "01-01"), ("measure-corrected", "01-02")]
    assert told(notifications, POLICE)[0][0] == "measure-assigned"


def test_an_earlier_revision_that_comes_late_wakes_nothing(notifications: House) -> None:
    hear(
        notifications,
        measure("completed", MEASURE_COMPLETED, revision=3),
        measure("accepted", MEASURE_ACCEPTED, revision=2),
    )

    let_pass(notifications, 60)

    assert told(notifications) == []


def test_a_measure_that_was_withdrawn_is_taken_back_once_from_whoever_knew(notifications: House) -> None:
    hear(notifications, measure())
    hear(notifications, measure("withdrawn", MEASURE_WITHDRAWN, revision=2, reason="Föreslogs två gånger."))
    hear(notifications, measure("withdrawn", MEASURE_WITHDRAWN, revision=2, reason="Föreslogs två gånger."))
    let_pass(notifications, 40)

    assert sorted(told(notifications)) == [("measure-assigned", "01-01"), ("measure-withdrawn", "01-01")]
    assert told(notifications, POLICE) == []


def test_whoever_was_away_tells_the_latest_occasion_of_the_week_and_no_older_one(notifications: House) -> None:
    hear(notifications, measure())

    let_pass(notifications, 36, a_day=36)

    assert told(notifications) == [("measure-assigned", "01-01"), ("measure-overdue", "02-06")]
    let_pass(notifications, 30, a_day=30)
    assert len(told(notifications)) == 2


def test_those_who_signed_hear_of_nothing_that_nobody_was_reminded_of(notifications: House) -> None:
    # given a measure that is heard of three days before those who signed would be told
    late = NEW_YEAR.date() - timedelta(days=75)
    hear(notifications, agreement(), measure(due_on=late, reported_at=NEW_YEAR))

    let_pass(notifications, 200)

    assert told(notifications, but=("agreement-published", "measure-assigned")) == [
        ("measure-reminder", "01-04"),
        ("measure-escalated", "04-04"),
        ("measure-reminder", "07-03"),
    ]
    assert told(notifications, POLICE, ("agreement-published",)) == [("measure-escalated", "04-04")]

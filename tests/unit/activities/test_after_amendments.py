"""What was so before an agreement was amended can be reported late, completed and corrected afterwards."""

from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest

from services.activities.domain import changes
from services.activities.domain.forms import SaidAttendance, SaidParticipant, SaidSpan
from services.activities.domain.in_force import InForce
from services.activities.domain.merging import agreed, drafted, merge
from services.activities.domain.refusal import Forbidden, Refused
from services.activities.domain.report import Completion, Correction, Report, Rescheduling, SentReport
from shared.events.activity import Activity, Kind
from shared.events.agreement import Agreement, AgreementPublished, AgreementVersion, Counts, Group, GroupMember, Party
from tests.unit.activities.things import TOWN, activity, agreement, local

AMENDED = datetime(2021, 6, 1, 12, tzinfo=UTC)
NOW = datetime(2021, 10, 1, 12, tzinfo=UTC)
LANDLORD, GONE = "bostadsbolaget", "ort-2021-p2"


def version(members: tuple[str, ...], groups: bool = True, **more: Any) -> Agreement:
    made = agreement(Counts(), Counts(), **more)
    parties = (*made.parties, Party(id=LANDLORD, name="Bostadsbolaget", kind="landlord"))
    group = Group(id="gruppen", name="Gruppen", members=tuple(GroupMember(name=each) for each in members))
    return msgspec.structs.replace(made, parties=parties, groups=(group,) if groups else ())


BEFORE = version(("Rektor", "Fritidschef"))
AFTER = msgspec.structs.replace(
    version(("Rektor", "Kulturchef")), parties=agreement().parties, promises=BEFORE.promises[:1]
)
DISSOLVED = version((), groups=False)
ENDED = msgspec.structs.replace(BEFORE, closed_on=date(2021, 4, 30))


def in_force(*versions: Agreement) -> InForce:
    numbered = tuple(
        AgreementVersion(version=number, in_force_from=AMENDED if number > 1 else local("2021-01-01"), agreement=each)
        for number, each in enumerate(versions, 1)
    )
    return InForce([AgreementPublished(agreement_id="ort-2021", municipality="0184", versions=numbered)])


def span(day: str) -> SaidSpan:
    return SaidSpan(start=local(day), end=local(day, "20:00"))


def meeting(day: str | None = "2021-05-06", **fields: Any) -> Report:
    when = {} if day is None else {"actual": span(day)}
    return Report(**{"municipality": "0184", "kind": Kind.MEETING, "group": "gruppen"} | when | fields)


def there(member: str) -> tuple[SaidAttendance, ...]:
    return (SaidAttendance(member=member, present=True),)


def report(said: Report, here: InForce, reporter: str = TOWN, now: datetime = NOW) -> Activity:
    return changes.begin(said, "id", reporter, here, now).record


FULL = meeting(
    attendance=there("Fritidschef"),
    participants=(SaidParticipant(name="Bostadsbolaget", party=LANDLORD),),
    promises=(GONE,),
)
LATER = [
    pytest.param(AFTER, id="members, a party and a promise are gone"),
    pytest.param(DISSOLVED, id="the group is gone"),
    pytest.param(ENDED, id="ended before its day"),
]


@pytest.mark.parametrize("amended", LATER)
def test_only_what_a_correction_touches_is_checked_again(amended: Agreement):
    told = report(FULL, in_force(BEFORE), now=AMENDED)

    corrected = changes.correct(told, Correction(reason="Stavfel.", outcome="Klart."), in_force(amended), NOW).record

    assert (corrected.outcome, corrected.attendance) == ("Klart.", told.attendance)


@pytest.mark.parametrize("amended", LATER)
def test_what_is_reported_late_is_held_against_what_was_in_force_on_its_day_and_since(amended: Agreement):
    told = report(FULL, in_force(BEFORE, amended))

    assert (told.narrowed_to, told.participants[0].party) == ((GONE,), LANDLORD)
    assert {each.commitment for each in told.counts} | set(told.earlier[0].commitments if told.earlier else ()) == {
        f"{GONE}-c"
    }


def test_what_was_renamed_is_known_by_both_names_for_the_days_before_and_by_the_new_one_after():
    here = in_force(BEFORE, AFTER)

    assert report(meeting(attendance=there("Fritidschef")), here)
    assert report(meeting(attendance=there("Kulturchef")), here)
    assert report(meeting("2021-09-01", attendance=there("Kulturchef")), here)
    with pytest.raises(Refused):
        report(meeting("2021-09-01", attendance=there("Fritidschef")), here)


def test_a_plan_is_completed_with_those_who_were_there_and_have_left_since():
    planned = report(meeting(None, planned=span("2021-05-06")), in_force(BEFORE))
    done = Completion(actual=span("2021-05-06"), attendance=there("Fritidschef"))

    assert changes.complete(planned, done, in_force(BEFORE, AFTER), NOW).record.attendance[0].member == "Fritidschef"


def test_the_senders_next_revision_is_held_against_the_same():
    def told(here: InForce, revision: int, **more: Any) -> Any:
        fields = {name: getattr(FULL, name) for name in Report.__struct_fields__} | more
        draft = drafted(SentReport(**fields, revision=revision), "id", LANDLORD, here, NOW)
        return agreed(draft, here, {}, NOW)

    first = told(in_force(BEFORE), 1)
    merged = merge(first, told(in_force(BEFORE, AFTER), 2, outcome="Klart."))

    assert merged is not None
    assert merged.change.record.outcome == "Klart."


def test_who_was_a_party_reports_of_the_days_until_it_left():
    here = in_force(BEFORE, AFTER)

    assert report(meeting(), here, LANDLORD).reported_by == LANDLORD
    with pytest.raises(Forbidden):
        report(meeting("2021-09-01"), here, LANDLORD)


def test_what_was_done_before_the_parties_ended_it_can_be_moved_to_another_day_before_that():
    here = in_force(BEFORE, ENDED)
    told = report(FULL, in_force(BEFORE))

    corrected = changes.correct(told, Correction(reason="Fel dag.", actual=span("2021-05-10")), here, NOW)

    assert corrected.record.span.start == local("2021-05-10")
    with pytest.raises(Refused):
        changes.correct(told, Correction(reason="Fel dag.", actual=span("2021-09-10")), here, NOW)


@pytest.mark.parametrize("day", ["2021-05-10", "2021-11-10"])
def test_nothing_is_planned_for_days_that_an_early_end_has_taken_away(day: str):
    here = in_force(BEFORE, ENDED)
    planned = activity(state="planned", actual=None, planned=activity().actual)

    with pytest.raises(Refused):
        report(meeting(None, planned=span(day)), here)
    with pytest.raises(Refused):
        changes.reschedule(planned, Rescheduling(planned=span(day), reason="Flyttad."), here, NOW)

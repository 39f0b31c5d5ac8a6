"""What a list of activities says of each: its named results, and who was there."""

import msgspec
import pytest

from services.reports.domain.promise import assess_commitments
from services.reports.web.view_deeds import deeds
from services.reports.web.words import result
from shared.events.activity import Attendance, Kind, Participant
from shared.events.agreement import Group, GroupMember
from tests.unit.reports.samples import KOMMUN, POLIS, activity, agreement, at

THERE = (Attendance(member="säkerhetschef", present=True),)
WITH = (
    Participant(name="Nykvarns kommun", party=KOMMUN),
    Participant(name="Polisen Södertälje", party=POLIS),
    Participant(name="Hyresgästerna"),
)


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("drivers-reported", 31, "Rapporterade förare: 31"),
        ("drivers-reported", 1, "Rapporterad förare: 1"),
        ("fines", 4, "Ordningsböter: 4"),
        ("utdelade-reflexer", 120, "Utdelade reflexer: 120"),
    ],
)
def test_a_named_result_reads_in_swedish(name: str, value: float, told: str) -> None:
    assert result(name, value) == told


def test_a_meeting_names_its_guests_and_not_the_parties_that_its_members_are_of() -> None:
    # given a group of which the municipality is a member, and which the police visited
    version = agreement()
    group = Group(id="g", name="Gruppen", members=(GroupMember(name="säkerhetschef", party=KOMMUN),))
    held = msgspec.structs.replace(version.agreement, groups=(group,))
    meeting = activity("2021-03-01", Kind.MEETING, group="g", attendance=THERE)
    meeting = msgspec.structs.replace(meeting, participants=WITH)

    # when it is told
    status = assess_commitments(held.promises[0], version, {}, at("2021-04-01"))
    (deed,) = deeds([meeting], status, held, {})

    # then the member stands as present, and the police and the others as guests
    assert deed.present == ("säkerhetschef",)
    assert deed.guests == ("Polisen Södertälje", "Hyresgästerna")

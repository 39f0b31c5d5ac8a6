"""What a walk leads to, followed from end to end: steps, places and measures, who met, and the verdicts."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from deploy.local import Stack
from shared.clock import STOCKHOLM
from tests.integration.brokers import everything_on
from tests.integration.rehearsal import SECONDS, Municipality, Rehearsal
from tests.waiting import eventually

MEMBERS = ("Lillhagaskolan", "praktiska gymnasiet", "fritidsfabriken", "socialtjänsten", "säkerhetschef", "polisen")


@pytest.fixture(scope="module")
def rehearsal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsal]:
    folder = tmp_path_factory.mktemp("walks")
    clock_file = folder / "clock"
    clock_file.write_text("2021-04-01T09:00:00+02:00", encoding="ascii")
    stack = Stack(folder, clock_file=clock_file)
    try:
        stack.start()
        yield Rehearsal(stack, clock_file)
    finally:
        stack.stop()


def test_an_unsafe_place_becomes_a_measure_that_a_later_walk_finds_carried_out(rehearsal: Rehearsal) -> None:
    # given a walk in spring that was prepared, and where two places were noted
    rehearsal.it_is("2021-04-16 09:00")
    here = rehearsal.municipality()
    spring = here.did("walk", "2021-04-15 18:00", place={"name": "Nykvarns centrum"})
    here.did("meeting", "2021-04-08 10:00", walkStep={"walk": spring["id"], "step": "preparation"})
    dark, square = noted(here, spring, [("unsafe", "lighting", "Gångvägen"), ("safe", "meeting-place", "Torget")])

    # when a measure is raised, is not carried out by its day, and then is
    lamps = proposed(here, spring, dark, dueOn="2021-06-30")
    step(here, lamps, "acceptance")
    rehearsal.it_is("2021-09-01 09:00")
    assert here.get("activities", f"measures/{lamps['id']}").json()["overdue"] is True
    eventually(lambda: "Laga belysningen" in here.page() and "försenad" in here.page().lower(), SECONDS, "the page")
    step(here, lamps, "completion", {"completedOn": "2021-08-30"})

    # then the walk in autumn begins with it, and verifies it
    autumn = planned(here, "2021-10-12 18:00", place={"name": "Nykvarns centrum"})
    assert [each["id"] for each in sheet(here, autumn)["openMeasures"]] == [lamps["id"]]
    rehearsal.it_is("2021-10-13 09:00")
    here.change(autumn, "completion", {"actual": span("2021-10-12 18:00")})
    step(here, lamps, "verification", {"walk": autumn["id"]})
    assert sheet(here, autumn)["openMeasures"] == []
    assert [each["id"] for each in sheet(here, autumn)["verified"]] == [lamps["id"]]

    # and reports and the page tell of it, in the order in which it went
    def verified() -> bool:
        found = here.get("reports", "measures", municipality=here.code).json()["items"]
        return [each["state"] for each in found] == ["verified"]

    eventually(verified, SECONDS, "the measure in reports")
    eventually(lambda: "Kontrollerad" in here.page(), SECONDS, "the page")
    told = [
        record
        for record in everything_on(rehearsal.stack, "loftet.measures")
        if lamps["id"] in (record.value or b"").decode()
    ]
    types = [dict(record.headers)["ce_type"].decode().removeprefix("se.loftet.measure.") for record in told]
    assert types == ["proposed.v1", "accepted.v1", "completed.v1", "verified.v1"]
    assert square["feeling"] == "safe"


def test_what_will_not_be_done_says_why_in_public(rehearsal: Rehearsal) -> None:
    # given a measure that the council is asked for
    rehearsal.it_is("2021-04-16 09:00")
    here = rehearsal.municipality()
    walk = here.did("walk", "2021-04-15 18:00", place={"name": "Stationen"})
    (place,) = noted(here, walk, [("unsafe", "traffic", "Landsvägen")])
    crossing = proposed(here, walk, place, title="Bygg ett övergångsställe")

    # when it is declined without a reason, nothing happens; with one, everybody can read it
    refused = here.post("activities", f"measures/{crossing['id']}/declination", {}, headers={"If-Match": '"1"'})
    assert refused.status_code == 422
    step(here, crossing, "declination", {"reason": "Vägen är Trafikverkets."})
    eventually(lambda: "Vägen är Trafikverkets." in here.page(), SECONDS, "the page")

    # and what is declined cannot go on: the refusal says what is allowed
    again = here.post("activities", f"measures/{crossing['id']}/start", {}, headers={"If-Match": '"2"'})
    assert (again.status_code, again.json()["allowed"]) == (409, ["reopening", "correction", "withdrawal"])


def test_a_meeting_of_the_group_shows_who_was_there_and_who_was_not(rehearsal: Rehearsal) -> None:
    # given the operative group, which met without the social services
    rehearsal.it_is("2021-04-16 09:00")
    here = rehearsal.municipality()
    attendance = [{"member": member, "present": member != "socialtjänsten"} for member in MEMBERS]
    here.did("meeting", "2021-04-06 13:00", group="operativa-gruppen", attendance=attendance)

    # then the meeting counts, and the page says who was not there
    here.becomes("operativ-grupp", "behind")  # January to March are missing
    eventually(lambda: here.window("operativ-grupp", "april 2021")["state"] == "met", SECONDS)
    page = " ".join(here.page().split())
    assert "Saknades: socialtjänsten" in page


def test_each_party_signs_its_own_verdict_and_disagreement_is_shown(rehearsal: Rehearsal) -> None:
    # given a joint promise, whose first year is over
    rehearsal.it_is("2022-01-20 09:00")
    here = rehearsal.municipality()
    here.did("walk", "2021-04-15 18:00")

    # when the council signs that it was kept in part
    signed(here, here.kommun, delivery="partly_fulfilled", effect="improved")

    # then the police's word is missing
    def verdicts() -> dict[str, Any]:
        answer = here.get("reports", f"promises/{here.agreement}-trygghetsvandringar/status")
        found: dict[str, Any] = answer.json().get("assessments") or {}
        return found

    eventually(lambda: [each["party"] for each in verdicts().get("signed", [])] == [here.kommun], SECONDS)
    assert verdicts()["missing"] == [here.police]

    # when the police sees it otherwise, both stand side by side; and when it signs anew, they agree
    first = signed(here, here.police, delivery="partly_fulfilled", effect="unchanged")
    eventually(lambda: verdicts().get("agree") is False, SECONDS)
    signed(here, here.police, instead_of=first, delivery="partly_fulfilled", effect="improved")
    eventually(lambda: verdicts().get("agree") is True and verdicts()["effect"] == "improved", SECONDS)
    assert "Vi gick i våras." in here.page()


def noted(here: Municipality, walk: dict[str, Any], places: list[tuple[str, str, str]]) -> list[dict[str, Any]]:
    body = [{"feeling": feeling, "category": category, "place": {"name": name}} for feeling, category, name in places]
    answer = here.post("activities", f"walks/{walk['id']}/observations", body)
    assert answer.status_code == 201, answer.text
    found: list[dict[str, Any]] = answer.json()
    return found


def proposed(here: Municipality, walk: dict[str, Any], place: dict[str, Any], **more: Any) -> dict[str, Any]:
    body = {
        "municipality": here.code,
        "title": "Laga belysningen",
        "responsible": here.kommun,
        "walk": walk["id"],
        "observations": [place["id"]],
        **more,
    }
    answer = here.post("activities", "measures", body)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def step(here: Municipality, measure: dict[str, Any], name: str, body: dict[str, Any] | None = None) -> None:
    now = here.get("activities", f"measures/{measure['id']}")
    headers = {"If-Match": now.headers["ETag"]}
    answer = here.post("activities", f"measures/{measure['id']}/{name}", body or {}, headers=headers)
    assert answer.status_code == 200, answer.text


def planned(here: Municipality, start: str, **more: Any) -> dict[str, Any]:
    body = {"municipality": here.code, "kind": "walk", "planned": span(start), **more}
    answer = here.post("activities", "activities", body)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def sheet(here: Municipality, walk: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = here.get("activities", f"walks/{walk['id']}").json()
    return found


def signed(here: Municipality, party: str, *, instead_of: str | None = None, **verdict: str) -> str:
    """Sign a verdict, the first or instead of the one with an ETag; returns its ETag."""
    body = {
        "promise": f"{here.agreement}-trygghetsvandringar",
        "period": {"start": "2021-01-01", "end": "2021-12-31"},
        "narrative": "Vi gick i våras.",
        "signedBy": "Säkerhetschef",
        **verdict,
    }
    headers = {"If-Match": instead_of} if instead_of else {}
    answer = here.post("activities", "assessments", body, party=party, headers=headers)
    assert answer.status_code in (200, 201), answer.text
    return answer.headers["ETag"]


def span(start: str) -> dict[str, str]:
    begun = datetime.fromisoformat(start).replace(tzinfo=STOCKHOLM)
    return {"start": begun.isoformat(), "end": (begun + timedelta(hours=2)).isoformat()}

"""What reports lists of walks and of the lägesbild, and what it says of the parties' verdicts."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from deploy.local import Stack
from shared.events.assessment import Assessment
from shared.events.catalogue import ASSESSMENT_SIGNED, MEASURE_PROPOSED, OBSERVATION_NOTED, SITUATION_NOTED
from shared.events.examples import EXAMPLES
from shared.events.measure import Measure
from shared.events.observation import Observation, ObservationCategory
from shared.events.situation import SituationEntry, SituationSource
from tests.integration.reports_house import PUBLISHED, WALKED, WALKS, House, changed, house_on

MEASURE: Measure = EXAMPLES[MEASURE_PROPOSED]
SEEN: Observation = EXAMPLES[OBSERVATION_NOTED]
ENTRY: SituationEntry = EXAMPLES[SITUATION_NOTED]
MEDIA = SituationSource(kind="media", name="Länstidningen")
OURS: Assessment = EXAMPLES[ASSESSMENT_SIGNED]
SIGNED = WALKED.reported_at + timedelta(days=300)
POLICE = OURS.responsible[1]


@pytest.fixture
def house(stack: Stack, tmp_path: Path) -> Iterator[House]:
    with house_on(stack, tmp_path) as made:
        made.it_is(SIGNED + timedelta(days=1))
        yield made


def ids(house: House, path: str, **query: str) -> list[str]:
    answer = house.get(path, **query)
    assert answer.status_code == 200, answer.text
    return [one["id"] for one in answer.get_json()["items"]]


def verdict(party: str, **changes: Any) -> Assessment:
    told = {"id": f"of-{party}", "reported_by": party, "reported_at": SIGNED, "signed_on": SIGNED.date()}
    found: Assessment = changed(OURS, **told | changes)
    return found


def test_measures_are_listed_as_they_stand_by_state_promise_and_whether_they_are_overdue(house: House) -> None:
    # given measures due in June: one begun, one done, one withdrawn; one without a day; and one elsewhere
    house.told(
        MEASURE,
        changed(MEASURE, revision=2, state="in_progress"),
        changed(MEASURE, id="done", revision=3, state="completed", completed_on=date(2021, 5, 1)),
        changed(MEASURE, id="gone", revision=2, state="withdrawn"),
        changed(MEASURE, id="any-day", due_on=None, promises=()),
        changed(MEASURE, id="elsewhere", municipality="9999"),
    )

    # then each question finds its own, in order of id
    assert ids(house, "/measures") == [MEASURE.id, "any-day", "done"]
    assert ids(house, "/measures", state="in_progress") == [MEASURE.id]
    assert ids(house, "/measures", promise=WALKS) == [MEASURE.id, "done"]
    assert ids(house, "/measures", overdue="true") == [MEASURE.id]
    assert ids(house, "/measures", overdue="false") == ["any-day", "done"]
    assert [one["overdue"] for one in house.get("/measures").get_json()["items"]] == [True, False, False]

    # and a page is a page of all
    second = house.get("/measures", limit="2", page="2").get_json()
    assert ([one["id"] for one in second["items"]], second["total"]) == (["done"], 3)


@pytest.mark.parametrize(("path", "fact"), [("/measures", MEASURE), ("/observations", SEEN), ("/situation", ENTRY)])
def test_whoever_follows_next_sees_each_once_whatever_comes_and_goes_meanwhile(
    house: House, path: str, fact: Any
) -> None:
    there = [f"{letter}-there" for letter in "bdfhj"]
    house.told(*(changed(fact, id=each) for each in there))
    found: list[str] = []
    page = house.get(path, limit="2").get_json()

    while True:
        found += [each["id"] for each in page["items"]]
        house.told(changed(fact, id=f"a-new-{len(found)}"), changed(fact, id="b-there", revision=9, state="withdrawn"))
        if page["next"] is None:
            break
        assert page["next"].startswith(f"http://reports.example/reports/v1{path}?limit=2&after=")
        page = house.get(path, **dict(parse_qsl(urlsplit(page["next"]).query))).get_json()

    assert found == there
    assert (page["page"], page["total"]) == (3, 5)


def test_measures_observations_and_the_situation_are_narrowed(house: House) -> None:
    other_walk = "0b7a4a51-9f0c-5a8e-9a0a-1f2e3d4c5b6a"
    house.told(
        *(MEASURE, changed(MEASURE, id="police", responsible=POLICE), changed(MEASURE, id="walk", walk=other_walk)),
        *(
            SEEN,
            changed(SEEN, id="safe", feeling="safe"),
            changed(SEEN, id="litter", category=ObservationCategory.LITTER),
        ),
        *(ENTRY, changed(ENTRY, id="none", promises=()), changed(ENTRY, id="media", source=MEDIA)),
    )

    assert ids(house, "/measures", responsible=POLICE) == ["police"]
    assert ids(house, "/measures", walk=other_walk) == ["walk"]
    assert ids(house, "/observations", feeling="safe") == ["safe"]
    assert ids(house, "/observations", category="litter") == ["litter"]
    assert set(ids(house, "/situation", promise=ENTRY.promises[0])) == {ENTRY.id, "media"}
    assert ids(house, "/situation", sourceKind="media") == ["media"]


def test_a_measure_is_overdue_from_the_day_after_it_was_due(house: House) -> None:
    # given a measure due on 30 June
    house.told(MEASURE)

    # then it is in time to the end of that day in Stockholm, and overdue from the next
    midnight = WALKED.reported_at.replace(month=6, day=30, hour=22, minute=0)
    for now, overdue in ((midnight - timedelta(seconds=1), False), (midnight, True)):
        house.it_is(now)
        assert bool(ids(house, "/measures", overdue="true")) is overdue
        assert house.get("/measures").get_json()["items"][0]["overdue"] is overdue


def test_observations_are_listed_by_walk_and_the_situation_by_municipality(house: House) -> None:
    # given an observation on each of two walks, and an entry of the lägesbild
    other = "6f0c6c0a-7f0e-5a5c-9c56-0c1d7c1b7a11"
    entry = EXAMPLES[SITUATION_NOTED]
    house.told(SEEN, changed(SEEN, id="other", walk=other), entry)

    # then each is found
    assert ids(house, "/observations") == [SEEN.id, "other"]
    assert ids(house, "/observations", walk=other) == ["other"]
    assert ids(house, "/situation", municipality="0140") == [entry.id]


def test_what_was_noted_on_a_walk_that_may_not_be_shown_is_not_listed_before_the_walk(house: House) -> None:
    # given an observation and a measure of a walk that is held back for a day
    until = SIGNED + timedelta(days=2)
    house.told(changed(WALKED, publishable_from=until), SEEN, MEASURE)

    # then they are listed from that day on
    assert ids(house, "/observations", walk=WALKED.id) == ids(house, "/measures") == []
    house.it_is(until)
    assert (ids(house, "/observations", walk=WALKED.id), ids(house, "/measures")) == ([SEEN.id], [MEASURE.id])


def test_a_measure_outlives_its_withdrawn_walk_and_what_was_noted_there_does_not(house: House) -> None:
    # given a walk with an observation and a measure
    house.told(WALKED, SEEN, MEASURE)
    assert ids(house, "/observations") == [SEEN.id]

    # when the walk is withdrawn
    house.told(changed(WALKED, revision=2, state="withdrawn", reason="Dubbel."))

    # then the measure is still listed, and still on the page
    assert (ids(house, "/observations"), ids(house, "/measures")) == ([], [MEASURE.id])
    assert MEASURE.title in house.page()
    assert SEEN.place.name not in house.page()


@pytest.mark.parametrize("path", ["/measures", "/observations", "/situation"])
def test_a_token_reaches_only_its_own_municipalities(path: str, house: House) -> None:
    house.told(MEASURE, SEEN, EXAMPLES[SITUATION_NOTED])

    assert house.get(path, municipalities=("9999",)).get_json()["total"] == 0
    assert house.get(path, municipalities=("9999",), municipality="0140").status_code == 403


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("/measures", {"state": "withdrawn"}),
        ("/measures", {"overdue": "soon"}),
        ("/observations", {"walk": "x"}),
        ("/situation", {"municipality": "0140\n"}),
        ("/situation", {"municipality": "\u0660\u0661\u0664\u0660"}),  # digits, but not ours
    ],
)
def test_a_question_that_cannot_be_answered_is_refused_by_its_parameter(
    path: str, asked: dict[str, str], house: House
) -> None:
    answer = house.get(path, **asked)

    assert answer.status_code == 422
    assert [one["property"] for one in answer.get_json()["invalidParameters"]] == list(asked)


def test_a_joint_promise_shows_each_partys_verdict_and_what_they_have_in_common(house: House) -> None:
    # given the municipality's verdict alone
    house.told(verdict("nykvarn-kommun"))

    # then the police's is missing, and the promise is not assessed
    found = house.status()
    assert [one["party"] for one in found["assessments"]["signed"]] == ["nykvarn-kommun"]
    assert found["assessments"]["missing"] == [POLICE]
    assert found["status"].get("effect", "not_assessed") == "not_assessed"

    # when the police says the same, then both say it, in the list of promises too
    house.told(verdict(POLICE))
    found = house.status()
    assert (found["assessments"]["agree"], found["status"]["effect"]) == (True, "improved")
    assert house.get("/promises").get_json()["items"][0]["effect"] == "improved"

    # and not before they had signed
    before = (SIGNED - timedelta(days=1)).isoformat()
    assert house.status(asOf=before)["assessments"]["signed"] == []

    # when the police corrects its verdict, then they differ
    later = changed(verdict(POLICE), revision=2, effect="worse", reported_at=SIGNED + timedelta(hours=1))
    house.told(later)
    found = house.status()
    assert (found["assessments"]["agree"], found["status"]["effect"]) == (False, "not_assessed")
    assert house.status(knownAt=SIGNED.isoformat())["assessments"]["agree"] is True


def test_a_promise_that_nobody_has_assessed_names_all_its_parties_as_missing(house: House) -> None:
    assert house.status()["assessments"] == {
        "period": None,
        "signed": [],
        "missing": list(PUBLISHED.latest.agreement.promises[0].responsible),
        "agree": None,
        "effect": "not_assessed",
    }

"""What the demonstration tells beside its activities: whether it agrees with what the activities say."""

import re
from collections import Counter
from datetime import date, timedelta

import pytest

from shared.events.agreement import Agreement
from shared.events.assessment import VERDICT_NAMES
from shared.events.measure import Measure
from shared.events.observation import ObservationCategory
from shared.ops.seed.aftermath import Raised, body_of, change_of
from shared.ops.seed.exempelkommun import SEED, exempelkommun
from shared.ops.seed.scene import Scene, Story, done_of, read_agreement, read_story, report_of
from tests.browser.followed import Keys, histories_of

NUMBERS = {"en": 1, "två": 2, "tre": 3, "fyra": 4, "fem": 5, "sex": 6, "sju": 7, "tio": 10, "elva": 11}
WALKS = ("vandring-2021-var", "vandring-2022-var", "vandring-2022-host")
TODAY = date(2024, 5, 20)


@pytest.fixture(scope="module")
def nykvarn() -> Agreement:
    return read_agreement(SEED / "nykvarn-2021-2022.yml")


@pytest.fixture(scope="module")
def story() -> Story:
    return read_story(SEED / "nykvarn-2021-2022-demonstration.yml")


@pytest.fixture(scope="module")
def scenes(story: Story) -> dict[str, Scene]:
    return {scene.key: scene for scene in story.scenes}


def measures_of(agreement: Agreement, story: Story) -> dict[str, Measure]:
    """Each measure as its life has left it, by its key."""
    prefix = f"{agreement.id}-"
    latest = [history[max(history)] for history in histories_of(agreement, story)]
    return {measure.id.removeprefix(prefix): measure for measure in latest}


def test_a_walk_notes_as_many_unsafe_places_as_it_says(story: Story, scenes: dict[str, Scene]) -> None:
    for walk in WALKS:
        said = re.search(r"(\w+)(?: nya)? otrygga platser noterades", scenes[walk].outcome)
        noted = sum(seen.walk == walk and seen.feeling == "unsafe" for seen in story.observations)
        assert noted == (NUMBERS[said[1].lower()] if said else 1), walk


def test_four_of_the_six_places_are_mended_and_seen_to_be_by_the_next_walk(
    story: Story, nykvarn: Agreement, scenes: dict[str, Scene]
) -> None:
    assert "Fyra av de sex platserna från förra vandringen är åtgärdade" in scenes[WALKS[1]].outcome

    states = Counter(
        measures_of(nykvarn, story)[raised.key].state for raised in story.measures if raised.walk == WALKS[0]
    )

    assert states == {"verified": 4, "declined": 1, "transferred": 1}


def test_each_unsafe_place_has_a_measure_and_each_measure_answers_a_place_of_its_walk(story: Story) -> None:
    unsafe = {seen.key: seen.walk for seen in story.observations if seen.feeling == "unsafe"}

    answered = {(key, raised.walk) for raised in story.measures for key in raised.observations}

    assert answered == set(unsafe.items())


def test_every_walk_that_took_place_has_its_three_steps_in_their_order(scenes: dict[str, Scene]) -> None:
    steps = {(scene.walk_step.walk, scene.walk_step.step): scene.day for scene in scenes.values() if scene.walk_step}

    for walk in WALKS:
        assert steps[walk, "preparation"] < scenes[walk].day < steps[walk, "follow-up"]
    assert len(steps) == 2 * len(WALKS)


@pytest.mark.parametrize("which", ["nykvarn", "exempelkommun"])
def test_a_measure_lives_in_the_order_of_its_days(which: str, story: Story) -> None:
    told = story if which == "nykvarn" else exempelkommun(TODAY)[1]
    walked = {scene.key: scene.day for scene in told.scenes}

    for raised in told.measures:
        days = [walked[raised.walk], raised.day, *(change.day for change in raised.life)]
        assert days == sorted(days), raised.key
        for change in raised.life:
            assert bool(change.reason) == (change.change in ("declination", "transfer"))
            assert change.walk is None or walked[change.walk] <= change.day


def test_a_group_s_meeting_tells_who_of_the_members_was_there(nykvarn: Agreement, scenes: dict[str, Scene]) -> None:
    attendance = done_of(scenes["grupp-2021-03"], nykvarn)["attendance"]

    assert [each["member"] for each in attendance if not each["present"]] == ["praktiska gymnasiet"]
    assert len(attendance) == 6
    assert "attendance" not in done_of(scenes[WALKS[0]], nykvarn)


def test_who_was_there_is_told_only_once_a_planned_meeting_has_been_held() -> None:
    agreements, story = exempelkommun(TODAY)
    meeting = next(scene for scene in story.scenes if scene.group and scene.stage == "completed")

    assert "attendance" not in report_of(meeting, agreements[1], {})
    assert "attendance" in done_of(meeting, agreements[1])


def test_each_responsible_party_has_its_say_on_both_of_nykvarn_s_years(story: Story, nykvarn: Agreement) -> None:
    said = Counter((verdict.promise, verdict.by) for verdict in story.assessments)

    assert said == {(promise.id, party): 2 for promise in nykvarn.promises for party in promise.responsible}
    assert {verdict.delivery for verdict in story.assessments} <= set(VERDICT_NAMES)
    assert all(verdict.signed_on > verdict.period.end for verdict in story.assessments)


def test_what_residents_said_comes_by_the_sources_that_the_document_names(story: Story, nykvarn: Agreement) -> None:
    assert nykvarn.dialogue is not None

    heard = {(one.source.kind, one.source.name) for one in story.dialogue}

    assert heard == {(source.kind, source.name) for source in nykvarn.dialogue.sources}


def test_exempelkommun_has_an_overdue_measure_a_declined_one_and_parties_that_disagree() -> None:
    for day in range(0, 366, 7):
        today = date(2027, 1, 1) + timedelta(days=day)
        agreements, story = exempelkommun(today)
        measures = measures_of(agreements[0], story)

        assert any(measure.is_overdue(today) for measure in measures.values()), today
        assert any(measure.state == "declined" and measure.reason for measure in measures.values())
        talks = {one.delivery for one in story.assessments if one.promise == f"{agreements[0].id}-samtal-pa-torget"}
        assert talks == (set() if today <= date(2027, 1, 20) else {"fulfilled", "partly_fulfilled"})


def test_the_demonstration_shows_a_measure_that_a_party_took_over() -> None:
    agreements, story = exempelkommun(TODAY)

    (handed,) = [raised for raised in story.measures if raised.key == "atgard-2023-4"]

    assert change_of(handed.life[0], {})["party"] == "exempel-bostader"
    assert measures_of(agreements[0], story)[handed.key].responsible == "exempel-bostader"
    assert [change.by for change in handed.life[1:]] == ["exempel-bostader"] * 2


def test_the_demonstration_shows_results_and_work_that_was_told_of_afterwards(
    nykvarn: Agreement, scenes: dict[str, Scene]
) -> None:
    report = report_of(scenes["narkotika-2022-07"], nykvarn, {})

    assert report["results"] == {"seizures": 1}
    assert report["publishableFrom"] == "2022-08-28T22:00:00Z"
    assert all(scene.results for scene in exempelkommun(TODAY)[1].scenes if scene.kind == "traffic-control")


def test_on_a_later_day_what_was_told_before_stands_and_measures_live_on() -> None:
    told: dict[str, object] = {}
    lives: dict[str, Raised] = {}

    for day in range(0, 731, 3):
        _, story = exempelkommun(date(2027, 1, 1) + timedelta(days=day))

        for said in (*story.observations, *story.assessments, *story.situation, *story.dialogue):
            assert told.setdefault(said.key, said) == said
        for raised in story.measures:
            before = lives.get(raised.key, raised).life
            assert raised.life[: len(before)] == before
            lives[raised.key] = raised


def test_all_that_is_sent_is_marked_as_demonstration_and_names_ids(story: Story) -> None:
    ids = Keys("id-of-")

    bodies = [
        body_of(said, "0140", ids)
        for said in (*story.observations, *story.measures, *story.assessments, *story.situation, *story.dialogue)
    ]
    changes = [change_of(change, ids) for raised in story.measures for change in raised.life]

    assert all(body["demonstration"] is True for body in bodies)
    assert not any({"key", "by", "life", "day"} & body.keys() for body in bodies)
    assert {body["walk"] for body in bodies if "dueOn" in body} == {f"id-of-{walk}" for walk in WALKS}
    assert {"walk": "id-of-vandring-2022-var"} in changes
    assert {seen.category for seen in story.observations} <= set(ObservationCategory)

"""The story that is told of Nykvarn's two years: whether it holds together."""

from collections import Counter

import pytest

from shared.events.activity import Kind
from shared.events.agreement import Agreement
from shared.ops.seed.exempelkommun import SEED
from shared.ops.seed.scene import Story, read_agreement, read_story, report_of


@pytest.fixture(scope="module")
def nykvarn() -> Agreement:
    return read_agreement(SEED / "nykvarn-2021-2022.yml")


@pytest.fixture(scope="module")
def story() -> Story:
    return read_story(SEED / "nykvarn-2021-2022-demonstration.yml")


def test_every_scene_has_a_key_of_its_own_and_lies_within_the_period(story: Story, nykvarn: Agreement) -> None:
    assert max(Counter(scene.key for scene in story.scenes).values()) == 1
    for scene in story.scenes:
        start, end = scene.span
        assert start < end
        assert nykvarn.period.start <= scene.day <= nykvarn.period.end
        assert scene.kind in set(Kind)
        assert scene.by in {party.id for party in nykvarn.parties}


def test_every_id_among_the_participants_is_a_party_of_the_agreement(story: Story, nykvarn: Agreement) -> None:
    parties = {party.id for party in nykvarn.parties}

    # An id is in small letters throughout; another organisation has a name.
    ids = {name for scene in story.scenes for name in scene.participants if name == name.lower()}

    assert ids <= parties


def test_the_story_shows_every_way_an_activity_can_go(story: Story) -> None:
    stages = Counter(scene.stage for scene in story.scenes)

    assert stages["completed"] and stages["cancelled"] and stages["reported"]
    assert sum(scene.correction is not None for scene in story.scenes) == 1
    assert sum(scene.withdrawal is not None for scene in story.scenes) == 1
    assert all(scene.reason for scene in story.scenes if scene.stage == "cancelled")
    assert {scene.by for scene in story.spoken()} == {"nykvarn-kommun"}
    assert list(story.sent("polisen-sodertalje"))


def test_every_report_is_marked_as_demonstration_and_says_what_was_done(story: Story, nykvarn: Agreement) -> None:
    for scene in story.scenes:
        body = report_of(scene, nykvarn)
        assert body["demonstration"] is True
        assert ("planned" in body) != ("actual" in body)
        assert scene.outcome or scene.stage == "cancelled"


def test_a_scene_that_ends_after_midnight_ends_on_the_next_day(story: Story) -> None:
    walk = next(scene for scene in story.scenes if scene.key == "natt-2021-01")

    start, end = walk.span

    assert (start.isoformat(), end.isoformat()) == ("2021-04-30T18:00:00+00:00", "2021-04-30T23:00:00+00:00")

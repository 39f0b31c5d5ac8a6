"""The story that is told of Nykvarn's two years: whether it holds together."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from services.reports.domain.fold import status_of
from shared.events.activity import Activity, Kind
from shared.events.agreement import Agreement, AgreementVersion
from shared.events.status import PromiseStatus
from shared.ops.seed.exempelkommun import SEED
from shared.ops.seed.scene import Scene, Story, read_agreement, read_story, report_of
from tests.browser.followed import Keys

Told = Callable[[Scene, tuple[Agreement, ...]], Activity]


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
        body = report_of(scene, nykvarn, Keys())
        assert body["demonstration"] is True
        assert ("planned" in body) != ("actual" in body)
        assert scene.outcome or scene.stage == "cancelled"


def test_a_scene_that_ends_after_midnight_ends_on_the_next_day(story: Story) -> None:
    walk = next(scene for scene in story.scenes if scene.key == "natt-2021-01")

    start, end = walk.span

    assert (start.isoformat(), end.isoformat()) == ("2021-04-30T18:00:00+00:00", "2021-04-30T23:00:00+00:00")


def test_it_ends_in_a_mixed_result_that_explains_itself(story: Story, nykvarn: Agreement, told: Told) -> None:
    ended = statuses_at(datetime(2023, 1, 1, 12, tzinfo=UTC), story, nykvarn, told)

    assert {name: status.state for name, status in ended.items()} == {
        "Trygghetsvandringar": "partly_fulfilled",
        "Relationsskapande åtgärder": "fulfilled",
        "Narkotikabrott bland ungdomar": "not_measurable",
        "Operativa gruppen": "partly_fulfilled",
        "Nära samarbete med nattvandrarna": "not_measurable",
    }
    missed = {
        name: [window.label for window in status.commitments[0].windows if window.state == "missed"]
        for name, status in ended.items()
    }
    assert missed["Trygghetsvandringar"] == ["hösten 2021"]
    assert missed["Operativa gruppen"] == ["juli 2021", "juli 2022"]


def test_in_the_midst_of_it_residents_are_still_missing(story: Story, nykvarn: Agreement, told: Told) -> None:
    midway = statuses_at(datetime(2022, 1, 1, 12, tzinfo=UTC), story, nykvarn, told)

    (window,) = midway["Relationsskapande åtgärder"].commitments[0].windows

    assert window.missing == ("medborgare",)
    assert midway["Trygghetsvandringar"].state == "behind"
    assert midway["Narkotikabrott bland ungdomar"].state == "ongoing"


def statuses_at(moment: datetime, story: Story, nykvarn: Agreement, told: Told) -> dict[str, PromiseStatus]:
    """Each promise's status, by its title."""
    activities = [told(scene, (nykvarn,)) for scene in story.scenes]
    revisions = {activity.id: {1: activity} for activity in activities}
    version = AgreementVersion(version=1, in_force_from=datetime(2021, 1, 1, tzinfo=UTC), agreement=nykvarn)
    return {each.title: status_of(version, each, revisions, moment, moment) for each in nykvarn.promises}

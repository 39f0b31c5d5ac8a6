"""What a subscription is sent, and what becomes of it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notifications.domain.facets import FOLLOWED, GROUPS, Facets, facets_of
from services.notifications.domain.subscription import (
    MOST_SECRETS,
    NEW,
    OVERLAP,
    Subscription,
    Wanted,
    begin,
    disabled,
    new_secret,
    redefined,
    rotated,
    verified,
)
from shared.events import catalogue
from shared.events.activity import Kind
from shared.events.cloudevent import Event
from shared.events.examples import EXAMPLES
from shared.events.status import State
from tests.unit.notifications.events import AGREEMENT, BOTH, NOW, WALKS, done, event, status, tip

MUNICIPALITY, POLICE = BOTH
URL = "https://system.nykvarn.example/loftet"


def subscription(party: str = MUNICIPALITY, **wanted: tuple[str, ...]) -> Subscription:
    chosen: dict[str, Any] = {"municipalities": ("0140",)} | wanted
    new = begin("allt", "system", party, URL, Wanted(**chosen), lambda n: b"s" * n, NOW)
    return verified(new, NOW)


def example(name: str) -> Event:
    return event(name, EXAMPLES[name])


def sent(made: Subscription, cause: Event) -> bool:
    return made.wants(cause, facets_of(cause.data))


def test_every_event_of_what_happens_can_be_followed_and_belongs_to_one_group() -> None:
    happens = {catalogue.AGREEMENTS, catalogue.ACTIVITIES, catalogue.MEASURES, catalogue.ASSESSMENTS}
    topics = happens | {catalogue.STATUSES, catalogue.TIPS}

    assert {name for name, each in catalogue.CATALOGUE.items() if each.topic in topics} == FOLLOWED
    assert sum(map(len, GROUPS.values())) == len(FOLLOWED)


@pytest.mark.parametrize("name", sorted(FOLLOWED))
def test_every_event_says_what_it_is_about_and_where(name: str) -> None:
    facets = facets_of(EXAMPLES[name])

    assert facets.about
    assert (facets.municipality, facets.municipality_name) == ("0140", "Nykvarn")
    assert facets.parties


@pytest.mark.parametrize(
    ("wanted", "passes"),
    [
        ({}, True),
        ({"municipalities": ("9999",)}, False),
        ({"types": ("activities",)}, True),
        ({"types": ("se.loftet.walk.completed.v1",)}, True),
        ({"types": ("statuses", "se.loftet.meeting.held.v1")}, False),
        ({"agreements": (AGREEMENT,)}, True),
        ({"agreements": ("nykvarn-2021",)}, False),
        ({"promises": (WALKS, "annat")}, True),
        ({"promises": ("annat",)}, False),
        ({"parties": (POLICE,)}, True),
        ({"parties": ("trafikverket",)}, False),
        ({"kinds": ("walk", "meeting")}, True),
        ({"kinds": ("meeting",)}, False),
        ({"states": ("completed",)}, True),
        ({"states": ("planned",)}, False),
        ({"kinds": ("walk",), "states": ("planned",)}, False),
    ],
)
def test_a_walk_is_sent_when_every_list_names_something_of_it(wanted: Any, passes: bool) -> None:
    assert sent(subscription(**wanted), done()) is passes


def test_a_status_has_its_promise_s_state_and_no_kind() -> None:
    behind = status(State.BEHIND)

    assert sent(subscription(states=("behind",), types=("statuses",)), behind)
    assert not sent(subscription(states=("fulfilled",)), behind)
    assert not sent(subscription(kinds=(Kind.WALK.value,)), behind)


def test_a_measure_names_its_agreement_by_the_promises_that_it_serves() -> None:
    measure = example(catalogue.MEASURE_PROPOSED)

    assert sent(subscription(agreements=(AGREEMENT,)), measure)
    assert not sent(subscription(agreements=("nykvarn-2023-2024",)), measure)


def test_a_tip_is_for_the_police_that_it_names() -> None:
    assert sent(subscription(POLICE), tip())
    assert not sent(subscription(MUNICIPALITY), tip())
    assert not sent(subscription(POLICE), tip(recipients=("polisen-annan",)))


def test_what_is_older_than_the_verification_is_not_sent_but_a_recount_tells_not_its_age() -> None:
    made = replace(subscription(), since=NOW + timedelta(seconds=1))

    assert not sent(made, done())
    assert sent(made, example(catalogue.ACTIVITY_RECOUNTED))


def test_only_an_active_one_is_sent_to() -> None:
    made = subscription()

    assert not sent(disabled(made, "därför", NOW), done())
    assert not sent(redefined(disabled(made, "därför", NOW), f"{URL}/ny", made.wanted, NOW), done())
    assert sent(redefined(made, f"{URL}/ny", made.wanted, NOW), done())
    assert sent(verified(redefined(made, f"{URL}/ny", made.wanted, NOW), NOW), done())


def test_the_choice_may_change_without_anything_being_missed() -> None:
    later = NOW + timedelta(days=1)
    made = subscription()

    changed = redefined(made, made.url, Wanted(("0140",), types=("statuses",)), later)

    assert (changed.state, changed.since, changed.revision) == ("active", made.since, made.revision + 1)


def test_a_new_one_has_still_to_be_verified_and_shows_no_secret() -> None:
    new = begin("allt", "system", MUNICIPALITY, URL, Wanted(("0140",)), lambda n: b"s" * n, NOW)

    assert (new.state, new.reason, new.revision) == ("unverified", NEW, 1)
    assert new.secrets[0].value not in repr(new)
    assert URL not in repr(new)


def test_a_secret_is_one_of_standard_webhooks() -> None:
    assert new_secret(lambda n: b"\0" * n) == f"whsec_{'A' * 43}="


def test_older_secrets_sign_for_a_day() -> None:
    made = rotated(subscription(), "whsec_ny", NOW, NOW)

    def signing(after: timedelta) -> int:
        return len(made.signing(NOW + after))

    assert (signing(timedelta(0)), signing(OVERLAP - timedelta(seconds=1)), signing(OVERLAP)) == (2, 2, 1)
    assert made.signing(NOW)[0].value == "whsec_ny"


@given(st.lists(st.integers(0, 30), max_size=12))
def test_no_more_than_five_ever_sign_and_the_newest_always_does(hours: list[int]) -> None:
    made, now = subscription(), NOW
    for number, passed in enumerate(hours):
        now += timedelta(hours=passed)
        try:
            made = rotated(made, f"whsec_{number}", now, now)
        except ValueError:
            continue
        assert made.signing(now)[0].value == f"whsec_{number}"
    assert 1 <= len(made.signing(now)) <= MOST_SECRETS


def test_what_concerns_agreements_by_name_is_not_guessed_from_promises() -> None:
    facets = Facets(
        about="x",
        municipality="0140",
        municipality_name="Nykvarn",
        agreements=frozenset({AGREEMENT}),
        promises=frozenset({WALKS}),
    )

    assert facets.concerns_agreement(AGREEMENT)
    assert not facets.concerns_agreement("nykvarn")

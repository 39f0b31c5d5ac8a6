"""Of which days a mail speaks: the one from which it may be told, and a measure's last."""

from dataclasses import replace
from datetime import timedelta

import pytest

from services.notifications.channels.mail import Composer
from services.notifications.domain.concern import concern_of, fallen, told_on
from services.notifications.domain.digest import digest_of
from services.notifications.domain.notice import Before
from services.notifications.domain.plan import Cause, plan, to_party
from services.notifications.domain.rules import RULES_BY_ID
from shared.events.catalogue import MEASURE_CORRECTED
from shared.events.status import State
from tests.unit.notifications.events import BOTH, NOW, count, done, endpoint, endpoints, measure, status

PAGE = "https://loftet.example"
COMPOSER = Composer("loftet@kommun.example", PAGE, PAGE)


def test_what_was_withheld_is_dated_from_when_it_may_be_told() -> None:
    later, reached = NOW.replace(month=2), endpoint(BOTH[0])
    withheld = done(publishable_from=later, reported_by=BOTH[1], counts=(count(responsible=BOTH[:1]),))

    mail = COMPOSER.compose(plan(withheld, endpoints(reached), {}, NOW)[0], reached)

    assert mail["Date"].datetime == later


@pytest.mark.parametrize(
    ("language", "words"), [("sv", "Senast den 31 januari 2022. Fel dag"), ("en", "2022. Fel dag")]
)
def test_a_correction_of_a_measure_says_its_last_day_in_a_digest(language: str, words: str) -> None:
    reached = replace(endpoint(BOTH[0]), language=language, rhythm="daily")
    again = measure("accepted", MEASURE_CORRECTED, revision=2, reason="Fel dag")
    waiting = plan(again, endpoints(reached), {again.data.id: {BOTH[0]: Before(1, ())}}, NOW)

    mail = COMPOSER.compose(digest_of(reached, waiting, NOW, NOW), reached)

    assert words in mail.get_body(("plain",)).get_content()


@pytest.mark.parametrize("rule", ["status-reminder", "status-escalated"])
@pytest.mark.parametrize(
    ("language", "state", "words"),
    [
        ("sv", "ligger efter plan", "Löftet har inte gått enligt plan på 126 dagar"),
        ("en", "is behind", "The promise has not been on track for 126 days"),
    ],
)
def test_the_days_of_a_promise_are_not_said_to_be_those_of_its_latest_state(
    language: str, state: str, words: str, rule: str
) -> None:
    # given a promise that was at risk for most of its days
    moved = concern_of(status(State.BEHIND, State.AT_RISK, changed_at=NOW + timedelta(days=90)))
    assert moved is not None
    reached = replace(endpoint(BOTH[0]), language=language)
    now = NOW + timedelta(days=126)
    notice = told_on(fallen(moved, NOW), (), now.date())

    (reminder,) = to_party(Cause(key=("x",), id="x", type="x"), RULES_BY_ID[rule], notice, BOTH[0], [reached], now)

    mail = COMPOSER.compose(reminder, reached)
    assert state in mail["Subject"]
    assert words in mail.get_body(("plain",)).get_content()

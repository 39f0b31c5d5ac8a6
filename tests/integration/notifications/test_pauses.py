"""Pauses: for those whom the thing is up to, told to those who signed, and read by whoever reaches the municipality."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from deploy.local import Stack
from services.notifications.store.deliveries import Deliveries
from shared.clock import STOCKHOLM
from shared.events.status import State
from tests.integration.notifications_house import House, house
from tests.unit.notifications.events import BOTH, WALKS, agreement, endpoint, given, measure, status

MUNICIPALITY, POLICE = BOTH
PAUSES = "/notifications/v1/pauses"
BODY = {"until": "2022-03-01", "reason": "Vi väntar på bygget."}
Ask = Callable[..., Any]


@pytest.fixture
def notifications(stack: Stack) -> Iterator[House]:
    with house(stack) as made:
        made.put(replace(endpoint(POLICE), rhythm="daily"))
        yield made


def told(notifications: House) -> list[tuple[str, str, str]]:
    """Of pauses: to whom, until when, and whether it waits."""
    rows = notifications.log(rule="pause-agreed")
    return sorted((row["party"], row["notice"]["pause"]["until"], row["state"]) for row in rows)


def test_a_pause_is_for_those_whom_it_is_up_to(notifications: House, asked: Ask) -> None:
    # given a promise of the municipality's, and one of the police's alone
    theirs = status(State.BEHIND, promise="nykvarn-2021-2022-patrullering", responsible=BOTH[1:])
    notifications.planner.handle([status(State.BEHIND), theirs, agreement()])
    walks = f"{PAUSES}/{WALKS}"

    made = asked("PUT", walks, BODY)

    assert (made.status_code, made.json["party"], made.headers["ETag"]) == (201, MUNICIPALITY, '"1"')
    assert asked("PUT", walks, BODY).status_code == 200
    assert asked("PUT", walks, BODY | {"until": "2022-04-01"}).status_code == 428
    assert asked("PUT", walks, BODY | {"until": "2021-01-01"}).status_code == 422
    assert asked("PUT", f"{PAUSES}/nykvarn-2021-2022-patrullering", BODY).status_code == 403
    assert asked("PUT", f"{PAUSES}/nothing", BODY).status_code == 404
    assert [each["about"] for each in asked("GET", PAUSES).json["items"]] == [made.json["about"]]
    assert asked("DELETE", walks, **{"If-Match": '"1"'}).status_code == 204
    assert asked("GET", walks).status_code == 404

    # when it is paused anew
    anew = asked("PUT", walks, BODY)
    stale, right = (asked("DELETE", walks, **{"If-Match": seen}) for seen in ('"1"', anew.headers["ETag"]))
    assert (anew.status_code, stale.status_code, right.status_code) == (201, 412, 204)


def test_those_who_signed_are_told_of_a_pause_once_and_again_when_it_is_another(
    notifications: House, asked: Ask
) -> None:
    # given a promise that the municipality alone answers for, in an agreement that the police signed too
    notifications.planner.handle([agreement(), status(State.BEHIND, responsible=BOTH[:1])])

    for _ in range(2):
        asked("PUT", f"{PAUSES}/{WALKS}", BODY)
    once = told(notifications)
    asked("PUT", f"{PAUSES}/{WALKS}", BODY | {"until": "2022-04-01"}, **{"If-Match": '"1"'})

    assert once == [(POLICE, "2022-03-01", "pending")]
    assert told(notifications) == [*once, (POLICE, "2022-04-01", "pending")]
    assert [(one["party"], one["endpoint"]) for one in notifications.store.database["digests"].find()] == [
        (POLICE, "trygghet")
    ]


@pytest.mark.parametrize(("ended_after", "heard"), [(0, []), (1, ["pause-agreed", "pause-ended"])])
def test_whoever_was_told_of_a_pause_is_told_that_it_was_ended_and_nobody_else(
    notifications: House, asked: Ask, ended_after: int, heard: list[str]
) -> None:
    # given a pause that is told of in the morning
    notifications.planner.handle([agreement(), status(State.BEHIND, responsible=BOTH[:1])])
    asked("PUT", f"{PAUSES}/{WALKS}", BODY)

    # when it is ended before or after that
    for day in range(2):
        if day == ended_after:
            assert asked("DELETE", f"{PAUSES}/{WALKS}", **{"If-Match": '"1"'}).status_code == 204
        notifications.clock.advance(timedelta(days=3))
        notifications.timekeeper.tick()

    # then
    rows = reversed(notifications.log(party=POLICE, rule={"$regex": "^pause"}, digest={"$ne": None}))
    assert [row["rule"] for row in rows] == heard


@pytest.mark.parametrize("dies", ["when it is agreed", "when it is ended"])
def test_whoever_dies_before_it_is_told_leaves_the_telling_of_a_pause_to_the_timekeeper(
    notifications: House, asked: Ask, monkeypatch: pytest.MonkeyPatch, dies: str
) -> None:
    # given
    notifications.put(replace(endpoint(POLICE), rhythm="immediate"))
    notifications.planner.handle([agreement(), status(State.BEHIND, responsible=BOTH[:1])])
    ends = dies == "when it is ended"
    if ends:
        asked("PUT", f"{PAUSES}/{WALKS}", BODY)

    # when
    with monkeypatch.context() as dying, pytest.raises(KeyboardInterrupt):
        dying.setattr(Deliveries, "add", _die)
        if ends:
            asked("DELETE", f"{PAUSES}/{WALKS}", **{"If-Match": '"1"'})
        asked("PUT", f"{PAUSES}/{WALKS}", BODY)
    assert asked("GET", f"{PAUSES}/{WALKS}").status_code == (404 if ends else 200)
    for _ in range(2):
        notifications.timekeeper.tick()

    # then
    rows = notifications.log(party=POLICE, rule={"$regex": "^pause"})
    assert sorted(row["rule"] for row in rows) == ["pause-agreed"] + (["pause-ended"] if ends else [])
    assert asked("PUT", f"{PAUSES}/{WALKS}", BODY).status_code == (201 if ends else 200)


def _die(*_: object) -> None:
    raise KeyboardInterrupt


def test_those_who_signed_read_a_pause_and_end_none_that_is_not_theirs(notifications: House, asked: Ask) -> None:
    notifications.planner.handle([agreement(), status(State.BEHIND, responsible=BOTH[:1])])
    asked("PUT", f"{PAUSES}/{WALKS}", BODY)

    assert asked("GET", f"{PAUSES}/{WALKS}", party=POLICE).json["reason"] == BODY["reason"]
    assert [each["about"] for each in asked("GET", PAUSES, party=POLICE).json["items"]] == [WALKS]
    assert asked("GET", f"{PAUSES}?party={POLICE}", party=POLICE).json["items"] == []
    assert asked("DELETE", f"{PAUSES}/{WALKS}", party=POLICE, **{"If-Match": '"1"'}).status_code == 403


def test_whoever_takes_a_paused_promise_over_reads_the_pause_and_ends_it(notifications: House, asked: Ask) -> None:
    # given
    notifications.planner.handle([agreement(), status(State.BEHIND, responsible=BOTH[:1])])
    walks, taker = f"{PAUSES}/{WALKS}", "bostadsbolaget"
    asked("PUT", walks, BODY)
    assert asked("GET", walks, party=taker).status_code == 404

    # when
    notifications.planner.handle([given(WALKS, MUNICIPALITY, taker)])

    # then
    read = asked("GET", walks, party=taker)
    assert (read.status_code, read.json["reason"]) == (200, BODY["reason"])
    assert asked("DELETE", walks, party=taker, **{"If-Match": read.headers["ETag"]}).status_code == 204


def test_a_pause_of_a_measure_is_told_to_those_who_signed_the_agreement_of_its_promise(
    notifications: House, asked: Ask
) -> None:
    notifications.planner.handle([agreement(), measure(promises=(WALKS,))])

    assert asked("PUT", f"{PAUSES}/{measure().data.id}", BODY).status_code == 201

    assert told(notifications) == [(POLICE, "2022-03-01", "pending")]


def test_a_pause_moves_the_next_reminder_and_its_end_moves_it_back(notifications: House, asked: Ask) -> None:
    walks = f"{PAUSES}/{WALKS}"
    notifications.planner.handle([status(State.BEHIND)])

    def next_on() -> str:
        (looked_at,) = [each["at"] for each in notifications.store.database["concerns"].find()]
        return f"{looked_at.astimezone(STOCKHOLM):%m-%d}"

    before = next_on()
    asked("PUT", walks, BODY)
    paused = next_on()
    asked("DELETE", walks, **{"If-Match": '"1"'})

    assert (before, paused, next_on()) == ("01-15", "03-15", "01-15")

"""Systems that make mistakes and send late: events about their own records, merged whichever way they come."""

import itertools
import json
import threading
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deploy.local import Stack
from services.activities.cloudevents import read_event
from services.activities.intake import Intake
from services.activities.recount import Recounter
from services.activities.sealing import Sealer
from services.activities.store import Store
from services.activities.told import Reporter, id_of_record
from shared.clock import SystemClock
from shared.store.mongo import connect
from tests.integration.activities_house import BATCH, POLICE, House, event, house_on, nykvarn, walk

LATER = {"start": "2021-09-02T18:00:00+02:00", "end": "2021-09-02T20:00:00+02:00"}
MOVED = {"start": "2021-09-09T18:00:00+02:00", "end": "2021-09-09T20:00:00+02:00"}
_numbers = itertools.count()


@pytest.fixture(scope="module")
def house(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house_on(stack, tmp_path_factory.mktemp("sent")) as made:
        yield made


@pytest.fixture
def subject() -> str:
    return f"insats-{next(_numbers)}"


def planned(**changes: Any) -> dict[str, Any]:
    return walk(planned=LATER, actual=None, **changes)


def told(subject: str, revision: int, data: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """An event about a record at one of its revisions; each has an id of its own."""
    said = {**(walk() if data is None else data), "revision": revision, **more}
    return event(f"{subject}.{revision}.{next(_numbers)}", said, subject=subject)


def send(house: House, *events: dict[str, Any], party: str = POLICE) -> list[dict[str, Any]]:
    answer = house.caller(party).post("/events", data=json.dumps(events), content_type=BATCH)
    assert answer.status_code == 200
    results: list[dict[str, Any]] = answer.get_json()["results"]
    return results


def results_of(answered: Sequence[dict[str, Any]]) -> list[str]:
    return [each["result"] for each in answered]


def kept(house: House, activity: str) -> dict[str, Any]:
    found = house.database.activities.find_one({"_id": activity})
    assert found is not None
    return found


def types_of(document: dict[str, Any]) -> list[str]:
    return [each["headers"]["ce_type"].removeprefix("se.loftet.") for each in document["events"]]


def test_a_higher_revision_becomes_our_next_with_the_type_of_what_it_changed(house: House, subject: str):
    steps = [
        (planned(), "activity.planned.v1", "planned"),
        (walk(planned=MOVED, actual=None), "activity.rescheduled.v1", "planned"),
        (walk(planned=MOVED), "walk.completed.v1", "completed"),
        (walk(planned=MOVED, outcome="Tolv platser."), "activity.corrected.v1", "completed"),
        (walk(planned=MOVED, withdrawn="Fel ärende."), "activity.withdrawn.v1", "withdrawn"),
    ]

    for number, (data, event_type, state) in enumerate(steps, 1):
        (answered,) = send(house, told(subject, number * 10, data))
        document = kept(house, answered["activityId"])

        assert answered["result"] == "accepted"
        assert (document["record"]["state"], types_of(document)) == (state, [event_type])
        assert (document["revision"], document["senderRevision"]) == (number, number * 10)

    assert [each["revision"] for each in document["history"]] == [1, 2, 3, 4]
    assert document["record"]["reason"] == "Fel ärende."


def test_an_older_revision_or_the_very_same_is_a_duplicate_and_changes_nothing(house: House, subject: str):
    (first,) = send(house, told(subject, 5, outcome="Den femte."))

    again = send(house, told(subject, 5, outcome="Den femte."), told(subject, 2, outcome="Den andra."))

    assert results_of(again) == ["duplicate", "duplicate"]
    assert {each["activityId"] for each in again} == {first["activityId"]}
    assert kept(house, first["activityId"])["record"]["outcome"] == "Den femte."


def test_of_two_contents_with_the_same_revision_one_is_rejected_with_what_to_do_in_any_order(house: House):
    def sent(subject: str, *outcomes: str) -> tuple[str, list[dict[str, Any]]]:
        answered = send(house, *(told(subject, 2, outcome=each) for each in outcomes))
        (activity,) = {each["activityId"] for each in answered if "activityId" in each}
        return kept(house, activity)["record"]["outcome"], [each for each in answered if each["result"] == "rejected"]

    stays, first_rejected = sent("two-contents", "Ett.", "Två.", "Ett.", "Två.")
    again, then_rejected = sent("two-contents-again", "Två.", "Ett.", "Två.", "Ett.")

    assert stays == again
    told_why = [each["invalidParameters"][0] for each in (*first_rejected, *then_rejected)]
    assert {each["property"] for each in told_why} == {"data.revision"}
    assert all("send this as a later revision" in each["reason"] for each in told_why)


def test_a_withdrawal_that_comes_first_wins(house: House, subject: str):
    answered = send(house, told(subject, 2, withdrawn="Dubbelt."), told(subject, 1))

    assert results_of(answered) == ["accepted", "duplicate"]
    document = kept(house, answered[0]["activityId"])
    assert (document["record"]["state"], document["record"]["reason"]) == ("withdrawn", "Dubbelt.")
    assert types_of(document) == ["activity.withdrawn.v1"]


def test_a_batch_may_hold_several_revisions_of_a_record_and_each_change_is_told(house: House, subject: str):
    batch = [told(subject, 2, walk()), told(subject, 1, planned()), told(subject, 4, cancelled="X", actual=None)]
    batch += [told(subject, 3, walk(kind="parade")), told(subject, 5, planned(cancelled="Oväder."))]

    answered = send(house, *batch)

    assert results_of(answered) == ["accepted", "duplicate", "rejected", "rejected", "accepted"]
    document = kept(house, answered[0]["activityId"])
    assert types_of(document) == ["walk.completed.v1", "activity.cancelled.v1"]
    assert [each["headers"]["ce_id"][-2:] for each in document["events"]] == [".1", ".2"]
    assert [each["state"] for each in document["history"]] == ["completed"]


def test_a_rejected_revision_leaves_the_valid_one_before_it_whatever_order_they_come_in(house: House):
    def state_after(subject: str, *order: int) -> tuple[str, int]:
        sent = {1: told(subject, 1, outcome="Ett."), 2: told(subject, 2, group="ingen-grupp")}
        answered = send(house, *(sent[each] for each in order))
        (accepted,) = (each for each in answered if each["result"] == "accepted")
        document = kept(house, accepted["activityId"])
        return document["record"]["outcome"], document["senderRevision"]

    assert state_after("rejected-last", 1, 2) == state_after("rejected-first", 2, 1) == ("Ett.", 1)


def test_what_a_party_no_longer_could_report_it_can_still_take_back(house: House, subject: str):
    meeting = planned(kind="meeting", group="operativa-gruppen")
    (first,) = send(house, told(subject, 1, meeting))
    house.publish({"groups": [], "promises": nykvarn()["promises"][:1]}, reason="Gruppen är nedlagd.")

    again = send(
        house, told(subject, 1, meeting), told(subject, 2, meeting), told(subject, 3, meeting, withdrawn="Fel.")
    )
    house.publish(reason="Gruppen är tillbaka.")

    assert results_of(again) == ["duplicate", "rejected", "accepted"]
    assert kept(house, first["activityId"])["record"]["state"] == "withdrawn"


def test_without_a_subject_each_id_is_an_activity_and_no_revisions_are_numbered(house: House):
    plain, numbered = event("plain-record"), event("numbered-record", walk(revision=2))

    answered = send(house, plain, plain, numbered, event("taken-back", walk(withdrawn="Fel.")))

    assert results_of(answered) == ["accepted", "duplicate", "rejected", "rejected"]
    assert [each["property"] for each in answered[2]["invalidParameters"]] == ["data.revision"]


def test_the_same_subject_of_another_source_or_party_is_another_activity(house: House, subject: str):
    elsewhere = told(subject, 1) | {"source": f"/{POLICE}/annat"}
    ids = {each["activityId"] for each in send(house, told(subject, 1), elsewhere)}
    ids |= {
        each["activityId"]
        for each in send(house, told(subject, 1) | {"source": "/nykvarn-kommun"}, party="nykvarn-kommun")
    }

    assert len(ids) == 3


def test_a_change_over_rest_and_a_recount_keep_what_the_sender_is_known_to_have_said(house: House, subject: str):
    (first,) = send(house, told(subject, 3, walk(kind="night-walk")))
    activity = first["activityId"]
    correction = {"reason": "Fler var med.", "quantity": 2}
    headers = {"If-Match": '"1"'}
    where = f"/activities/{activity}/correction"
    assert house.caller(POLICE).post(where, json=correction, headers=headers).status_code == 200
    promises = nykvarn()["promises"]
    promises[4]["commitments"][0]["counts"]["kinds"] = ["dialogue"]
    house.publish({"promises": promises}, reason="Nattvandringar räknas inte.")
    Recounter(house.store).turn()
    house.publish(reason="Som förut.")

    answered = send(house, told(subject, 3, walk(kind="night-walk")), told(subject, 4, walk(kind="night-walk")))

    assert results_of(answered) == ["duplicate", "accepted"]
    document = kept(house, activity)
    assert (document["revision"], document["senderRevision"]) == (4, 4)
    assert document["record"]["quantity"] == 1


def test_two_processes_at_once_lose_nothing_and_arrive_at_the_same(house: House, stack: Stack):
    subjects = [f"raced-{number}" for number in range(8)]
    events = [told(each, number, outcome=f"{number}") for number in range(1, 9) for each in subjects]
    store = Store(connect(house.settings))
    intakes = [house.app.extensions["service"].intake, Intake(store, Sealer(str(stack.keys.tips), SystemClock()))]
    accepted: list[int] = []

    def work(place: int) -> None:
        mine = events[::-1] if place else events
        inbound = [read_event(each, Reporter(POLICE, None), None) for each in mine]
        for first in range(0, len(inbound), 5):
            outcomes = intakes[place].take(inbound[first : first + 5], house.app.extensions["clock"].now())
            accepted.extend(1 for each in outcomes if each.result == "accepted")

    workers = [threading.Thread(target=work, args=(place,)) for place in range(2)]
    for each in workers:
        each.start()
    for each in workers:
        each.join(60)
    store.database.client.close()

    documents = list(house.database.activities.find({"senderRevision": 8, "record.outcome": "8"}))
    assert len(documents) == len(subjects)
    assert sum(each["revision"] for each in documents) == len(accepted)
    for each in documents:
        assert [past["revision"] for past in each["history"]] == list(range(1, each["revision"]))


@given(st.data())
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_order_and_repetition_in_any_batches_gives_the_same_state(house: House, data: st.DataObject):
    said = [planned(), walk(), walk(withdrawn="Fel."), planned(cancelled="Oväder."), walk(kind="meeting")]
    drawn = data.draw(st.lists(st.tuples(st.integers(1, 9), st.sampled_from(said)), min_size=1, max_size=6))
    order = data.draw(st.permutations(drawn + data.draw(st.lists(st.sampled_from(drawn), max_size=4))))
    cut = data.draw(st.integers(0, len(order)))

    states = []
    for batches in ([order[:cut], order[cut:]], [drawn]):
        subject = f"drawn-{next(_numbers)}"
        answered = [one for batch in batches for one in send(house, *(told(subject, *each) for each in batch))]
        (activity,) = {each["activityId"] for each in answered if "activityId" in each}
        states.append(_without_revision(kept(house, activity)))

    assert states[0] == states[1]
    assert states[0]["sender"] == max(revision for revision, _ in drawn)


def _of(subject: str) -> str:
    return id_of_record(POLICE, f"/{POLICE}/insatser", subject)


def test_a_walk_is_known_to_what_comes_with_it_in_any_order(house: House, subject: str):
    # given two walks, of which the later follows the earlier, and the meetings before and after
    later = {"start": "2021-04-15T21:00:00+02:00", "end": "2021-04-15T22:00:00+02:00"}
    batch = [
        told(f"{subject}-before", 1, walk(kind="meeting", walkStep={"walk": _of(subject), "step": "preparation"})),
        told(f"{subject}-later", 1, walk(actual=later, previousWalk=_of(subject))),
        told(subject, 1),
        told(f"{subject}-after", 1, walk(kind="meeting", walkStep={"walk": _of(subject), "step": "follow-up"})),
    ]

    assert results_of(send(house, *batch)) == ["accepted"] * 4


def test_what_comes_with_a_walk_that_is_refused_or_withdrawn_is_refused_too(house: House, subject: str):
    unknown, gone = f"{subject}-unknown", f"{subject}-gone"
    meetings = [
        told(f"{each}-before", 1, walk(kind="meeting", walkStep={"walk": _of(each), "step": "preparation"}))
        for each in (unknown, gone)
    ]

    answered = send(
        house, *meetings, told(unknown, 1, walk(group="ingen")), told(gone, 2, withdrawn="Fel."), told(gone, 1)
    )

    assert results_of(answered) == ["rejected", "rejected", "rejected", "accepted", "duplicate"]
    assert {each["invalidParameters"][0]["property"] for each in answered[:2]} == {"data.walkStep.walk"}


def test_what_named_a_walk_before_it_was_cancelled_can_be_revised(house: House, subject: str):
    meeting = planned(kind="meeting", walkStep={"walk": _of(subject), "step": "preparation"})
    send(house, told(subject, 1, planned()), told(f"{subject}-before", 1, meeting))

    answered = send(house, told(subject, 2, planned(cancelled="Oväder.")), told(f"{subject}-before", 2, meeting))

    assert results_of(answered) == ["accepted", "accepted"]


def _without_revision(document: dict[str, Any]) -> dict[str, Any]:
    record = {name: value for name, value in document["record"].items() if name not in ("id", "revision")}
    return {"record": record, "sender": document["senderRevision"], "promises": document["promises"]}

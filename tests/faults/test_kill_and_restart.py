"""Kill -9 of one process after the other in the midst of 2,400 reports: nothing is lost, nothing is there twice."""

import signal
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage

import msgspec
import pytest

from deploy.local import Stack
from services.reports.domain.fold import facts_at, status_of
from services.reports.domain.tally import tally
from shared.clock import FileClock
from shared.events.activity import Activity
from shared.events.catalogue import ACTIVITIES, STATUSES
from shared.events.cloudevent import Event
from shared.events.status import PromiseStatus
from shared.kafka.topics import declared_topics
from tests.faults.holdings import Holdings
from tests.faults.impatient import Impatient
from tests.faults.reporters import NOW, Known, Reporters
from tests.integration.brokers import everything_on
from tests.integration.rehearsal import Municipality, Rehearsal
from tests.waiting import eventually

KILLED = ("activities-worker", "reports-worker", "notifications-worker", "activities-web", "mongodb", "kafka")
PART = 400  # reports about each kill
IN_ALL = PART * len(KILLED)
BROKERS = ("smtp", "mongodb", "kafka")
END_SECONDS = 20
NEW_STATES = ("at_risk", "behind", "fulfilled")  # those that a mail tells of
# The rules that are reckoned after here; of the others it is known that each delivery has its one mail.
RECKONED = ("walk-completed", "meeting-held", "status-at-risk", "status-behind", "status-fulfilled")


@dataclass(frozen=True, slots=True)
class House:
    """The running stack, who reports to it, and what it holds."""

    rehearsal: Rehearsal
    here: Municipality
    reporters: Reporters
    holdings: Holdings

    @property
    def stack(self) -> Stack:
        return self.rehearsal.stack


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Given a municipality with Nykvarn's promises, and a kill -9 in each part of what is reported there."""
    folder = tmp_path_factory.mktemp("faults")
    stack = Stack(folder, clock_file=folder / "clock")
    rehearsal = Rehearsal(stack, folder / "clock")
    rehearsal.it_is(NOW)
    try:
        stack.start()
        here = rehearsal.municipality()
        made = House(rehearsal, here, Reporters(here), Holdings(stack))
        for place, name in enumerate(KILLED):
            made.reporters.report_amid(lambda: _kill(stack, name), range(place * PART, (place + 1) * PART))  # noqa: B023
        made.holdings.be_still()
        yield made
    finally:
        stack.stop()


def test_faults_were_felt_and_each_was_answered_as_one(house: House) -> None:
    answers = Counter(house.reporters.answers)

    assert set(answers) <= {"200", "201", "412", "503", "none"}
    assert answers["503"] + answers["none"] > 0


def test_what_was_accepted_is_there_once_and_nothing_else_is(house: House) -> None:
    accepted = house.reporters.accepted

    assert len(accepted) == IN_ALL
    stored = house.holdings.stored()
    assert {activity_id: _known(revisions[max(revisions)]) for activity_id, revisions in stored.items()} == accepted
    assert all(sorted(revisions) == list(range(1, max(revisions) + 1)) for revisions in stored.values())
    assert house.holdings.published() == stored
    assert house.holdings.facts() == stored


def test_the_projection_equals_a_fold_over_what_was_accepted(house: House) -> None:
    _assert_projection(house)


def test_each_cause_reaches_each_recipient_by_one_mail(house: House) -> None:
    _assert_mails(house)


def test_nothing_became_a_dead_letter(house: House) -> None:
    topics = [topic.name for topic in declared_topics() if topic.name.startswith("loftet.dead-letters.")]

    assert topics
    assert {topic: everything_on(house.stack, topic) for topic in topics} == {topic: [] for topic in topics}


def test_what_is_sent_again_is_a_duplicate(house: House) -> None:
    before = house.holdings.stored()

    answers = house.reporters.send_all_again()

    assert set(answers) == {"duplicate"}
    assert house.holdings.stored() == before


def test_each_process_ends_within_its_time_at_sigterm_and_what_waited_is_done_when_it_is_back(house: House) -> None:
    # given reports under way, when each process is told to end, then it does in time and what it left is taken up
    services = [name for name in house.stack.state.processes if name not in BROKERS]
    assert len(services) == 7
    for place, name in enumerate(services):
        first = IN_ALL + place * 200
        house.reporters.report_amid(lambda: _end(house.stack, name), range(first, first + 200))  # noqa: B023

    house.holdings.be_still()

    assert house.holdings.lag() == 0
    assert house.holdings.facts().keys() == house.reporters.accepted.keys()
    _assert_projection(house)
    _assert_mails(house)


def test_every_process_is_replaced_under_load_and_nobody_is_refused_or_told_twice(house: House) -> None:
    # given systems that try nothing again
    before = {name: house.stack.pid(name) for name in house.stack.state.processes}
    repeats = house.holdings.mails("*.repeat-*.eml").keys()
    impatient = Impatient(house.here)

    # when every process of the services is put anew in the place of the one that ran
    with impatient.at_work():
        house.stack.restart()

    # then each request was answered as ever, and what was accepted is there once
    after = {name: house.stack.pid(name) for name in house.stack.state.processes}
    assert {name for name in after if after[name] == before[name]} == set(BROKERS)
    assert set(impatient.answers) == {"200", "201"}
    house.holdings.be_still()
    facts = house.holdings.facts()
    assert len(set(impatient.accepted)) == impatient.answers["201"] > 50
    assert all(list(facts[each]) == [1] for each in impatient.accepted)
    _assert_projection(house)
    _assert_mails(house)
    assert house.holdings.mails("*.repeat-*.eml").keys() == repeats
    assert house.stack.unwell() == {}


def test_the_brokers_too_end_in_time_when_all_is_told_to_end(house: House) -> None:
    assert house.stack.stop() == []


def _kill(stack: Stack, name: str) -> None:
    stack.kill(name)
    stack.start(name)


def _end(stack: Stack, name: str) -> None:
    began = time.monotonic()
    stack.send(name, signal.SIGTERM)
    eventually(lambda: stack.pid(name) is None, END_SECONDS, f"the end of {name}")
    assert time.monotonic() - began < END_SECONDS
    stack.start(name)


def _known(activity: Activity) -> Known:
    return Known(activity.kind, activity.state, activity.revision, activity.quantity, activity.span.start)


def _assert_projection(house: House) -> None:
    """What reports stores and serves of each promise is what a fold over the activities' own database gives."""
    version, facts = house.holdings.agreement(), house.holdings.stored()
    now = FileClock(house.stack.root / "clock").now()
    for promise in version.agreement.promises:
        expected = status_of(version, promise, facts, now, now)
        board = house.holdings.board(promise.id)
        served = house.here.status(promise.id.removeprefix(f"{house.here.agreement}-"))

        assert msgspec.convert(served, PromiseStatus) == board.status == expected
        applying = list(facts_at(facts, now, now))
        tallies = {commitment.id: tally(applying, commitment.id) for commitment in promise.commitments}
        assert {commitment: days for commitment, days in board.days.items() if days} == tallies
        assert any(tallies.values())


def _assert_mails(house: House) -> None:
    """One delivery for each cause and recipient, one mail for each delivery.

    A mail that was on its way when its deliverer was killed may have been accepted without our books knowing: after
    its lease it is sent again, with the same Message-ID. So one file may be a repeat, and never another mail.
    """
    deliveries = house.holdings.documents("loftet_notifications", "deliveries")
    reckoned = [one for one in deliveries if one["rule"] in RECKONED]
    assert sorted((one["cause"], one["party"]) for one in reckoned) == sorted(_to_be_told(house))
    taken_back = {(one["cause"], one["party"]) for one in deliveries if one["rule"].startswith("activity-")}
    assert taken_back >= set(_to_be_taken_back(house))
    assert {one["state"] for one in reckoned} == {"delivered"}
    deliveries = [one for one in deliveries if one["state"] != "suppressed"]  # told before there were mailboxes
    assert {one["state"] for one in deliveries} == {"delivered"}

    mails = house.holdings.mails()
    repeats = house.holdings.mails("*.repeat-*.eml")
    assert len(repeats) <= 1
    sent = sorted((_id(mail), mail["To"]) for name, mail in mails.items() if name not in repeats)
    assert sent == sorted((one["_id"], house.here.address(one["party"])) for one in deliveries)
    assert {_id(mail) for mail in repeats.values()} <= {one["_id"] for one in deliveries}


def _to_be_told(house: House) -> Iterator[tuple[str, str]]:
    """Each cause and whom it concerns, by what is on the topics: walks, meetings, new states."""
    for event in house.holdings.events(ACTIVITIES):
        if event.type.endswith((".walk.completed.v1", ".meeting.held.v1")):
            yield from ((event.id, party) for party in _answering(event))
    for event in house.holdings.events(STATUSES):
        if event.data.status.state in NEW_STATES and event.data.previous is not None:
            yield from ((event.id, party) for party in event.data.responsible)


def _to_be_taken_back(house: House) -> Iterator[tuple[str, str]]:
    """Each correction or withdrawal of what was told, and whom it concerns."""
    told: dict[str, set[str]] = {}
    for event in house.holdings.events(ACTIVITIES):
        if event.type.endswith((".walk.completed.v1", ".meeting.held.v1")):
            told[event.data.id] = _answering(event)
        elif event.type.endswith((".corrected.v1", ".withdrawn.v1")):
            yield from ((event.id, party) for party in told.get(event.data.id, ()))


def _answering(event: Event) -> set[str]:
    return {party for count in event.data.counts for party in count.responsible}


def _id(mail: EmailMessage) -> str:
    return str(mail["Message-ID"]).strip("<>").partition("@")[0]

"""What the operator's page calls wrong: as the alerts do, but at once."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import yaml

from shared.ops.dead_letters.letters import Letter
from shared.ops.page.findings import Finding, findings
from shared.ops.page.latest import Known
from shared.ops.page.sample import Process, Relay, Sample
from tests.unit.ops.page_samples import NOW, TOPIC, figures, kafka, lag, looks, sample, worker

ROOT = Path(__file__).parents[3]
DELIVERED = {("mail", "delivered"): 1.0, ("mail", "failed"): 0.0, ("webhook", "delivered"): 0.0}
FAILED = {("mail", "delivered"): 2.0, ("mail", "failed"): 9.0, ("webhook", "delivered"): 99.0}
LETTER = Letter(
    id="reports/3",
    service="reports",
    topic=TOPIC,
    origin=f"{TOPIC}[0]@7",
    reason="not JSON",
    at=NOW,
    type=None,
    settled=None,
    key=None,
    headers=(),
    value=b"",
)

WRONG: dict[str, list[Sample]] = {
    "ProcessDown": [sample(processes=(Process(name="reports-worker", wrong="nobody answers"),))],
    "ProcessRestarts": [
        sample(number, processes=worker(figures(started=NOW + timedelta(seconds=10 * number)))) for number in range(4)
    ],
    "NotWell": [sample(processes=worker(replace(figures(), well={"mongodb": False})))],
    "LagGrows": [sample(kafka=kafka(lag(records=1_001)))],
    "ConsumerStuck": looks(8, kafka=kafka(lag(records=3, end=103))),
    "RelayBehind": [sample(processes=worker(replace(figures(), relays={"reports": Relay(age=61)})))],
    "RelaySkipped": [sample(processes=worker(replace(figures(), relays={"reports": Relay(skipped=1)})))],
    "ServerErrors": [
        sample(0, processes=worker(figures(service="reports", requests=100, failed=0))),
        sample(1, processes=worker(figures(service="reports", requests=150, failed=1))),
    ],
    "SlowAnswers": [
        sample(0, processes=worker(figures(service="reports", requests=100, answered={1.0: 100}))),
        sample(1, processes=worker(figures(service="reports", requests=150, answered={1.0: 149}))),
    ],
    "DeliveriesFail": [
        sample(0, processes=worker(figures(deliveries=DELIVERED))),
        sample(1, processes=worker(figures(deliveries=FAILED))),
    ],
    "DeliveriesWait": [sample(processes=worker(figures(waiting={"mail": 1.0, "webhook": 9.0})))],
}


def only(found: list[Finding]) -> Finding:
    assert len(found) == 1, found
    return found[0]


def test_nothing_is_wrong_where_all_is_well() -> None:
    assert findings(looks(10), Known()) == []


@pytest.mark.parametrize("alert", WRONG)
def test_what_an_alert_is_about_is_found_by_its_name(alert: str) -> None:
    found = only(findings(WRONG[alert], Known()))

    assert found.alert == alert
    assert found.what.endswith(".")
    assert found.do.endswith(".")


def test_every_alert_is_found_and_is_as_urgent_as_the_alert() -> None:
    rules = yaml.safe_load((ROOT / "deploy/prometheus/alerts.yml").read_text(encoding="utf-8"))["groups"][0]["rules"]
    severities = {rule["alert"]: rule["labels"]["severity"] for rule in rules}

    letters = {"DeadLetters": findings(looks(1), Known(letters=(LETTER,), waiting=1))}
    found = letters | {alert: findings(samples, Known()) for alert, samples in WRONG.items()}

    assert {alert: "page" if only(each).urgent else "ticket" for alert, each in found.items()} == severities


def test_a_broker_that_is_away_is_told_with_its_reason() -> None:
    found = only(findings([sample(kafka=None, away="Kafka at here:1: no broker")], Known()))

    assert found.urgent
    assert found.what == "Kafka at here:1: no broker."


def test_a_missing_topic_is_told_with_what_creates_it() -> None:
    found = only(findings([sample(kafka=kafka(missing=(TOPIC,)))], Known()))

    assert found.command == "loftet topics create"


def test_a_group_is_read_by_nobody_only_if_two_looks_say_so() -> None:
    alone, read = kafka(lag(member=None, records=2)), kafka()

    assert findings([sample(0, kafka=read), sample(1, kafka=alone)], Known()) == []
    found = only(findings([sample(0, kafka=alone), sample(1, kafka=alone)], Known()))
    assert found.what == "Nobody reads for loftet.reports.projector: 2 records wait."


def test_a_group_that_moves_or_has_only_begun_to_wait_is_not_stuck() -> None:
    moving = [sample(number, kafka=kafka(lag(records=3, committed=100 + number))) for number in range(10)]
    new = [*looks(10), replace(sample(kafka=kafka(lag(records=3, end=103))), at=NOW + timedelta(seconds=100))]

    assert findings(moving, Known()) == []
    assert findings(new, Known()) == []


def test_a_partition_that_stands_still_is_found_though_the_group_reads_others() -> None:
    stuck = replace(lag(records=500), topic="loftet.tips")
    looked = [sample(number, kafka=kafka(stuck, lag(records=3, committed=100 + number))) for number in range(10)]

    found = only(findings(looked, Known()))

    assert found.alert == "ConsumerStuck"
    assert found.what == "loftet.reports.projector has read nothing of loftet.tips for a minute: 500 records wait."


def test_what_is_to_be_found_in_a_log_is_what_the_log_says() -> None:
    found = only(findings(WRONG["RelaySkipped"], Known()))

    asked = found.do.split("`")[1]
    assert f'"{asked}"' in (ROOT / "shared/store/unsendable.py").read_text(encoding="utf-8")


def test_what_wakes_somebody_comes_before_what_can_wait() -> None:
    found = findings(WRONG["LagGrows"], Known(letters=(LETTER,), waiting=1))

    assert [each.alert for each in found] == ["LagGrows", "DeadLetters"]


def test_a_process_that_began_anew_has_not_failed_anew() -> None:
    # given one that had failed often, was started again, and has answered well since
    before = sample(0, processes=worker(figures(service="reports", requests=1_000, failed=500)))
    after = sample(1, processes=worker(figures(service="reports", requests=10, failed=0)))

    assert findings([before, after], Known()) == []


def test_what_several_processes_miss_is_told_once_and_without_what_follows_from_it() -> None:
    # given a database that is away, so that three processes know nothing of their migrations either
    told = replace(figures(), well={"kafka": True, "mongodb": False, "migrations": False})
    names = ("activities-worker", "reports-web", "reports-worker")

    found = only(findings([sample(processes=tuple(Process(name=name, figures=told) for name in names))], Known()))

    assert found.what == "activities-worker, reports-web and reports-worker miss what they rest on: mongodb."
    assert found.command == "loftet doctor activities"


def test_what_ends_with_a_question_gets_no_full_stop() -> None:
    found = only(findings([sample(kafka=None, away="Kafka at here:1: is the password right?")], Known()))

    assert found.what == "Kafka at here:1: is the password right?"

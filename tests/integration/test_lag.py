"""`loftet lag`: what waits for whom, also where nobody reads and nobody ever did."""

import uuid
from typing import Any

from deploy.local import Stack
from shared.events.catalogue import MEASURES, TIP_RECEIVED, TIPS
from shared.events.cloudevent import Event
from shared.kafka.broker import Broker
from shared.kafka.clients import make_admin, make_producer
from shared.kafka.consumer import Consumer
from shared.ops.groups import STANDING
from tests.integration.brokers import running, settings, tip
from tests.integration.operating import begun, lines, loftet, send
from tests.waiting import eventually


def test_lag_tells_what_waits_for_a_group_and_that_nobody_reads_it_any_more(stack: Stack) -> None:
    # given a group that has read some, and is gone when more come
    seen: list[Event] = []
    group = f"loftet.reports.{uuid.uuid4().hex[:8]}"
    made = Consumer(
        settings(stack),
        service="reports",
        group=group,
        topics=[TIPS],
        handle=seen.extend,  # type: ignore[arg-type]
        wanted=frozenset({TIP_RECEIVED}),
    )
    first = tip(str(uuid.uuid4()))
    send(stack, TIPS, (first.value, [(name, value.encode()) for name, value in first.headers.items()]))
    with running(made.run):
        eventually(lambda: any(event.id == first.headers["ce_id"] for event in seen))
    send(stack, TIPS, (b"{}", []), (b"{}", []))

    # when
    rows = [each for each in lines(loftet(stack, "lag", "--service", "reports", "--json")) if each["group"] == group]

    # then
    assert sum(each["records"] for each in rows) == 2
    assert {each["member"] for each in rows} == {None}
    assert loftet(stack, "lag", "--service", "reports", "--above", "0").exit_code == 1
    assert group in loftet(stack, "lag").stdout


def test_lag_tells_of_records_on_partitions_that_the_group_never_read(stack: Stack) -> None:
    # given a group that read one record of one partition, and is gone when one comes on each
    group = f"loftet.reports.{uuid.uuid4().hex[:8]}"
    with make_admin(Broker(addresses=stack.kafka_bootstrap)) as admin:
        eventually(lambda: begun(admin, group))
    producer = make_producer(Broker(addresses=stack.kafka_bootstrap))
    for partition in range(6):
        producer.send(TIPS, b"{}", partition=partition).get(timeout=10)
    producer.close(timeout=5)

    # when
    rows = [each for each in lines(loftet(stack, "lag", "--service", "reports", "--json")) if each["group"] == group]

    # then
    assert [each["partition"] for each in rows] == list(range(6))
    assert all(each["records"] >= 1 for each in rows)
    assert [each["committed"] for each in rows] == [0, None, None, None, None, None]


def test_lag_tells_of_topics_that_a_service_reads_and_its_group_never_did(stack: Stack) -> None:
    # given a service's group that has read one topic, when its worker ended at once on another
    group = STANDING["reports"]
    with make_admin(Broker(addresses=stack.kafka_bootstrap)) as admin:
        eventually(lambda: begun(admin, group))
    send(stack, MEASURES, (b"{}", []), (b"{}", []))

    # when
    rows = [each for each in lines(loftet(stack, "lag", "--service", "reports", "--json")) if each["group"] == group]

    # then what waits there is seen
    measures = [each for each in rows if each["topic"] == MEASURES]
    assert sum(each["records"] for each in measures) >= 2
    assert {each["committed"] for each in measures} == {None}
    assert loftet(stack, "lag", "--service", "reports", "--above", "0").exit_code == 1


def test_lag_tells_of_what_waits_for_a_service_that_was_never_started(stack: Stack) -> None:
    # given
    send(stack, MEASURES, (b"{}", []))

    def waits() -> list[dict[str, Any]]:
        rows = lines(loftet(stack, "lag", "--service", "notifications", "--json"))
        return [each for each in rows if (each["group"], each["topic"]) == (STANDING["notifications"], MEASURES)]

    # when it is looked at, then what waits is told of
    eventually(lambda: sum(each["records"] for each in waits()) >= 1)

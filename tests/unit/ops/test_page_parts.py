"""What the operator's page is made of: figures out of metrics, growth, plots and words."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from kafka import TopicPartition
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from pytest_httpserver import HTTPServer

from shared.events.catalogue import dead_letters_of
from shared.ops.page import processes, words
from shared.ops.page.history import grown, steps
from shared.ops.page.latest import Known, Latest
from shared.ops.page.plots import HEIGHT, WIDTH, plot
from shared.ops.page.sample import Relay, Sample
from shared.ops.page.view import view
from tests.unit.ops.page_samples import EVERY, NOW, figures, kafka, lag, looks, sample, worker


def counted(*values: float | None) -> list[Sample]:
    """Looks at a count of deliveries; None: the process did not answer."""
    return [
        sample(number, processes=() if each is None else worker(figures(deliveries={("mail", "delivered"): each})))
        for number, each in enumerate(values)
    ]


def deliveries(of: Sample) -> dict[tuple[str, str], float]:
    return {name: count for each in of.processes if each.figures for name, count in each.figures.deliveries.items()}


def test_figures_are_read_from_what_a_process_exposes() -> None:
    # given
    registry = CollectorRegistry()
    Gauge("loftet_well", "", ["check"], registry=registry).labels("kafka").set(0)
    requests = Counter("loftet_http_requests_total", "", ["service", "route", "method", "status"], registry=registry)
    requests.labels("reports", "/a", "GET", "2xx").inc(7)
    requests.labels("reports", "/b", "GET", "5xx").inc(2)
    seconds = Histogram("loftet_http_seconds", "", ["service", "route", "method"], buckets=(1,), registry=registry)
    seconds.labels("reports", "/a", "GET").observe(0.5)
    seconds.labels("reports", "/b", "GET").observe(2)
    Counter("loftet_relay_sent_total", "", ["relay"], registry=registry).labels("reports").inc(4)
    Gauge("loftet_relay_position_seconds", "", ["relay"], registry=registry).labels("reports").set(NOW.timestamp())
    sent = Counter("loftet_deliveries_total", "", ["channel", "outcome"], registry=registry)
    sent.labels("mail", "failed").inc()
    Gauge("loftet_deliveries_waiting", "", ["channel"], registry=registry).labels("mail").set(3)

    # when
    read = processes.read(generate_latest(registry).decode())

    # then
    assert read.well == {"kafka": False}
    assert (read.service, read.requests, read.failed) == ("reports", 9, 2)
    assert read.answered == {1.0: 1, float("inf"): 2}
    assert read.relays == {"reports": Relay(sent=4, position=NOW)}
    assert read.deliveries == {("mail", "failed"): 1}
    assert read.waiting == {"mail": 3}


def test_a_process_that_does_not_answer_is_told_apart_from_one_that_answers_wrongly(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/metrics").respond_with_data("no", status=503)

    asked = {
        "answers": httpserver.url_for("").rstrip("/"),
        "gone": "http://127.0.0.1:1",
        "nowhere": "http://nowhere.invalid",
    }
    wrong = {each.name: each.wrong or "" for each in processes.ask(asked)}

    assert wrong["answers"].startswith("it answers 503")
    assert wrong["gone"].startswith("nobody answers")
    assert wrong["nowhere"].startswith("its address is not known")


def test_growth_survives_a_restart_and_a_look_that_missed_the_process() -> None:
    assert grown(counted(5, 8, 2), deliveries) == {("mail", "delivered"): 5}
    assert grown(counted(5, None, 8), deliveries) == {("mail", "delivered"): 3}
    assert grown(counted(5), deliveries) == {}
    assert steps(counted(1, 4, 4), deliveries) == [{("mail", "delivered"): 3}, {("mail", "delivered"): 0}]


def test_a_plot_ends_at_the_right_edge_and_holds_its_highest_value() -> None:
    made = plot([0, 0, 5, 10, 0, 0], slots=60, top=20)

    assert (made.most, made.top) == (10, 20)
    assert made.path.endswith(f"{WIDTH} {HEIGHT - 1}")
    assert f" {HEIGHT - 1 - (HEIGHT - 2) / 2:.4g}L" in made.path
    assert plot([0] * 360, slots=360).path.count("L") == 1
    assert plot([], slots=60).path == ""


def test_a_peak_is_not_lost_where_many_values_share_a_point() -> None:
    assert plot([0] * 100 + [7] + [0] * 259, slots=360).most == 7
    assert " 1L" in plot([0] * 100 + [7] + [0] * 259, slots=360).path


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "just now"), (1, "1 second ago"), (119, "1 minute ago"), (7_200, "2 hours ago"), (180_000, "2 days ago")],
)
def test_ages_are_said_in_their_largest_unit(seconds: int, said: str) -> None:
    assert words.ago(NOW, NOW + timedelta(seconds=seconds)) == said


def test_little_is_not_shown_as_nothing() -> None:
    assert [words.rate(each) for each in (0, 0.4, 3.2, 1234.5)] == ["0", "0.4", "3.2", "1,234"]
    assert words.clock(datetime(2020, 1, 1, 12, 0, tzinfo=UTC)) == "2020-01-01 12:00"


def test_a_relay_stays_on_the_page_while_its_process_is_silent() -> None:
    answering = sample(0)
    silent = replace(sample(1), processes=(replace(answering.processes[0], figures=None, wrong="it hangs"),))

    (relay,) = view([answering, silent], Known(), EVERY).relays

    assert not relay.answers
    assert relay.relay.position == NOW


def test_all_partitions_of_a_group_share_one_scale() -> None:
    samples = looks(3, kafka=kafka(lag(records=40), lag(partition=1, records=2), lag(partition=2)))

    (group,) = view(samples, Known(), EVERY).groups

    assert {cell.plot.top for row in group.rows for cell in row.cells} == {group.top} == {40}
    assert group.records == 42


def test_letters_of_a_topic_that_was_made_anew_wait_no_longer() -> None:
    # given a letter, and its topic deleted and made again since
    latest, where = Latest(), TopicPartition(dead_letters_of("reports"), 0)
    record = SimpleNamespace(partition=0, offset=2, headers=[], timestamp=0, key=None, value=b"{")
    latest._take(where, record)
    before = latest.known().waiting

    # when it is looked at
    latest.catch_up(cast(Any, None), starts={where: 0}, ends={where: 0})

    # then
    assert (before, latest.known().waiting) == (1, 0)


def test_of_letters_that_came_at_once_the_last_stands_first() -> None:
    latest, where = Latest(), TopicPartition(dead_letters_of("reports"), 0)

    for offset in range(3):
        record = SimpleNamespace(partition=0, offset=offset, headers=[], timestamp=0, key=None, value=b"{")
        latest._take(where, record)

    assert [letter.id for letter in latest.known().letters] == ["reports/2", "reports/1", "reports/0"]

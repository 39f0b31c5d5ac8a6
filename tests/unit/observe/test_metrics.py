"""Every metric of every service stands in one place, by the name that dashboards and alerts use."""

from prometheus_client import Counter, Gauge, Histogram

from shared.observe import metrics

NAMES = {
    "loftet_assessments_total",
    "loftet_batch_seconds",
    "loftet_batch_size",
    "loftet_consumed_total",
    "loftet_consumer_lag",
    "loftet_consumer_failing",
    "loftet_consumer_position",
    "loftet_dead_letters_total",
    "loftet_decode_failures_total",
    "loftet_deliveries_total",
    "loftet_deliveries_waiting",
    "loftet_http_requests_total",
    "loftet_http_seconds",
    "loftet_relay_age_seconds",
    "loftet_relay_position_seconds",
    "loftet_relay_sent_total",
    "loftet_status_changes_total",
}


def test_the_names_are_those_that_dashboards_use() -> None:
    found = {name: each for name, each in vars(metrics).items() if isinstance(each, Counter | Gauge | Histogram)}

    assert {f"loftet_{name}" for name in found} >= NAMES
    for name, metric in found.items():
        described = metric.describe()[0].name
        assert f"loftet_{name}" == (f"{described}_total" if isinstance(metric, Counter) else described)

"""Asks each process for its metrics, all at once, and keeps what the page shows of them."""

import socket
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlsplit

import requests
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.samples import Sample as Line

from shared.ops.page.sample import Figures, Process, Relay

_TIMEOUT: Final = (2.0, 4.0)  # a process has two seconds to find out how it is
_AT_ONCE: Final = 16
_ABOUT_ITSELF: Final = ("/metrics", "/health/")  # what is asked by whoever watches says nothing of what goes on
_WANTED: Final = (
    "loftet_well",
    "loftet_http_",
    "loftet_relay_",
    "loftet_deliveries_",
    "process_start_time_seconds",
)


def ask(processes: Mapping[str, str]) -> tuple[Process, ...]:
    """What each process says now; those of one name are told apart by their addresses.

    Args:
        processes: name -> where it answers.
    """
    wanted = [each for name, url in processes.items() for each in _addresses(name, url)]
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return tuple(pool.map(lambda each: each if isinstance(each, Process) else _ask(*each), wanted))


def read(text: str) -> Figures:
    """The figures in a process's metrics, as Prometheus reads them."""
    lines = [line for line in text.splitlines() if line.startswith(_WANTED)]
    return _figures([each for found in text_string_to_metric_families("\n".join(lines)) for each in found.samples])


def _addresses(name: str, url: str) -> Iterator[Process | tuple[str, str]]:
    parts = urlsplit(url)
    try:
        found = socket.getaddrinfo(parts.hostname, parts.port or 80, type=socket.SOCK_STREAM)
    except OSError as error:
        yield Process(name=name, wrong=f"its address is not known: {error.strerror or error}")
        return
    hosts = sorted({str(each[4][0]) for each in found})
    for host in hosts:
        shown = f"[{host}]" if ":" in host else host
        yield (
            name if len(hosts) == 1 else f"{name} {host}",
            url if len(hosts) == 1 else parts._replace(netloc=f"{shown}:{parts.port or 80}").geturl(),
        )


def _ask(name: str, url: str) -> Process:
    try:
        answer = requests.get(f"{url}/metrics", timeout=_TIMEOUT, allow_redirects=False)
    except requests.Timeout:
        return Process(name=name, wrong=f"it does not answer within {_TIMEOUT[1]:g} seconds: it hangs, or is very busy")
    except requests.RequestException:
        return Process(name=name, wrong="nobody answers: it does not run, or cannot be reached from here")
    if answer.status_code != 200:
        return Process(name=name, wrong=f"it answers {answer.status_code} when it is asked for its metrics")
    return Process(name=name, figures=read(answer.text))


def _figures(lines: Iterable[Line]) -> Figures:
    of: dict[str, list[Line]] = {}
    for line in lines:
        of.setdefault(line.name, []).append(line)
    requested, answered = (
        _of_others(of.get(f"loftet_http_{name}", [])) for name in ("requests_total", "seconds_bucket")
    )
    return Figures(
        service=next((each.labels["service"] for each in requested), None),
        started=next((_instant(each.value) for each in of.get("process_start_time_seconds", [])), None),
        well={each.labels["check"]: each.value == 1 for each in of.get("loftet_well", [])},
        requests=sum(each.value for each in requested),
        failed=sum(each.value for each in requested if each.labels["status"] == "5xx"),
        answered=_summed((float(each.labels["le"]), each.value) for each in answered),
        relays=_relays(of),
        deliveries={
            (each.labels["channel"], each.labels["outcome"]): each.value
            for each in of.get("loftet_deliveries_total", [])
        },
        waiting={each.labels["channel"]: each.value for each in of.get("loftet_deliveries_waiting", [])},
    )


def _of_others(lines: Iterable[Line]) -> list[Line]:
    return [each for each in lines if not each.labels["route"].startswith(_ABOUT_ITSELF)]


def _relays(of: Mapping[str, list[Line]]) -> dict[str, Relay]:
    def by_relay(name: str) -> dict[str, float]:
        return {each.labels["relay"]: each.value for each in of.get(f"loftet_relay_{name}", [])}

    sent, skipped, age = by_relay("sent_total"), by_relay("skipped_total"), by_relay("age_seconds")
    position = {name: _instant(value) for name, value in by_relay("position_seconds").items()}
    return {
        name: Relay(
            sent=sent.get(name, 0), skipped=skipped.get(name, 0), position=position.get(name), age=age.get(name, 0)
        )
        for name in sorted({*sent, *skipped, *age, *position})
    }


def _summed(pairs: Iterable[tuple[float, float]]) -> dict[float, float]:
    found: dict[float, float] = {}
    for key, value in pairs:
        found[key] = found.get(key, 0) + value
    return found


def _instant(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)

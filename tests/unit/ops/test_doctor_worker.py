"""`loftet doctor` hears from a worker what it fails at."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

from flask import Flask
from werkzeug.serving import make_server

from deploy.local.ports import choose
from shared.http.health import Check, add_health
from shared.ops.doctor.keys import examine_keys
from shared.ops.doctor.worker import examine_worker


@contextmanager
def worker(checks: Mapping[str, Check] | None) -> Iterator[Any]:
    """The settings of a service whose worker answers so; None: it is none of ours."""
    app = Flask("worker")
    if checks is not None:
        add_health(app, checks)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield SimpleNamespace(bind_host="127.0.0.1", worker_port=server.server_port)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def told(settings: Any) -> list[str | None]:
    return [each.wrong for each in examine_worker(settings)]


def test_the_partitions_that_a_worker_fails_at_are_told() -> None:
    with worker({"kafka": lambda: None, "projector": lambda: "loftet.tips[2]: its database is away"}) as settings:
        assert told(settings) == ["projector: loftet.tips[2]: its database is away"]


def test_a_worker_that_is_well_is_well() -> None:
    with worker({"projector": lambda: None}) as settings:
        assert told(settings) == [None]


def test_another_process_at_its_port_is_not_taken_for_it() -> None:
    with worker(None) as settings:
        assert told(settings) == [f"something else answers at port {settings.worker_port}"]


def test_keys_that_a_worker_has_no_use_for_are_left_out_of_what_it_is_asked() -> None:
    settings = SimpleNamespace(jwks="/nowhere.json", clients=None)

    assert [each.what for each in examine_keys(settings)] == ["token keys"]
    assert list(examine_keys(settings, tokens=False)) == []


def test_a_worker_that_is_not_here_is_not_asked() -> None:
    nowhere = SimpleNamespace(bind_host="127.0.0.1", worker_port=choose(None, []))

    assert told(nowhere) == []
    assert told(SimpleNamespace(bind_host="127.0.0.1", worker_port=0)) == []

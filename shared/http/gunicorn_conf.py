"""How gunicorn serves a service: one process, eight threads, an orderly end within 20 seconds.

gunicorn -c shared/http/gunicorn_conf.py --bind HOST:PORT "services.activities.app:create_app()"
"""

import logging
import os
import shutil
import tempfile
from typing import Any

from gunicorn import glogging  # type: ignore[import-untyped]

from shared.observe import logs

# One process: a token, a salt or an answer is remembered once, metrics need no files, and with keep-alive gthread may
# leave all connections on one worker anyway. Whoever needs more sets WEB_CONCURRENCY, or runs more containers.
workers = int(os.environ.get("WEB_CONCURRENCY", "1"))
worker_class = "shared.http.gunicorn_worker.Worker"  # gthread
threads = 8
worker_connections = 200

timeout = 30  # a request never takes so long: every call to the database has its own limit of 10 s
graceful_timeout = 15  # with what goes before and after, SIGTERM ends within 20 s
keepalive = 20

limit_request_line = 4094
limit_request_fields = 64
limit_request_field_size = 8190

control_socket_disable = True
accesslog = None  # each request is logged by the app, with its trace id
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108, PTH112  (a heartbeat on disk stalls)


class Logger(glogging.Logger):  # type: ignore[misc]
    """gunicorn's own records, written in our form by the root logger."""

    def setup(self, cfg: Any) -> None:  # noqa: ANN401
        """Hand the records on."""
        logs.set_up(os.environ.get("LOFTET_LOG_LEVEL", "info"), "gunicorn-master")
        super().setup(cfg)
        self.error_log.handlers = []
        self.error_log.propagate = True
        self.error_log.setLevel(logging.INFO)


logger_class = Logger


def on_starting(server: Any) -> None:  # noqa: ANN401
    """With several processes, their metrics are gathered through files; the app is not yet imported here."""
    if server.cfg.workers > 1:
        os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", tempfile.mkdtemp(prefix="loftet-metrics-"))


def child_exit(server: Any, worker: Any) -> None:  # noqa: ANN401
    """Forget the gauges of a process that is gone."""
    if server.cfg.workers > 1:
        from prometheus_client import multiprocess

        multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]


def on_exit(server: Any) -> None:  # noqa: ANN401
    """Leave no files behind."""
    if server.cfg.workers > 1:
        shutil.rmtree(os.environ["PROMETHEUS_MULTIPROC_DIR"], ignore_errors=True)

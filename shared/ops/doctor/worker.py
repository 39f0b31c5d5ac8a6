"""The service's worker, as it tells of itself: what it fails at, partition by partition."""

from collections.abc import Iterator
from typing import Any, Final

import requests

from shared.ops.doctor.finding import Finding, found

_TIMEOUT: Final = (2.0, 4.0)  # a process has two seconds to find out how it is
_ANYWHERE: Final = ("0.0.0.0", "::")  # noqa: S104  (recognised, not listened on)


def examine_worker(settings: Any) -> Iterator[Finding]:  # noqa: ANN401  (each service's own)
    """The worker at the service's own port on this machine; none there may run elsewhere, which the readers tell."""
    if not settings.worker_port:
        return
    host = "127.0.0.1" if settings.bind_host in _ANYWHERE else settings.bind_host
    do = "mend what it names, and read its log; docs/runbook/NotWell.md tells more"
    try:
        answer = requests.get(f"http://{host}:{settings.worker_port}/health/ready", timeout=_TIMEOUT)
        checks = answer.json()["checks"]
    except requests.Timeout:
        yield found("worker", "it takes connections and answers nothing", "end it: it is started anew; read its log")
    except requests.ConnectionError:
        return
    except (ValueError, KeyError):
        yield found("worker", f"something else answers at port {settings.worker_port}", "mend LOFTET_WORKER_PORT")
    else:
        wrong = [f"{name}: {each['detail']}" for name, each in checks.items() if not each["ok"]]
        yield found("worker", "; ".join(wrong) or None, do)

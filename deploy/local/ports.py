"""Which port each process listens on: the usual one, the same as last time, or a free one."""

import secrets
import socket
from collections.abc import Collection

HOST = "127.0.0.1"

USUAL = {
    "kafka": 9092,
    "kafka-controller": 9093,
    "mongodb": 27017,
    "smtp": 1025,
    "activities-web": 8101,
    "reports-web": 8102,
    "notifications-web": 8103,
    "operator-page": 8104,
    "activities-worker": 8111,
    "reports-worker": 8112,
    "notifications-worker": 8113,
}

# Below the range of outgoing connections: none of those can take a port that was just chosen.
_FREE_RANGE = (20000, 32000)


def is_free(port: int) -> bool:
    """Whether a server could listen on the port now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def accepts(port: int, host: str = HOST) -> bool:
    """Whether somebody listens on the port."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((host, port)) == 0


def choose(wanted: int | None, taken: Collection[int]) -> int:
    """The wanted port if it is free, else any free one; never one of those already taken."""
    if wanted and wanted not in taken and is_free(wanted):
        return wanted
    low, high = _FREE_RANGE
    while True:
        port = low + secrets.randbelow(high - low)
        if port not in taken and is_free(port):
            return port

"""Asks a process on this machine whether it is ready: `python -m shared.ops.probe PORT`, for container checks.

The standard library alone, since it starts anew every few seconds.
"""

import http.client
import sys


def probe(port: int) -> str | None:
    """None when `GET /health/ready` answers 200, else what it answered."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=4)
    try:
        connection.request("GET", "/health/ready")
        answer = connection.getresponse()
        text = answer.read().decode(errors="replace")
    except OSError as error:
        return f"no answer: {error}"
    finally:
        connection.close()
    return None if answer.status == 200 else f"{answer.status}: {text}"


if __name__ == "__main__":
    sys.exit(probe(int(sys.argv[1])))

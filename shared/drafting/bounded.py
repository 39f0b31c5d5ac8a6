"""Reading within bounds: a stranger's document is read by a process of little memory and time, which ends with it."""

import resource
import subprocess
import sys
from pathlib import Path
from typing import Final

from shared.drafting.unreadable import Unreadable

SECONDS: Final = 20.0
"""For a document, with the wait for a processor; longer than the process's own limit."""

MEMORY: Final = 1024 * 1024 * 1024  # bytes of addresses; a process that has read 40 pages holds a tenth of it
PROCESSOR: Final = 12  # seconds of one; 40 pages take about 1

_ROOT: Final = Path(__file__).parents[2]


def bind() -> None:
    """Bounds this process: to be called by one that is to read a single document."""
    for what, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, PROCESSOR), (resource.RLIMIT_FSIZE, 0)):
        resource.setrlimit(what, (most, most))


def read_by(module: str, *words: str, said: bytes, seconds: float = SECONDS) -> subprocess.CompletedProcess[bytes]:
    """What a module answers that is run with ``said`` on stdin.

    Its environment is empty: what it reads may be made to tell what it knows.

    Raises:
        Unreadable: it was ended for its use of time or memory.
    """
    try:
        done = subprocess.run(
            [sys.executable, "-m", module, *words],
            input=said,
            capture_output=True,
            cwd=_ROOT,
            env={"PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"},
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise _endless() from None
    if done.returncode < 0:
        raise _endless()
    return done


def _endless() -> Unreadable:
    return Unreadable("too-large", "The document takes too long to read.", "Save it anew as text, and try again.")
